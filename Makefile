# The environment is .venv in the checkout: the versions that deploy/run.lock and deploy/test.lock name, and no file whose
# hash is not there. Where a folder wheels/ lies beside this file, it is used instead of the network: `make wheels` fills
# it on a machine that has one.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet $(if $(wildcard wheels),--no-index --find-links wheels)
LOCKED := $(PIP) --require-hashes
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" .venv/tools/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-options $(UPGRADE)
# npm, from a wheel, and where its packages are; node_modules is in .venv too.
NPM_CI := cd .venv && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-update-notifier --ignore-scripts --no-audit --no-fund --silent
AS_ROOT := $(shell test "$$(id -u)" = 0 || echo sudo)

.PHONY: run test lint bench prove picture wheels lock chromium chromedriver

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
	$(BIN)/python -m tests.bench.world
	$(BIN)/python -m tests.bench.viewers

prove: .venv/proof .venv/tools chromium
	$(BIN)/python -m tests.proof

picture: .venv/test chromium
	$(BIN)/python -m tests.picture
	$(BIN)/python -m geo export --format png --phase stage-2 --compare before --out data/iraq-2024/compared.png --force

# The environment is then made from what was downloaded, so what is short shows here and not where there is no network.
wheels: | $(BIN)/pip
	$(BIN)/python -m pip --disable-pip-version-check download --quiet --dest wheels --only-binary :all: --require-hashes \
		-r deploy/run.lock -r deploy/test.lock
	$(MAKE) .venv/test
	cp tests/package.json tests/package-lock.json .venv/
	$(NPM_CI) --cache $(CURDIR)/wheels/npm

# What is installed and under which licence, from an environment that holds nothing else, pip neither; then what is known
# against it. XStatic-Leaflet names no licence but Leaflet's, which is BSD-2-Clause.
lock: .venv/tools
	$(COMPILE) --output-file deploy/run.lock requirements.txt
	$(COMPILE) --output-file deploy/test.lock --constraint deploy/run.lock tests/requirements.txt
	$(PYTHON) -m venv --clear --without-pip .venv/locked
	.venv/tools/bin/pip --disable-pip-version-check --python .venv/locked/bin/python install --quiet --require-hashes \
		-r deploy/run.lock
	.venv/tools/bin/cyclonedx-py environment --output-reproducible .venv/locked/bin/python \
		| $(PYTHON) deploy/unlinked.py > deploy/sbom.cdx.json
	{ printf '# Licences\n\nOf each package in `run.lock`, as the package states it. `make lock` writes this list.\n\n' \
		&& .venv/tools/bin/pip-licenses --python .venv/locked/bin/python --format markdown; } \
		| sed 's/(same as Leaflet)/BSD-2-Clause     /' > deploy/LICENCES.md
	.venv/tools/bin/python deploy/advisories.py deploy/run.lock deploy/test.lock

.venv/run: deploy/run.lock | $(BIN)/pip
	$(LOCKED) -r deploy/run.lock
	touch $@

.venv/test: .venv/run deploy/test.lock
	$(LOCKED) -r deploy/test.lock
	touch $@

.venv/tools: deploy/requirements.txt | $(BIN)/pip
	$(PYTHON) -m venv --clear $@
	$@/bin/python -m pip --disable-pip-version-check install --quiet -r deploy/requirements.txt
	touch $@

# TypeScript, which checks the scripts, and Leaflet's types.
.venv/types: tests/package.json tests/package-lock.json | .venv/test
	cp tests/package.json tests/package-lock.json .venv/
	$(NPM_CI) $(if $(wildcard wheels/npm),--offline --cache $(CURDIR)/wheels/npm)
	touch $@

.venv/bench: .venv/test tests/bench/requirements.txt
	$(PIP) -r tests/bench/requirements.txt
	touch $@

.venv/proof: .venv/test tests/proof/requirements.txt
	$(PIP) -r tests/proof/requirements.txt
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
