# How `sam build` makes the layers: wheels for Lambda's own platform, whatever this machine runs. No Docker.
# The template's Architecture parameter picks the folder whose Makefile includes this one and names MACHINE.

ROOT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
LAYER = $(ARTIFACTS_DIR)/python
PYTHON := $(firstword $(wildcard $(ROOT)/.venv/bin/python) python3)

# Lambda's python3.13 runs on Amazon Linux 2023 (glibc 2.34). --no-deps, because the lock is complete and pip
# would judge its environment markers by this machine's Python.
INSTALL = $(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
	--only-binary=:all: --implementation cp --python-version 3.13 \
	--platform manylinux_2_28_$(MACHINE) --platform manylinux_2_27_$(MACHINE) \
	--platform manylinux2014_$(MACHINE) \
	--no-compile --target "$(LAYER)" --requirement requirements.txt

# A layer is read-only, so what is not compiled here is compiled at every cold start. Only Lambda's own
# version writes bytecode that it can read. Unchecked, because zipping does not keep a source's exact time.
define FINISH
find "$(LAYER)" -depth -type d \( -name __pycache__ -o -name tests \) -exec rm -r {} +
rm -rf "$(LAYER)/bin"
if python3.13 -c '' 2>/dev/null; then \
	python3.13 -m compileall -q --invalidation-mode unchecked-hash -s "$(ARTIFACTS_DIR)" -p /opt "$(LAYER)"; \
else \
	echo "No python3.13 here: $@ works, but starts colder without bytecode." >&2; \
fi
endef

.PHONY: build-DarkroomLayer build-RuntimeLayer build-ImagingLayer
build-DarkroomLayer:
	mkdir -p "$(LAYER)"
	cp -R darkroom "$(LAYER)/"
	$(FINISH)

build-RuntimeLayer:
	$(INSTALL)
	$(FINISH)

# Of the packages of fonts, captions use one family each.
build-ImagingLayer:
	$(INSTALL)
	find "$(LAYER)/mplfonts/fonts" -type f ! -name 'NotoSansCJKsc-Regular.otf' -delete
	find "$(LAYER)/pymupdf_fonts" -type f ! -name '__init__.py' ! -name 'FiraGO_Regular.py' \
		! -name 'NotoSansSymbols2_Regular.py' -delete
	$(FINISH)
