# SPDX-License-Identifier: EUPL-1.2
# The front door. Needs make and Python 3.11 or newer, nothing else.
.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := /bin/sh

PORT ?= 5000
HOST ?= 127.0.0.1
INSTANCE ?= ./instance
ARGS ?=
PYTHON ?= python3
BIN := .venv/bin

step = @printf '\033[1m==>\033[0m %s\n'

.PHONY: help run test check bench strings lock clean environment node assets translations dev browser

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "PORT=$(PORT) HOST=$(HOST) INSTANCE=$(INSTANCE) go with 'make run'; ARGS=\"-k approve\" goes with 'make test' and 'make bench'."

run: environment assets translations ## the site with everything it needs, on a fresh machine too
	@PORT=$(PORT) HOST=$(HOST) INSTANCE=$(INSTANCE) exec $(BIN)/python run.py

test: dev assets translations browser ## all tests: SQLite, PostgreSQL, Redis, SMTP, browser
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: dev assets translations ## format, lint, types, translations, architecture rules
	$(step) "format and lint"
	@$(BIN)/ruff format --check --quiet . || { echo "Mend it with: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/djlint templates --lint --quiet
	$(step) "types"
	@$(BIN)/basedpyright --level error
	$(step) "layers, rules, translations"
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest tests/rules -q -n 0

bench: dev assets translations ## the benchmarks, beside their limits
	@$(BIN)/python -m benchmarks $(ARGS)

strings: dev ## put the strings of code and templates into translations/, and name those without a twin
	@$(BIN)/python tools/strings.py

lock: ## write the locks anew from the requirements*.in files
	@command -v uv >/dev/null || { echo "make lock needs uv: $(PYTHON) -m pip install uv"; exit 1; }
	@for name in requirements requirements-dev requirements-node; do \
	  echo "==> $$name.txt"; \
	  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 \
	    $$name.in -o $$name.txt || exit 1; done

clean: ## throws away what was built; data in the instance folder stays
	rm -rf .venv assets/node_modules tests/browser/nu/node_modules booking/static .cache .pytest_cache .ruff_cache .hypothesis test-results
	find booking tests migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	find translations -name '*.mo' -delete 2>/dev/null || true

# --- the steps ---------------------------------------------------------------------------------------------------------

environment:
	@tools/install.sh requirements.txt

dev:
	@tools/install.sh requirements.txt requirements-dev.txt

# Node builds the assets. Where the machine has none, it comes from the lock too, and only then.
node: environment
	@command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || tools/install.sh requirements-node.txt

# It keeps its own stamp: a second run costs nothing.
assets: node
	@$(BIN)/python assets/build.py

translations: environment
	@for po in translations/*/LC_MESSAGES/messages.po; do \
	  if [ -f "$$po" ] && [ ! "$${po%.po}.mo" -nt "$$po" ]; then $(BIN)/pybabel -q compile -i "$$po" -o "$${po%.po}.mo" || exit 1; fi; done

browser: node
	@tools/browser.sh
