# flexbuild's own tasks. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Node 24.5 is needed. Where the machine's own is older, the npm package `node` brings it into this checkout.
NODE_VERSION := 24
FITTING_NODE := const [major, minor] = process.versions.node.split("."); major > 24 || (major == 24 && minor >= 5)
ifneq ($(shell node -p '$(FITTING_NODE)' 2>/dev/null),true)
NODE := .tools/node_modules/node/bin/node
export PATH := $(CURDIR)/.tools/node_modules/node/bin:$(PATH)
endif
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

SOURCES := $(shell find src -name '*.ts')
# What the build reads besides, so that no command has to.
COMPILED_DATA := package.json $(wildcard runtimes/*/runtime.yaml) $(shell find runtimes templates -name '*.hbs')
DEMO_APP := examples/python-flask

.PHONY: help demo test build check engine bench golden release image clean

help: ## Print these lines
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 10

demo: dist/bin.js ## Build and run examples/python-flask, show the page it serves, stop it all
	@test/support/demo.sh $(DEMO_APP)

test: build engine ## Run every test, those without an engine first
	@test/support/install-tools.sh
	vitest run --project unit
	vitest run --project sockets
	vitest run --project property
	vitest run --project package
	vitest run --project process
	vitest run --project docker

build: dist/bin.js dist/types/index.d.ts ## Compile the command line and the library into dist/

check: node_modules/.package-lock.json ## Format, lint, layers, types, unused code
	prettier --check --log-level warn .
	tsc --noEmit
	eslint .
	depcruise --config .dependency-cruiser.mjs --output-type err-long src
	knip

engine: ## Make sure that a container engine answers (installs Debian's where there is none)
	@test/support/start-engine.sh

bench: build engine ## Run the benchmarks, each beside its peer
	vitest bench --run --project 'bench*'

golden: node_modules/.package-lock.json ## Write the golden files anew; look at the difference before you commit it
	UPDATE_GOLDEN=1 vitest run --project unit test/golden test/unit/core/errors-page.test.ts test/unit/contract/contract-page.test.ts

release: node_modules/.package-lock.json ## Make the executables for Linux and macOS in release/; TARGETS=linux-amd64 makes that one alone
	node build/release/make.js $(TARGETS)

image: release/SHA256SUMS engine ## Build the container image flexbuild of what release/ has; BASE names another image to build it on
	docker build --tag flexbuild --file build/image/Dockerfile $(addprefix --build-arg BASE=,$(BASE)) \
	  --build-arg TARGETARCH="$$(docker version --format '{{.Server.Arch}}')" release

release/SHA256SUMS:
	@$(MAKE) release

clean: ## Remove what was compiled and installed here
	rm -rf dist release node_modules .tools coverage

.tools/node_modules/node/bin/node:
	npm install --prefix .tools --no-save --no-audit --no-fund --loglevel=error node@$(NODE_VERSION)
	@test -x $@ || { echo "The npm package node@$(NODE_VERSION) brought no Node for this machine: install Node $(NODE_VERSION) by hand." >&2; exit 1; }

node_modules/.package-lock.json: package.json package-lock.json $(NODE)
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

dist/bin.js: $(SOURCES) $(COMPILED_DATA) $(wildcard build/*.js) node_modules/.package-lock.json
	@rm -rf dist/*.js
	@node build/bundle.js
	@chmod +x dist/bin.js

dist/types/index.d.ts: $(SOURCES) node_modules/.package-lock.json
	@rm -rf dist/types
	@tsc -p tsconfig.build.json && touch $@
