# Two commands on a fresh machine with python3 (3.11 or newer) and make: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AS_OF ?= 2026-11-20
CRM := $(BIN)/crm-sheets

.PHONY: help demo demo-clean test test-deep check format sample reference lock wheel bench

help:
	@echo "make demo         a whole CRM day on a copy of the sample (AS_OF=2026-11-21 goes on with the next day)"
	@echo "make demo-clean   start the demo afresh"
	@echo "make test         all tests; make test-deep adds the long ones"
	@echo "make check        format, lint, types, import directions"

$(VENV)/.runtime: requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('Python 3.11 or newer is needed, this is ' + sys.version.split()[0] + '. Try: make demo PYTHON=python3.12') if sys.version_info < (3, 11) else 0"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo/sample_sheet.xlsx:
	@mkdir -p demo
	@cp sample_sheet.xlsx demo/sample_sheet.xlsx

demo: $(VENV)/.runtime demo/sample_sheet.xlsx
	@$(CRM) preview --workbook demo/sample_sheet.xlsx --as-of $(AS_OF)
	@$(CRM) run nightly --workbook demo/sample_sheet.xlsx --as-of $(AS_OF)

demo-clean:
	rm -rf demo

# Two processes on two cores: more threads in each would only wait for one another.
test test-deep: export POLARS_MAX_THREADS = 1

test: $(VENV)/.development
	$(BIN)/python -m pytest -m "not deep" -n 2 -q

test-deep: $(VENV)/.development
	$(BIN)/python -m pytest -n 2 -q

check: $(VENV)/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

format: $(VENV)/.development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

sample: $(VENV)/.runtime
	$(BIN)/python -m crm_sheets.sample --output sample_sheet.xlsx --faults-list tests/golden/planted_faults.csv

reference: $(VENV)/.runtime
	$(BIN)/python docs/make_reference.py

bench: $(VENV)/.development
	$(BIN)/python benchmarks/nightly.py

wheel: $(VENV)/.development
	$(BIN)/python -m build --no-isolation

# Needs uv (`pip install uv`); run after changing the dependencies in pyproject.toml.
lock:
	uv pip compile pyproject.toml --group runtime-build --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -o requirements.lock
	uv pip compile pyproject.toml --group runtime-build --group dev --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q -o requirements-dev.lock
