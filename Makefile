# The only door: `make run` starts everything, `make test` checks everything. Needs Python 3.11 or newer, make and git.

.DEFAULT_GOAL := run
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=

# A folder set up for tests serves `make run` too.
FOR_TESTS := $(filter test% check pytest e2e lint-% fmt messages,$(MAKECMDGOALS))
RUN_STAMP := $(if $(FOR_TESTS)$(wildcard .venv/.ready-test),.venv/.ready-test,.venv/.ready-run)
BROWSER_SOURCES := $(shell find src/estafeta -path '*/static/*/js/*.ts' -o -path '*/static/*/css/*.css' 2>/dev/null)
CATALOGUES := $(shell find src/estafeta -name '*.po' 2>/dev/null)

.PHONY: run setup test test-setup check fmt messages bench pytest e2e clean
.PHONY: lint-code lint-types lint-floors lint-templates lint-django lint-browser

run: setup
	@exec $(BIN)/estafeta up

setup: $(RUN_STAMP) build/.ready build/.messages

# --- installing ---------------------------------------------------------------------------------
.venv/bin/uv: requirements-setup.lock
	@[ -n "$(PYTHON)" ] || { echo "Estafeta needs Python 3.11 or newer (python3)."; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }; }
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-setup.lock
	@touch $@

# What was killed half-way is installed once more, over whatever is there.
INSTALL = again=$$([ -e .venv/.installing ] && echo --reinstall || true); touch .venv/.installing; \
  UV_PYTHON=$(BIN)/python $(BIN)/uv pip install -q $$again

.venv/.ready-run: requirements.lock pyproject.toml | .venv/bin/uv
	@echo "Installing the packages ..."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps -e .
	@rm -f .venv/.installing; touch $@

.venv/.ready-test: requirements-test.lock pyproject.toml | .venv/bin/uv
	@echo "Installing the packages, with those for tests ..."
	@$(INSTALL) --require-hashes -r requirements-test.lock
	@$(INSTALL) --no-deps -e .
	@rm -f .venv/.installing; touch $@

# --- what is built ------------------------------------------------------------------------------
node_modules/.ready: package.json package-lock.json | $(RUN_STAMP)
	@echo "Fetching the browser parts ..."
	@npm ci --loglevel=error --ignore-scripts --no-audit --no-fund
	@touch $@

build/.ready: node_modules/.ready build.mjs tsconfig.json $(BROWSER_SOURCES)
	@node build.mjs
	@touch $@

build/.messages: $(CATALOGUES) | $(RUN_STAMP)
	@$(BIN)/estafeta messages --compile
	@mkdir -p build && touch $@

# --- checking -----------------------------------------------------------------------------------
test-setup: .venv/.ready-test build/.ready build/.messages

test: test-setup
	@$(MAKE) check
	@$(MAKE) pytest

pytest: test-setup
	@$(BIN)/pytest -q -n 2 $(ARGS)

e2e: test-setup
	@$(BIN)/pytest -q -n 2 -m e2e $(ARGS)

IN_ORDER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
LINTERS := lint-code lint-types lint-floors lint-templates lint-django lint-browser
check: test-setup
	@$(MAKE) -j 2 --keep-going $(IN_ORDER) $(LINTERS) && echo "Nothing to complain about."

lint-code: test-setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

lint-types: test-setup
	@$(BIN)/mypy

lint-floors: test-setup
	@$(BIN)/lint-imports --no-logo

lint-templates: test-setup
	@$(BIN)/djlint --quiet --lint src/estafeta

lint-django: test-setup
	@$(BIN)/estafeta makemigrations --check --dry-run
	@$(BIN)/estafeta messages --check

lint-browser: test-setup
	@[ -z "$(BROWSER_SOURCES)" ] || npm run --silent check

# --- day by day ---------------------------------------------------------------------------------
fmt: .venv/.ready-test
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

messages: .venv/.ready-test
	@$(BIN)/estafeta messages

bench: setup
	@$(BIN)/estafeta bench $(ARGS)

clean:
	@rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
