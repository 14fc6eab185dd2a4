# The two commands: `make run` and `make test`. Everything they need is installed below .venv and var/, nothing else is touched.
PYTHON ?= python3
STACK = .venv/bin/python -m ckanext.luzern.embedded
INSTALLED = .venv/.installed
DEVELOPED = .venv/.developed
BROWSED = node_modules/.developed
DRAWN = .venv/.libraries

.PHONY: run start stop status clean ckan test check lint bench docs pictures lighthouse lock help
.DEFAULT_GOAL := help

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(INSTALLED) $(DRAWN) ## Run the portal in the foreground; Ctrl-C stops it (LUZERN_PORT, default 5000)
	@exec $(STACK) run

start: $(INSTALLED) $(DRAWN) ## Start the portal in the background
	@$(STACK) start

stop: $(INSTALLED) ## Stop the portal
	@$(STACK) stop

status: $(INSTALLED) ## Tell what runs, where, and how much memory it takes
	@$(STACK) status

clean: $(INSTALLED) ## Remove the portal's state after asking (YES=1: without asking)
	@$(STACK) clean $(if $(YES),--yes)

ckan: $(INSTALLED) ## Run a ckan command: make ckan ARGS='luzern harvest status'
	@$(STACK) ckan $(ARGS)

check: lint ## Lint, types, imports and the tests that need no services, on all cores
	.venv/bin/pytest -q -n auto --dist loadfile -m "not remote" tests/unit tests/contract tests/arch tests/docs

test: lint $(BROWSED) $(DRAWN) ## Run all tests, on a portal of their own
	@.ci/install-system
	@.ci/test

lint: $(DEVELOPED) ## Lint, types and imports alone
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/pyright
	.venv/bin/lint-imports
	.venv/bin/djlint --check --lint ckanext-luzern/ckanext/luzern/templates

bench: $(DEVELOPED) ## Measure the harvest against vanilla CKAN's (docs/performance.md); a quick look: make bench ARGS='--size 100 --rounds 1'
	@PYTHONPATH=tests .venv/bin/python -m bench $(ARGS)

docs: $(DEVELOPED) ## Write docs/reference from the code
	.venv/bin/python docs/generate.py

pictures: $(DEVELOPED) ## Take the pictures of the README anew, of the portal that runs
	.venv/bin/python docs/pictures.py

lighthouse: $(DEVELOPED) ## Ask Lighthouse about home, search and a dataset of the portal that runs
	@.venv/bin/python tests/e2e/lighthouse.py

lock: $(DEVELOPED) ## Renew the lock files from setup.py, tests/bench/vanilla.in and config/jgo.toml
	.venv/bin/uv pip compile -q --no-emit-package psycopg2 --universal --python-version 3.10 --generate-hashes --no-header --extra remote --extra portal --extra embedded setup.py -o requirements.lock
	.venv/bin/uv pip compile -q --no-emit-package psycopg2 --universal --python-version 3.10 --generate-hashes --no-header --all-extras setup.py -c requirements.lock -o requirements-dev.lock
	.venv/bin/uv pip compile -q --no-emit-package psycopg2 --universal --python-version 3.10 --generate-hashes --no-header tests/bench/vanilla.in -c requirements.lock -o tests/bench/vanilla.lock
	cd config && ../.venv/bin/jgo --quiet --ignore-config --resolver python lock

$(INSTALLED): requirements.lock setup.py .ci/install
	@.ci/install $(PYTHON) requirements.lock
	@touch $@

$(DRAWN): package-lock.json .ci/libraries | $(INSTALLED)
	@if .ci/libraries; then touch $@; else echo "Not fetched, the next start tries again: until then pages show tables without maps" >&2; fi

$(BROWSED): package-lock.json $(DEVELOPED)
	@if .ci/npm ci --ignore-scripts --no-audit --no-fund --loglevel error; then touch $@; else echo "axe and html-validate are not fetched: their tests are skipped" >&2; fi

$(DEVELOPED): requirements-dev.lock $(INSTALLED)
	@.ci/install $(PYTHON) requirements-dev.lock
	@touch $@
