# make run   the bot (with no keys: the terminal chat)
# make test  tests, lint and types
# make lock  compile the hashed requirements from pyproject.toml
# Set PY to choose the Python that builds .venv (3.11 or newer).
PY ?= python3
V := .venv/bin
PIP := $(PY) -m pip --python $(V)/python install -q --disable-pip-version-check --require-hashes
UV_COMPILE := $(V)/uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-strip-extras --quiet

.PHONY: run test lock

run: .venv/.run
	@$(V)/python bot.py run

test: .venv/.dev
	$(V)/python -m pytest -n 4 --dist worksteal
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/mypy

lock: .venv/.run
	$(PY) -m pip --python $(V)/python install -q --disable-pip-version-check uv
	$(UV_COMPILE) -o requirements.txt
	$(UV_COMPILE) --extra dev -o requirements-dev.txt
	$(UV_COMPILE) --extra google-generativeai -c requirements.txt -o requirements-google-generativeai.txt

.venv/.run: requirements.txt
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This bot needs Python 3.11 or newer; set PY, for example: make run PY=python3.12")'
	@test -x $(V)/python || $(PY) -m venv .venv || $(PY) -m venv --without-pip .venv
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@
