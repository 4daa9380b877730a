# The handbook's doors. They need Python 3.11 or newer with pip, and git; all else they bring themselves,
# into .tools and .venv in this folder. `make` alone lists them.

PYTHON ?= python3

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help site serve check test dist format catalogues benchmark lock upgrade environment clean

help: ## list these commands
	@echo "make site and make test do everything that is needed, from an empty clone on."
	@echo
	@awk -F ':[^#]*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: environment ## check the text and build the website into site/
	@$(BIN)/handbook build

serve: environment ## show the website while you write, at an address that it prints
	@$(BIN)/handbook serve

check: environment ## check the text alone: every fault with its file and line
	@$(BIN)/handbook check

test: environment ## run every check of code and text, and sum them up
	@$(BIN)/python -m tools.run_tests

dist: environment ## make all that readers can take along: books, handouts, offline copies, into dist/ and the site
	@$(BIN)/python -m tools.dist

format: environment ## bring the code into the house's format
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

catalogues: environment ## bring the words of the interface up to date with the code
	@$(BIN)/python -m tools.catalogues

benchmark: environment ## measure this generator beside its peers
	@$(BIN)/python -m benchmarks

lock: ## write the locks anew after a change of pyproject.toml
	@$(PYTHON) -m tools.lock

upgrade: ## write the locks anew with the newest versions
	@$(PYTHON) -m tools.lock --upgrade

environment: ## set up .tools and .venv, which the other commands do by themselves
	@$(PYTHON) tools/bootstrap.py

clean: ## remove all that these commands made, the website included
	@rm -rf .tools .venv .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@rm -rf build dist site site.new site.old
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
