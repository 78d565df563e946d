# Two commands do everything on a fresh machine: `make site` and `make test`.
# Python 3.11 or newer is found as python3.14, …, python3.11, python3; say PYTHON=… to choose one.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := .venv/bin/python -m pip --disable-pip-version-check -q install --require-hashes
TOOL := .venv/bin/python -m concurrency_measured

.PHONY: site serve preview test check bench soak freeze lock clean

site: .venv/.site ## measure what has no fresh record, build both languages into site/
	@$(TOOL) build

serve: .venv/.site ## the same, then serve it on loopback with live reload
	@$(TOOL) serve

preview: .venv/.site ## one language for translators, LANGUAGE=es: nothing is measured, a saved page shows at once
	@$(TOOL) preview --language "$(LANGUAGE)"

test: .venv/.test ## everything that is tested, in a few minutes
	@.venv/bin/python -m pytest

check: .venv/.test ## lint, formatting, types, import contracts, words and pages
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(TOOL) check
	@$(TOOL) translations check

bench: .venv/.test ## agreement with other instruments, and what building costs; run nothing beside it
	@.venv/bin/python tests/bench.py

soak: .venv/.test ## verdicts on a busy machine, a quarter of an hour; writes the page for maintainers
	@.venv/bin/python tests/soak.py

freeze: .venv/.test ## after an idle `make site`: its records become the tests' and the gallery's
	@.venv/bin/python tests/freeze.py $(NAMES)

lock: ## make the locks anew, those of examples included; needs uv. They hold no index's address.
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --upgrade pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --upgrade --group test -c requirements.lock -o tests/requirements.lock
	@for folder in $$(grep -l '^# /// script' examples/*/*.py | xargs -n 1 dirname | sort -u); do \
		file=$$(grep -l '^# /// script' $$folder/*.py | head -n 1); \
		oldest=$$(sed -n 's/^# requires-python = ">=\([0-9.]*\)"$$/\1/p' $$file); \
		echo "$$folder/requirements.lock, from Python $$oldest on"; \
		uv pip compile -q --universal --python-version $$oldest --generate-hashes --no-emit-index-url \
			--no-header --no-annotate --upgrade $$file -o $$folder/requirements.lock || exit 1; done

clean: ## remove all that was made, records included
	rm -rf .venv .build .measured site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.site: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer with venv and pip was found;"; \
		echo "install one (on Debian: apt install python3 python3-venv), or say make PYTHON=/path/to/python"; exit 1; }
	@echo "making .venv with $$($(PYTHON) --version)"
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@$(PIP) -r requirements.lock
	@.venv/bin/python -m pip --disable-pip-version-check -q install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.site tests/requirements.lock
	@$(PIP) -r tests/requirements.lock
	@touch $@
