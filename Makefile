# Tecum: every task a person or a machine runs, by its name.  `make help` lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-$(shell cat lock/boot.txt lock/runtime.txt | cksum | cut -d' ' -f1)
DEV := $(VENV)/.dev-$(shell cat lock/boot.txt lock/dev.txt | cksum | cut -d' ' -f1)
ASSETS := static/vendor/.assets-$(shell cat lock/node.txt assets/package-lock.json assets/copy.py | cksum | cut -d' ' -f1)
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-build-isolation --link-mode=copy --compile-bytecode

# Compiled once, at set-up, since the service's own user may write nothing there: else every start and every child process
# compiles 2,000 files again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run test check bench proof docs lock clean dev
.DEFAULT_GOAL := help

help:  ## list the tasks
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

setup: $(RUNTIME) $(ASSETS)  ## environment, dependencies and assets only
	@test ! -d app || $(BIN)/python -m compileall -q app migrations config.py wsgi.py

run: setup  ## migrate, fill an empty database with the demonstration, serve on http://127.0.0.1:8000 (PORT= another)
	@PORT=$(PORT) $(BIN)/python deploy/run.py

dev: setup $(DEV)

test: dev  ## everything that CI runs, on SQLite and PostgreSQL, with headless Chromium
	@$(BIN)/python tests/ensure_chromium.py
	@$(BIN)/python tests/ensure_programs.py
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: dev lint  ## the fast part: lint, types, and the tests without browser or PostgreSQL
	@TEST_DATABASES=sqlite $(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not proof"

.PHONY: lint
lint: dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary

bench: dev  ## the benchmarks: ratios against a bare Flask page in the same run
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.sheets
	@$(BIN)/python -m bench.letters

proof: dev  ## the long proofs: kills, races, fuzzing
	@PROOF=1 $(BIN)/python -m pytest -m proof -p no:cacheprovider --timeout 3600

docs:  ## write the generated pages of the documentation
	@$(BIN)/python docs/make_configuration.py

lock:  ## resolve pyproject.toml into lock/ again
	@$(BIN)/python lock/compile.py

clean:  ## remove what set-up made (not the data folder)
	rm -rf $(VENV) .node static/vendor assets/node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tecum needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(BIN)/uv: $(BIN)/python lock/boot.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r lock/boot.txt
	@touch $@

$(RUNTIME): $(BIN)/uv lock/runtime.txt
	@echo "Installing dependencies ..."
	@$(INSTALL) -r lock/runtime.txt
	@rm -f $(VENV)/.runtime-* && touch $@

$(DEV): $(RUNTIME) lock/dev.txt
	@echo "Installing development tools ..."
	@$(INSTALL) -r lock/dev.txt
	@rm -f $(VENV)/.dev-* && touch $@

$(ASSETS): lock/node.txt assets/package-lock.json assets/copy.py
	@echo "Fetching the interface kit ..."
	@$(PYTHON) assets/copy.py
	@rm -f static/vendor/.assets-* && touch $@
