# Every target needs python3 (3.11 or newer), make and a package index.
# The tests of Kafka also need Java 17 with Maven, or Docker, or a broker named in COUNTERFOIL_TEST_KAFKA.

PYTHON ?= python3
UV_VERSION = 0.13.9
BIN = .venv/bin
STAMP = .venv/installed
SOURCES = $(wildcard licensing consumers projections domain services tools benchmarks tests)

export UV_PYTHON_DOWNLOADS = never
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Exactly what uv.lock says, hashes included, from whatever index this machine's pip is set up for:
# uv does the work; pip, which knows every setting of its own, steps in where uv cannot reach the index.
define SYNC
index="$${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}}}"; \
if [ -n "$$index" ]; then UV_DEFAULT_INDEX="$$index"; export UV_DEFAULT_INDEX; fi; \
$(BIN)/uv export --quiet --frozen --no-emit-project --python $(BIN)/python --output-file .venv/requirements.txt && \
{ { $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes .venv/requirements.txt && \
    $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable . ; } || \
  { echo "uv could not reach the package index; once more with pip" >&2; \
    $(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement .venv/requirements.txt && \
    $(BIN)/python -m pip install --quiet --no-deps --editable . ; } ; }
endef

.PHONY: help install demo test check format bench drill kafka docs sentences clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: $(STAMP) ## .venv with the command counterfoil in it (at once when nothing changed)

$(STAMP): pyproject.toml uv.lock Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12")'
	@{ $(BIN)/python --version && $(BIN)/uv --version | grep -F "uv $(UV_VERSION) "; } >/dev/null 2>&1 || \
	  { $(PYTHON) -m venv --clear .venv && $(BIN)/python -m pip install --quiet uv==$(UV_VERSION); }
	@$(SYNC)
	@touch $@
	@echo "installed: $(BIN)/counterfoil"

demo: install ## a labelled history, its findings, pages and an API; stays until Ctrl-C
	$(BIN)/counterfoil demo

test: install ## all tests, those of Kafka and PostgreSQL against real servers
	$(BIN)/python -m pytest --ignore=tests/drill
	@# apart: clients of brokers that were killed go on in threads, whose random pauses disturb what is drawn elsewhere
	$(BIN)/python -m pytest tests/drill

check: install ## format, lint, types, the staircase of imports, the lock
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/uv lock --check --quiet --offline --no-config --python $(BIN)/python --default-index https://pypi.org/simple

format: install ## let ruff format the code and sort its imports
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## measure, each figure beside a limit of the same run; writes benchmarks/latest.json
	$(BIN)/python -m benchmarks

drill: install ## the crash tests, long
	COUNTERFOIL_DRILL=long $(BIN)/python -m pytest -m drill -s

kafka: install ## a local Kafka broker in the foreground, its address printed
	$(BIN)/python -m services.kafka

docs: install ## write the generated pages of docs/ anew
	$(BIN)/python -m tools.docs

sentences: install ## compile the catalogues of sentences, .po to .mo
	$(BIN)/python -m tools.sentences

clean: ## remove what the other targets made here
	rm -rf .venv build dist .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
