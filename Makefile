# Two commands do all set-up: `make run` serves the graph, `make test` runs the tests.
# Everything lives in .venv and node_modules; nothing is installed outside this folder.

# The distribution's Python first, where it can make environments: it is built with profile-guided optimisation, which
# one compiled by hand mostly is not, and every small query pays for it.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in /usr/bin/python3.11 python3.11; do \
	$$p -c 'import ensurepip' >/dev/null 2>&1 && { echo $$p; exit; }; done; echo python3)
endif
PORT ?= 8000
HOST ?= 127.0.0.1
STORE ?= store
TEXTS ?=
SUITES ?=
VENV := .venv
BIN := $(VENV)/bin
ENV := $(VENV)/.ready
TEST_ENV := $(VENV)/.ready-test

# Where the surroundings forbid bytecode, each of the hundreds of processes that the tests start would compile all modules.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test clients check w3c fresh bench lock assets store clean help

help:  ## list the targets
	@grep -E '^[a-z0-9]+:.*  ##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; found $$($(PYTHON) --version). Name one: make run PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(ENV): requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing $$(grep -c '^[a-z]' requirements.lock) locked packages into $(VENV) (half a minute or so) ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(TEST_ENV): requirements-test.lock $(ENV)
	@echo "Installing what the tests need (a minute or so) ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-test.lock
	@touch $@

assets: $(ENV)  ## build the browser assets (fonts, graph view); without npm the pages work with system fonts
	@$(BIN)/huunghi assets

store: $(ENV)  ## build the store from data/ if there is none
	@test -e $(STORE)/current || $(BIN)/huunghi --store $(STORE) load data

run: $(ENV) assets store  ## make the environment, build the store if there is none, and serve it
	$(BIN)/huunghi --store $(STORE) serve --host $(HOST) --port $(PORT) $(if $(TEXTS),--texts $(TEXTS))

test: $(TEST_ENV) assets  ## make the environment and run all tests
ifeq ($(ARGS),)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
else
	$(BIN)/python -m pytest $(ARGS)
endif

# What a client of npm takes stays in tests/clients; the loaders of sparql-llm need other versions than we do, so they
# get an environment of their own: what they import, without the models and databases that the package brings.
CLIENTS := tests/clients
CLIENTS_NODE := $(CLIENTS)/node_modules/.package-lock.json
CLIENTS_ENV := $(CLIENTS)/.venv/.ready

$(CLIENTS_NODE): $(CLIENTS)/package.json $(CLIENTS)/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed for Comunica and Yasgui"; exit 1; }
	cd $(CLIENTS) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(CLIENTS_ENV): $(CLIENTS)/sparql-llm.lock | $(VENV)/bin/python
	$(BIN)/python -m venv $(CLIENTS)/.venv
	$(CLIENTS)/.venv/bin/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r $<
	@touch $@

# So does moto, an S3-compatible store for the tests.
MOTO_ENV := $(CLIENTS)/.moto/.ready

$(MOTO_ENV): $(CLIENTS)/moto.lock | $(VENV)/bin/python
	$(BIN)/python -m venv $(CLIENTS)/.moto
	$(CLIENTS)/.moto/bin/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r $<
	@touch $@

clients: $(CLIENTS_NODE) $(CLIENTS_ENV) $(MOTO_ENV)  ## install what the tests start: Comunica, Yasgui, loaders of sparql-llm, moto

check: $(TEST_ENV)  ## linters, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

w3c: $(TEST_ENV)  ## run the W3C's SPARQL suites over HTTP: make w3c SUITES=FOLDER, the folder `sparql` of w3c/rdf-tests
	@test -n "$(SUITES)" || { echo "Name the suites: make w3c SUITES=FOLDER, the folder sparql of a copy of w3c/rdf-tests"; exit 1; }
	$(BIN)/python -m tests.w3c $(SUITES) $(ARGS)

fresh:  ## try make run and make test in new, minimal Debians (as root, with debootstrap)
	@bash .ci/fresh

bench: $(TEST_ENV)  ## measure against named baselines, outputs compared first
	$(BIN)/python -m tests.bench $(ARGS)

lock: $(VENV)/bin/python  ## renew the locked dependencies
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --excludes $(CLIENTS)/sparql-llm-without.txt $(CLIENTS)/sparql-llm.in -o $(CLIENTS)/sparql-llm.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate $(CLIENTS)/moto.in -o $(CLIENTS)/moto.lock

clean:  ## remove the environment and what was built (never the store)
	rm -rf $(VENV) node_modules $(CLIENTS)/node_modules $(CLIENTS)/.venv $(CLIENTS)/.moto web/static/built dist build
