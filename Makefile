# Every command makes the environment if need be: .venv, from requirements.lock.
#
#   make lab         open JupyterLab on the workbook, your own copy of the lessons
#   make workbook    make the workbook, or bring it up to date; what you have changed stays
#   make fresh       begin one lesson once more (make fresh LESSON=02); your old copy stays
#   make class       make the class edition: lessons to hand out, and to grade with nbgrader
#   make grade       grade a folder of zip files that were handed in (make grade FROM=folder)
#   make check       style, types and the tests of the library: less than a minute
#   make test        run the tests: nnlib, every notebook, JupyterLab in a browser
#   make test-all    the same, and every notebook in the browser as well
#   make kernels     run every notebook as other processors would compute it: ten minutes or more
#                    on a quiet machine (make kernels WHAT=14 runs one)
#   make experiments record the experiments of lessons 13 to 15; goes on where it was stopped
#                    (make experiments WHAT=xor records one)
#   make lint        look at the style and the types
#   make notebooks   run the notebooks anew and store their outputs (make notebooks WHAT=09: some)
#   make bench       nnlib beside the frameworks: speed, and where the time goes
#                    (adds PyTorch's CPU build to .venv the first time; make bench WHAT=all
#                    measures everything, see benchmarks/README.md)
#   make site        make the site in build/site: every lesson, a gallery of mistakes, the API
#   make pages       make the site, and the course in the browser, in one folder to publish
#   make lock        choose the newest versions that pyproject.toml allows
#   make clean       take the environment away

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/ready

.PHONY: help lab workbook fresh class grade check test test-all kernels experiments lint notebooks bench site pages lock clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile

lab: workbook
	$(BIN)/jupyter lab --allow-root --LabApp.default_url=/lab/tree/workbook/00_start_here.ipynb

workbook: $(READY)
	$(BIN)/python -m nnlib.course.workbook

fresh: $(READY)
	$(BIN)/python -m nnlib.course.workbook --fresh "$(LESSON)"

class: .venv/class
	$(BIN)/python -m nnlib.course.class_edition

grade: .venv/class
	$(BIN)/python -m nnlib.course.grade "$(FROM)"

check: lint
	$(BIN)/python -m pytest --quiet --numprocesses=auto --doctest-modules nnlib tests/core

test: .venv/class
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile -m "not exhaustive" --doctest-modules --nbval nnlib tests notebooks

test-all: .venv/class .venv/site
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile --doctest-modules --nbval nnlib tests notebooks

kernels: $(READY)
	$(BIN)/python tests/kernels.py $(WHAT)

experiments: $(READY)
	$(BIN)/python -m nnlib.course.record $(WHAT)

lint: $(READY)
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

notebooks: $(READY)
	$(BIN)/ruff format notebooks/$(WHAT)*.ipynb
	$(BIN)/jupyter nbconvert --to notebook --inplace --execute --coalesce-streams --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.extra_arguments=--InteractiveShell.xmode=Minimal notebooks/$(WHAT)*.ipynb
	$(BIN)/nbstripout --keep-output --keep-count --keep-id --extra-keys metadata.widgets notebooks/$(WHAT)*.ipynb

bench: $(READY) .venv/peers
	$(BIN)/python -m benchmarks $(WHAT)

site: .venv/site
	$(BIN)/python -m docs

pages: site lite
	rm -rf build/site/lite
	cp -R build/lite build/site/lite

lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-annotate --extra notebooks --extra test --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nnlib needs Python 3.11 or newer, this is %d.%d: make PYTHON=/path/to/a/newer/python3" % sys.version_info[:2])'
	@echo 'Making the environment in .venv: once, a few minutes, about 1.5 GB.'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

.venv/peers: $(READY) benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt && touch .venv/peers || echo 'Without PyTorch, then: its rows will say so.'

.venv/class: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[class]' && touch .venv/class || echo 'Without nbgrader, then: its tests are skipped.'

.venv/site: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[site]' && touch .venv/site || echo 'Without Sphinx, then: the tests of the site are skipped.'
