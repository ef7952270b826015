# Everything runs in .venv, made from requirements.lock with nothing but Python 3.11 and pip.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# From the command line alone: `clean` removes it, and a variable of that name may stand in the environment for something else.
OUT := verdicts

.DEFAULT_GOAL := help
.PHONY: help demo example test check lint gate results run record lock clean

help: ## show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

demo: $(READY) ## check the sample articles from the recorded answers, offline; pages in $(OUT)/
	@$(BIN)/factgrade run seeds --out $(OUT) --provider replay --cassette cassettes/seeds.yaml

# What is written durably is waited for, a few milliseconds each: in memory nobody waits. 4 GB of room are plenty. Each run
# has a folder of its own there, which the account of a PostgreSQL server may enter, and takes it away.
HAS_ROOM = test -w /dev/shm && test "$$(df -Pk /dev/shm | awk 'END { print $$4 }')" -gt 4000000
IN_MEMORY = memory="$$($(HAS_ROOM) && mktemp -d /dev/shm/factgrade.XXXXXX)"; trap 'rm -rf "$$memory"' EXIT; test -z "$$memory" || chmod 711 "$$memory"; TMPDIR="$${memory:-$$TMPDIR}"

SIX = tests/batches/six --provider replay --cassette cassettes/test_batches/test_six.yaml
example: demo ## renew docs/example and the golden pages of the batch of six; read the difference before you commit it
	@mkdir -p docs/example && rm -f docs/example/*.md && cp $(OUT)/*.md docs/example/
	@$(BIN)/factgrade run $(SIX) --out $(OUT)/six
	@mkdir -p tests/golden/six && rm -f tests/golden/six/*.md && cp $(OUT)/six/*.md tests/golden/six/

test: $(READY) ## all tests, with branch coverage; one of them finds schemas/json out of date
	@$(IN_MEMORY) $(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder --cov --cov-report=term

lint: $(READY) ## style, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

gate: $(READY) ## hold the recorded samples against tests/batches/gate.toml
	@$(BIN)/factgrade eval gate tests/batches/gate.toml

results: $(READY) ## write docs/results.md from the stored evaluations in docs/results
	@$(BIN)/python -m tests.results

check: test lint gate ## the whole gate

# Where nobody is named who could answer, a model for this machine is installed first: 1.1 GB, once. If that fails it says
# why, and the run says which other ways there are. The shell looks at the key, so that it stands in no command.
run: $(READY) ## check your own articles: make run ARTICLES=my-articles OUT=pages; without a key it installs a model
	@test -n "$(ARTICLES)" || { echo "name your articles: make run ARTICLES=path [OUT=pages]" >&2; exit 2; }
	@if [ -z "$$FACTGRADE_API_KEY$$OPENAI_API_KEY$$FACTGRADE_BASE_URL$$OPENAI_BASE_URL$$FACTGRADE_GGUF" ]; then \
	  case " $(ARGS)" in *" --base-url"*|*" --gguf"*|*" --provider"*) ;; *) $(BIN)/factgrade model install || true ;; esac; fi
	@$(BIN)/factgrade run $(ARTICLES) --out $(OUT) $(ARGS)

HOW = $(if $(findstring --replace,$(ARGS)),,--mend) $(ARGS)
record: $(READY) ## record what the sample run and the batches of the tests ask anew; ARGS=--replace: everything
	@$(BIN)/factgrade run seeds --out $(OUT) --record cassettes/seeds.yaml $(HOW)
	@$(BIN)/factgrade run tests/batches/six --out $(OUT)/six --record cassettes/test_batches/test_six.yaml $(HOW)

lock: ## add to requirements.lock what pyproject.toml asks for (ARGS=--upgrade: newest of everything)
	@test -x $(BIN)/pip-compile || $(MAKE) --no-print-directory $(READY)
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-options \
	  --no-header --no-annotate --extra dev --build-deps-for editable \
	  --output-file requirements.lock $(ARGS) pyproject.toml

clean: ## remove what the other targets made
	@rm -rf $(VENV) $(OUT) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Made in one go or not at all: a broken install leaves no .ready, and the next call starts anew. pip itself comes first: one
# that a machine brings may not find a pinned `coverage` good enough for `coverage[toml]` once a newer release is out.
$(READY): requirements.lock pyproject.toml
	@echo "setting up $(VENV)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@sed -n '/^pip==/,/[^\\]$$/p' requirements.lock > $(VENV)/pip.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r $(VENV)/pip.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
