# `make run` and `make test` work on a fresh machine with Python 3.11+ and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE := sample_data/support.jsonl sample_data/preferences.jsonl sample_data/drafts.jsonl

.PHONY: run setup test test-trainers check format bench clean
run: setup
	test -f sample.contract.yaml || cp sample_data/support.contract.yaml sample.contract.yaml
	$(BIN)/studio import sample.studio --as traffic sample_data/traffic.jsonl
	$(BIN)/studio --project sample.studio $(SAMPLE)

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

test: setup
	$(BIN)/python -m pytest

# The trainers themselves read and train on an export: an environment each, about 7 GB the first time.
test-trainers: setup
	PYTHON=$(PYTHON) tests/trainers/environments.sh $(VENV)/trainers
	STUDIO_TRAINERS=$(VENV)/trainers $(BIN)/python -m pytest -o addopts= -p no:xdist -v tests/trainers

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	$(BIN)/python -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV) *.egg-info build
