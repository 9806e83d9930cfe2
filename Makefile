# Python for creating .venv; override with `make PYTHON=python3.12 ...`.
PYTHON ?= python3

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
# Twice quiet: errors are still printed, progress and warnings are not.
PIP   := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help solutions test lint bench lock clean FORCE

help: ## Show this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

solutions: $(STAMP) ## Write both worked solutions into build/: TeX, certificates, and PDF if TeX is there
	@$(BIN)/derive solutions rnn_lstm --out build
	@$(BIN)/derive solutions networks --out build

test: $(STAMP) ## Run the tests and the doctests, with coverage
	@$(BIN)/python -m pytest --cov --cov-report=term
	@$(BIN)/coverage report --include='derive/kernel/*' --fail-under=100 >/dev/null || { \
	  echo "the kernel is not covered to 100 % by branch" >&2; exit 1; }

lint: $(STAMP) ## Check style, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(STAMP) ## Run the benchmarks
	@$(BIN)/python -m benchmarks

# Does not need .venv: a lock that no longer installs must still be replaceable.
lock: ## Regenerate requirements.lock from pyproject.toml (uses the network)
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	$(PYTHON) -m venv "$$tmp" && \
	"$$tmp/bin/python" -m pip --disable-pip-version-check -qq install uv && \
	"$$tmp/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --extra dev --upgrade --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command 'make lock' --output-file requirements.lock pyproject.toml

clean: ## Remove .venv, the caches and what was built, except build/rnn_lstm.tex
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov dist
	@if [ -d build ]; then find build -mindepth 1 ! -path build/rnn_lstm.tex -delete; fi
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A PYTHON that was asked for and is not the one in .venv makes .venv anew.
ifneq ($(origin PYTHON),file)
ifneq ($(shell $(PYTHON) -V 2>&1),$(shell cat $(STAMP) 2>/dev/null))
$(STAMP): FORCE
endif
endif

# The stamp is written last, so a failed installation leaves none. The lock names everything: pip
# is kept from resolving, since for an extra it looks past the lock to the newest release.
$(STAMP): pyproject.toml requirements.lock
	@rm -f $@
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "derive needs Python 3.11 or later, and '$(PYTHON)' is not: try make PYTHON=python3.12 ..." >&2; \
	  exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) -V) from requirements.lock (once; about a minute)."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@$(PIP) check
	@$(PYTHON) -V > $@
