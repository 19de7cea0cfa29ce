# The environment is .venv in the checkout. Where a folder wheels/ lies beside this file, it is used instead of the
# network: `make wheels` fills it on a machine that has one.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet $(if $(wildcard wheels),--no-index --find-links wheels)
# npm, from a wheel, and where its packages are; node_modules is in .venv too.
NPM_CI := cd .venv && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --silent
AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo)

.PHONY: run test lint bench picture wheels chromium chromedriver

run: .venv/run
	$(BIN)/streamlit run app.py

test: .venv/test chromium
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: .venv/test .venv/types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/node .venv/node_modules/typescript/bin/tsc --project tests

bench: .venv/bench chromium chromedriver
	$(BIN)/python -m tests.bench.exports
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.viewers

picture: .venv/test chromium
	$(BIN)/python -m tests.picture
	$(BIN)/python -m geo export --format png --phase stage-2 --compare before --out data/iraq-2024/compared.png --force

wheels: .venv/test
	$(BIN)/python -m pip download --quiet --dest wheels -r requirements.txt -r tests/requirements.txt
	cp tests/package.json tests/package-lock.json .venv/
	$(NPM_CI) --cache $(CURDIR)/wheels/npm

.venv/run: requirements.txt | $(BIN)/pip
	$(PIP) -r requirements.txt
	touch $@

.venv/test: .venv/run tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	touch $@

# TypeScript, which checks the scripts, and Leaflet's types.
.venv/types: tests/package.json tests/package-lock.json | .venv/test
	cp tests/package.json tests/package-lock.json .venv/
	$(NPM_CI) $(if $(wildcard wheels/npm),--offline --cache $(CURDIR)/wheels/npm)
	touch $@

.venv/bench: .venv/test tests/bench/requirements.txt
	$(PIP) -r tests/bench/requirements.txt
	touch $@

# Debian keeps venv in a package of its own.
$(BIN)/pip:
	$(PYTHON) -m venv .venv || { rm -rf .venv && $(AS_ROOT) apt-get update -qq \
		&& $(AS_ROOT) apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

chromedriver:
	@command -v chromedriver >/dev/null || { $(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -y -qq chromium-driver; }

# The headless shell is Chromium without its windows: pages look alike, for a third less processor time.
chromium:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null || { $(AS_ROOT) apt-get update -qq \
		&& $(AS_ROOT) apt-get install -y -qq chromium-headless-shell fonts-noto-core; }
