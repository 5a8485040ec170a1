# Two commands do everything, environment included: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# Machines that keep Python from writing bytecode would have every process of the tests compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test static lint types imports tests heavy fuzz coverage coverage-check format lock clean

demo: $(VENV)/.installed  ## run the shipped study and say where the report is
	$(BIN)/meal demo

test: $(VENV)/.installed-dev  ## everything that must hold: the sources looked through beside the tests
	$(MAKE) --no-print-directory --jobs=2 static tests

static: lint imports types

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

imports: $(VENV)/.installed-dev
	$(BIN)/lint-imports

tests: $(VENV)/.installed-dev
	$(BIN)/pytest -n 2 --dist worksteal -m "not heavy" $(ARGS)

heavy: $(VENV)/.installed-dev  ## the registers of 386,000 contacts, made and counted against what was published
	$(BIN)/pytest -n 2 --dist loadfile -m heavy $(ARGS)

RANDOM := $(addprefix tests/,disclose/test_attack.py disclose/test_transitions.py \
  $(addprefix study/expression/,test_form_fuzz.py test_form_referee.py test_against_oracle.py))

fuzz: $(VENV)/.installed-dev  ## 2,000 damaged exports and forms, 100 of them through the command line; MEAL_FUZZ_SEED=6 for others
	MEAL_FUZZ_CASES=2000 MEAL_EXAMPLES_TIMES=10 $(BIN)/pytest tests/fuzz $(RANDOM) -n 2 $(ARGS)

coverage: $(VENV)/.installed  ## how often every interval holds the truth; writes docs/coverage.* and its charts
	$(BIN)/python benchmarks/coverage.py --write docs

coverage-check: $(VENV)/.installed  ## the same in a few minutes; fails where a default is below 94%
	$(BIN)/python benchmarks/coverage.py --reduced

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# The lock files carry hashes, and no address of an index.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-annotate --no-header -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-annotate --no-header -o requirements-dev.lock

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "meal needs Python 3.11 or newer; name one with: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) outputs .pytest_cache .mypy_cache .ruff_cache .hypothesis
