# Two commands do everything: `make demo` and `make test`. Both first make an environment in .venv,
# with uv where it is installed, else with venv and pip; it is made anew when pyproject.toml changes.
#     make test PYTHON=python3.12          uses that Python
#     make test UV=                        goes without uv

VENV := .venv
BIN := $(VENV)/bin
UV ?= $(shell command -v uv 2>/dev/null)
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

ifeq ($(UV),)
CREATE = $(or $(PYTHON),$(error kg needs Python 3.11 or later (on Debian with python3-venv), or uv)) -m venv --clear $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable
else
CREATE = $(UV) venv --quiet --clear --python '$(or $(PYTHON),>=3.11)' $(VENV)
INSTALL = $(UV) pip install --quiet --python $(VENV) --editable
endif

# A Python that was asked for by name replaces an environment made with another.
ifneq ($(origin PYTHON),file)
ifneq ($(shell $(BIN)/python --version 2>&1),$(shell $(PYTHON) --version 2>&1))
$(VENV)/made: anew
endif
endif

.DEFAULT_GOAL := help
.PHONY: help demo test long bench bench-load bench-questions bench-linking lint types format docs docs-check clean anew

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/made  ## load the seeds, answer questions, write Turtle and JSON-LD
	$(BIN)/kg demo

test: $(VENV)/made-dev  ## unit tests, about two minutes
	$(BIN)/python -m pytest -n auto -m 'not long'

long: $(VENV)/made-dev  ## tests that take longer: the wheel in an empty environment
	$(BIN)/python -m pytest -n auto -m long

bench: $(VENV)/made-dev  ## benchmarks, one after another
	$(BIN)/python tests/benchmarks

bench-load: $(VENV)/made-dev  ## how fast files become a graph, beside the bare store; takes long
	$(BIN)/python tests/benchmarks/bench_load.py

bench-linking: $(VENV)/made-dev  ## how well records are linked, on labelled and on perturbed data
	$(BIN)/python tests/benchmarks/bench_linking.py

bench-questions: $(VENV)/made-dev  ## questions beside other engines, or with SIZES=100000,1000000 by size
ifdef SIZES
	$(BIN)/python tests/benchmarks/bench_growth.py --sizes $(SIZES) $(if $(SCRATCH),--scratch $(SCRATCH))
else
	$(BIN)/python tests/benchmarks/bench_engines.py
endif

lint: $(VENV)/made-dev  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/made-dev  ## mypy --strict over kg and tests
	$(BIN)/mypy

format: $(VENV)/made-dev  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/made-dev  ## write the generated parts of README.md anew
	$(BIN)/python tests/docs/generate.py

docs-check: $(VENV)/made-dev  ## fail if a generated part of README.md is out of date
	$(BIN)/python tests/docs/generate.py --check

clean:  ## remove the environment and all that was built
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find kg tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made: pyproject.toml
	$(CREATE)
	$(INSTALL) '.[validate]'
	@touch $@

$(VENV)/made-dev: $(VENV)/made
	$(INSTALL) '.[dev]'
	@touch $@
