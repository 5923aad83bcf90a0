# Each target is one line of help and one call of run.py, which needs nothing but Python.

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help start test fast soak check shots bench presets keys settings coverage parity lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

start: ## Start octui (ARGS="…" are octui's own)
	@$(PYTHON) run.py $(ARGS)

test: ## Run the tests (ARGS="-k name" for some of them)
	@$(PYTHON) run.py test $(ARGS)

fast: ## Run the tests for daily work (ARGS="-k name" for some of them)
	@$(PYTHON) run.py fast $(ARGS)

soak: ## Run the fuzzers with one seed after another (ARGS="--seconds 60")
	@$(PYTHON) run.py soak $(ARGS)

check: ## Look at style, types and layers
	@$(PYTHON) run.py check

shots: ## Make the screenshots again, from the running program
	@$(PYTHON) run.py shots

bench: ## Measure octui beside the official client
	@$(PYTHON) run.py bench $(ARGS)

presets: ## Update what is known of models, from the catalog of a real OpenCode
	@$(PYTHON) run.py presets

keys: ## Write the tables of keys again
	@$(PYTHON) run.py keys

settings: ## Write docs/settings.md again
	@$(PYTHON) run.py settings

coverage: ## Write docs/coverage.md again, and verify what it claims
	@$(PYTHON) run.py coverage

parity: ## Write docs/parity.md again, and verify what it claims
	@$(PYTHON) run.py parity

lock: ## Pin the newest versions that pyproject.toml allows
	@$(PYTHON) run.py lock
