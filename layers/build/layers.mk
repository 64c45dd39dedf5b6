# How `sam build` makes the layers: wheels for Lambda's own platform, whatever this machine runs. No Docker.
# The template's Architecture parameter picks the folder whose Makefile includes this one and names MACHINE.

ROOT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
LAYER = $(ARTIFACTS_DIR)/python
PYTHON := $(firstword $(wildcard $(ROOT)/.venv/bin/python) python3)

# Lambda's python3.13 runs on Amazon Linux 2023 (glibc 2.34). --no-deps, because the lock is complete and pip
# would judge its environment markers by this machine's Python.
INSTALL = $(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
	--only-binary=:all: --implementation cp --python-version 3.13 \
	--platform manylinux2014_$(MACHINE) --platform manylinux_2_27_$(MACHINE) \
	--platform manylinux_2_28_$(MACHINE) \
	--no-compile --target "$(LAYER)" --requirement requirements.txt

# A layer is read-only, so what is not compiled here is compiled at every cold start. Only Lambda's own
# version writes bytecode that it can read. Unchecked, because zipping does not keep a source's exact time.
COMPILE = python3.13 -m compileall -q --invalidation-mode unchecked-hash -s "$(ARTIFACTS_DIR)" -p /opt
define FINISH
find "$(LAYER)" -depth -type d \( -name __pycache__ -o -name tests \) -exec rm -r {} +
rm -rf "$(LAYER)/bin"
if python3.13 -c '' 2>/dev/null; then \
	$(1); \
else \
	echo "No python3.13 here: $@ works, but starts colder without bytecode." >&2; \
fi
endef
# Of what others wrote the bytecode is enough, and half of the size. OpenCV reads some of its own source.
SOURCES = find "$(LAYER)" -name '*.py' ! -path '*/cv2/*'
BYTECODE_ONLY = $(COMPILE) -b "$(LAYER)" && $(SOURCES) -delete

.PHONY: build-DarkroomLayer build-RuntimeLayer build-ImagingLayer build-FacesLayer
build-DarkroomLayer:
	mkdir -p "$(LAYER)"
	cp -R darkroom "$(LAYER)/"
	$(call FINISH,$(COMPILE) "$(LAYER)")

SERVICES = dynamodb rekognition s3 sqs

# Of botocore's descriptions of every service there is, those of the services that functions call.
build-RuntimeLayer:
	$(INSTALL)
	find "$(LAYER)/botocore/data" -mindepth 1 -maxdepth 1 -type d $(foreach service,$(SERVICES),! -name '$(service)') \
		-exec rm -r {} +
	$(call FINISH,$(BYTECODE_ONLY))

# Of the packages of fonts, captions use one family each.
build-ImagingLayer:
	$(INSTALL)
	find "$(LAYER)/mplfonts/fonts" -type f ! -name 'NotoSansCJKsc-Regular.otf' -delete
	find "$(LAYER)/pymupdf_fonts" -type f ! -name '__init__.py' ! -name 'FiraGO_Regular.py' \
		! -name 'NotoSansSymbols2_Regular.py' -delete
	$(call FINISH,$(BYTECODE_ONLY))

CASCADES = haarcascade_frontalface_default.xml haarcascade_frontalface_alt.xml haarcascade_frontalface_alt2.xml \
	haarcascade_eye.xml haarcascade_eye_tree_eyeglasses.xml

# Of OpenCV's data, the cascades that faces are found with; of both packages, nothing to compile, check types or test with.
build-FacesLayer:
	$(INSTALL)
	find "$(LAYER)/cv2/data" -type f ! -name '__init__.py' $(foreach cascade,$(CASCADES),! -name '$(cascade)') -delete
	find "$(LAYER)" -type f \( -name '*.pyi' -o -name '*.pxd' -o -name '*.h' -o -name '*.a' \) -delete
	rm -r $(foreach unused,f2py random testing,"$(LAYER)/numpy/$(unused)")
	rm "$(LAYER)"/numpy/_core/_simd.*.so "$(LAYER)"/numpy/_core/*_tests.*.so
	$(call FINISH,$(BYTECODE_ONLY))
