# Needs Python 3.11 or newer and a package registry in reach; everything else is made here, in .venv.
# What the targets honour (PORT, DATA_DIR, DATABASE_URL, …) is in the README's table.

PYTHON = .venv/bin/python
RUNTIME = sh tools/bootstrap.sh requirements.lock
DEVELOPMENT = sh tools/bootstrap.sh requirements-dev.lock

.DEFAULT_GOAL := help
.PHONY: help run serve worker dev test check fuzz bench lock

help: ## List what there is to make.
	@sed -n 's/^\([a-z]*\): ## /\1	/p' Makefile | while IFS='	' read -r name says; do printf '  make %-8s %s\n' "$$name" "$$says"; done

run: ## Try it: everything set up, with a demo desk, on http://127.0.0.1:8000 (or PORT).
	@$(RUNTIME) && exec $(PYTHON) tools/serve.py run

serve: ## Serve for real: settings from the environment, SECRET_KEY needed, no demo.
	@$(RUNTIME) && exec $(PYTHON) tools/serve.py serve

worker: ## Do what was left for later, beside `make serve`: fetch articles, look again at those that are watched.
	@$(RUNTIME) && exec $(PYTHON) tools/serve.py worker

dev: ## Work on it: the demo desk with DEBUG, started anew on every change.
	@$(RUNTIME) && exec $(PYTHON) tools/serve.py dev

test: ## Run lint, types, structure and every test, on SQLite and PostgreSQL, in Chromium and Node.js.
	@$(DEVELOPMENT) && exec $(PYTHON) tools/test.py

check: ## Run the fast half: lint, types, structure and all tests but the browser's, on SQLite.
	@$(DEVELOPMENT) && exec $(PYTHON) tools/check.py

bench: ## Measure reads, writes and exports beside their floors (SIZE claims), finding highlights and claims again, agreement beside other tools, and an import.
	@$(DEVELOPMENT) && $(PYTHON) tools/bench.py && $(PYTHON) -m tests.benchmarks.reanchor && $(PYTHON) -m tests.benchmarks.carry && $(PYTHON) -m tests.benchmarks.agreement && $(PYTHON) -m tests.benchmarks.matching && $(PYTHON) -m tests.benchmarks.writes && exec $(PYTHON) -m tests.benchmarks.imports

fuzz: ## Ask the API what its description says may be asked, for long (SEED and EXAMPLES in the environment).
	@$(DEVELOPMENT) && EXAMPLES=$${EXAMPLES:-200} exec $(PYTHON) -m pytest -q tests/conformance/test_fuzzing.py

lock: ## Pin the dependencies of pyproject.toml anew (needs uv).
	@$(DEVELOPMENT) && exec $(PYTHON) tools/lock.py
