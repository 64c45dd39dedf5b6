# Every target runs out of .venv, which the first of them makes; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help
help: ## list what make can do here
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## make .venv from the locked requirements (run and test do it by themselves)

$(READY): requirements/dev.txt tools/setup
	@tools/setup

.PHONY: run
run: $(READY) ## start the whole service on this machine, at 127.0.0.1:$PORT
	@exec $(BIN)/python -m local run

.PHONY: invoke
invoke: $(READY) ## run one function once, in a stack of its own: FUNCTION=process_photo EVENT=events/...json
	@$(BIN)/python -m local invoke $(FUNCTION) $(EVENT)

.PHONY: demo-retouch
demo-retouch: $(READY) ## show faces before and after retouching, on one page; PHOTOS=folder takes its photos
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.demo_retouch $(PHOTOS)

.PHONY: demo
demo: $(READY) ## process the photos of tests/photos and keep the results in demo-output
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.demo

.PHONY: bench bench-peers bench-service
bench: $(READY) ## compare the engine with others, into docs/benchmarks.md; PHOTOS=folder of large JPEGs
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.engine_bench $(PHOTOS)
bench-peers: $(READY) ## install the engines to compare with, into .peers
	@tools/setup_peers
bench-service: $(READY) ## measure photos per second, lanes, libraries and starts; PHOTOS=folder adds its JPEGs
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.bench $(PHOTOS)
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.bench_lanes $(PHOTOS)
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.bench_libraries
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.bench_starts

# They go through the same few scenarios again and again, and have nothing to add to what is covered.
PERMISSIONS := tests/integration/service/test_permissions.py

.PHONY: test
test: $(READY) ## run every test; 95 % of the branches of what is deployed are tested, of operations and services all
	$(BIN)/pytest tests/unit tests/integration --ignore=$(PERMISSIONS) --cov
	$(BIN)/coverage report --fail-under=100 --include='*/operations/*,*/services/*'
	$(BIN)/pytest $(PERMISSIONS) tests/simulation tests/e2e

.PHONY: simulate
simulate: $(READY) ## keep every promise in SEEDS=2000 random worlds; SEED=7 shows one of them again
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.simulate

.PHONY: test-unit test-integration test-e2e
test-unit: $(READY) ## run the tests that need nothing but the processor
	$(BIN)/pytest tests/unit
test-integration: $(READY) ## run the tests that talk to moto
	$(BIN)/pytest tests/integration
test-e2e: $(READY) ## run the tests that start the whole service
	$(BIN)/pytest tests/e2e

.PHONY: fuzz
fuzz: $(READY) ## damage 10,000 photos and render them; PHOTOS=folder adds its small files
	PYTHONPATH=layers/darkroom $(BIN)/python -m tools.fuzz $(PHOTOS)

.PHONY: library-proof
library-proof: $(READY) ## hold libraries against plain ones, and their logs against a hostile queue: 10,000 histories of 50 steps
	$(BIN)/pytest tests/unit/library/test_against_a_plain_library.py tests/simulation/test_library_logs.py --hypothesis-profile=proof

.PHONY: torture
torture: $(READY) ## kill workers under 300 photos, and worse: an hour; TRIALS=killed is one of them
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.torture $(TRIALS)

.PHONY: golden
golden: $(READY) ## make the images anew that operations are compared with, and say which changed
	@PYTHONPATH=layers/darkroom $(BIN)/python -m tools.golden

.PHONY: lint format types imports
lint: $(READY) ## check style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check
format: $(READY) ## put style and formatting right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
types: $(READY) ## check types
	$(BIN)/mypy
imports: $(READY) ## check that dependencies point inwards
	PYTHONPATH=.:layers/darkroom $(BIN)/lint-imports --no-logo

.PHONY: validate build
validate: $(READY) ## check template.yaml as SAM sees it and as CloudFormation will
	AWS_DEFAULT_REGION=us-east-1 SAM_CLI_TELEMETRY=0 $(BIN)/sam validate --lint
	$(BIN)/python -m tools.lint_template
build: $(READY) ## build for both architectures, without Docker, into .aws-sam/<architecture>
	tools/build arm64
	tools/build x86_64

.PHONY: pr
pr: ## run everything that CI runs
	.ci/run

.PHONY: lock
lock: ## lock the requirements again (needs uv; set UPGRADE=--upgrade for newer versions)
	tools/lock $(UPGRADE)

.PHONY: clean
clean: ## remove .venv and everything that was built
	rm -rf $(VENV) .peers .aws-sam build demo-output .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
