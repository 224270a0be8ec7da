# Everything is built with the release profile, so that `make demo` and `make test` share one build.
# `cargo build --release` and `cargo test --release` do the same where a Vulkan driver is installed.

CARGO ?= cargo
# What the package is built as: numbers alone, pictures, the program without its window, and everything.
FEATURE_SETS = "" gpu cli cli,window
# What the Python package is tested in.
PYTHON_ENV = target/python
FIGURE = "x^2 + y^2" --density 30 --arrow-scale 20 --size 2000x800

.PHONY: help demo test test-python test-notebook extension wheel test-drivers check bench gallery clean vulkan test-tools

help: ## Say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 8

demo: vulkan ## Build, and draw the gradient of x^2 + y^2 into demo.png
	$(CARGO) run --release --quiet -- render $(FIGURE) -o demo.png
	@echo "the picture is in $(CURDIR)/demo.png"

test: vulkan test-tools ## Run all tests; those of the GPU fail where there is none
	$(CARGO) test --release
	$(MAKE) test-python

test-python: vulkan extension $(PYTHON_ENV)/ready ## Build the Python package and run its tests
	cd python && ../$(PYTHON_ENV)/bin/python -m pytest --quiet

test-notebook: vulkan extension ## Use the Python package in JupyterLab, in a browser without a display, and check its types
	@python=$$(sh scripts/ensure-python.sh) && $$python -m venv target/notebook
	@target/notebook/bin/python -m pip install --quiet --disable-pip-version-check -r python/requirements.txt -r python/browser/requirements.txt
	cd python && CHROMIUM=$$(sh ../scripts/ensure-browser.sh) ../target/notebook/bin/python -m pytest --quiet browser
	cd python && ../target/notebook/bin/python -m mypy steepest && ../target/notebook/bin/python -m mypy.stubtest --mypy-config-file pyproject.toml --ignore-missing-stub --ignore-disjoint-bases steepest._steepest

# Built beside the program, with which it shares every crate that both need.
extension:
	PYO3_BUILD_EXTENSION_MODULE=1 $(CARGO) build --release --package steepest --package steepest-python
	@cp target/release/lib_steepest.$(if $(filter Darwin,$(shell uname)),dylib,so) python/steepest/_steepest.abi3.so

wheel: ## Build the Python package as a wheel, into target/wheels
	@python=$$(sh scripts/ensure-python.sh) && $$python -m venv --clear target/wheel-env
	@target/wheel-env/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir target/wheels ./python
	@ls target/wheels/steepest-*.whl

# What is pinned is whole: nothing is looked up, and what IPython needs only for completion is left out.
$(PYTHON_ENV)/ready: python/requirements.txt scripts/ensure-python.sh
	@python=$$(sh scripts/ensure-python.sh) && $$python -m venv --clear $(PYTHON_ENV)
	@$(PYTHON_ENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps -r python/requirements.txt
	@touch $@

test-drivers: vulkan ## Run the tests of the GPU on a second driver, SwiftShader
	driver=$$(sh scripts/ensure-second-driver.sh) && VK_DRIVER_FILES=$$driver $(CARGO) test --release --test gpu

check: ## Formatting, lints and documentation, warnings being errors
	$(CARGO) fmt --check
	sh scripts/check-core.sh
	for features in $(FEATURE_SETS); do \
	    $(CARGO) clippy --release --all-targets --no-default-features --features "$$features" -- -D warnings \
	    && RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --no-deps --no-default-features --features "$$features" \
	    || exit 1; \
	done
	PYO3_BUILD_EXTENSION_MODULE=1 $(CARGO) clippy --release --all-targets --package steepest-python -- -D warnings
	$(CARGO) clippy --release --package steepest-fuzz --no-default-features -- -D warnings
	$(CARGO) test --release --no-default-features

bench: vulkan ## Measure the formula code, and throughput on this machine
	$(CARGO) bench --bench formula
	$(CARGO) run --release --quiet -- bench eval

clean: ## Remove what was built
	$(CARGO) clean
	rm -f demo.png

# Drawing needs a Vulkan driver; Mesa's software one is installed where there is none.
vulkan:
	@sh scripts/ensure-vulkan.sh

# The window's tests need an X server, which need not have a screen, and those of films need ffmpeg.
test-tools:
	@sh scripts/ensure-test-tools.sh

# rustdoc copies no files, so the picture of the crate's first page is part of the text.
docs/rustdoc.md: docs/rustdoc.png
	@{ printf '![x² + y² as surface and contours with gradient arrows](data:image/png;base64,'; \
	    base64 < $< | tr -d '\n'; printf ')\n'; } > $@

gallery: vulkan ## Draw every scene of examples/scenes, and the pictures of the README, into docs/images
	@mkdir -p docs/images/gallery
	@for scene in examples/scenes/*.toml; do \
	    $(CARGO) run --release --quiet -- render $$scene --quiet -o docs/images/gallery/$$(basename $$scene .toml).png || exit 1; \
	done
	$(CARGO) run --release --quiet -- fate "x^2/2 + 10*y^2" --from 4,3 --optimizer momentum --over lr=1e-3..1,log \
	    --over momentum=0..0.99 --size 1000x700 -o docs/images/gallery/fate.png
	@sh scripts/readme-pictures.sh docs/images "$(CARGO) run --release --quiet --"
