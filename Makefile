# Every command makes the environment if need be: .venv, from the locks in the folder requirements.
#
#   make lab         open JupyterLab on the workbook, your own copy of the lessons
#   make workbook    make the workbook, or bring it up to date; what you have changed stays
#   make fresh       begin one lesson once more (make fresh LESSON=02); your old copy stays
#   make keras       add Keras, for notebook 15, and its backend JAX
#   make class       make the class edition: lessons to hand out, and to grade with nbgrader
#   make grade       grade a folder of zip files that were handed in (make grade FROM=folder)
#   make slides      make slides of the lessons, to be shown without a network
#   make lite        make the browser edition in build/lite: the workbook, with nothing to install
#   make check       style, types and the tests of the library: less than a minute
#   make test        run the tests: nnlib, every notebook, JupyterLab in a browser
#   make test-slow   run what takes longer: the course in the browser alone, the class edition
#   make test-all    run all there is: also every notebook in the browser, odd machines
#   make kernels     run every notebook as other processors would compute it: ten minutes or more
#                    on a quiet machine (make kernels WHAT=14 runs one)
#   make mutants     break the core in each place, and see whether its tests notice: an hour or more
#                    on a quiet machine (make mutants WHAT=losses looks at one module)
#   make versions    test with the oldest and the newest versions that pyproject.toml allows
#                    (make versions WHICH=highest: with the newest)
#   make audit       ask whether holes are known in the locked versions
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

.PHONY: help lab workbook fresh keras class grade slides lite check test test-slow test-all kernels mutants versions audit experiments lint notebooks bench site pages lock clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile

lab: workbook
	$(BIN)/jupyter lab --allow-root --LabApp.default_url=/lab/tree/workbook/00_start_here.ipynb

workbook: $(READY)
	$(BIN)/python -m nnlib.course.workbook

fresh: $(READY)
	$(BIN)/python -m nnlib.course.workbook --fresh "$(LESSON)"

keras: .venv/keras

class: .venv/class
	$(BIN)/python -m nnlib.course.class_edition

grade: .venv/class
	$(BIN)/python -m nnlib.course.grade "$(FROM)"

slides: .venv/slides
	$(BIN)/python -m nnlib.course.slides

lite: .venv/lite
	$(BIN)/python -m lite

check: lint
	$(BIN)/python -m pytest --quiet --numprocesses=auto --doctest-modules nnlib tests/core

PYTEST := $(BIN)/python -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder
test: .venv/test
	$(PYTEST) -m "not slow and not exhaustive" --doctest-modules --nbval nnlib tests notebooks

test-slow: .venv/test
	$(PYTEST) -m "slow and not exhaustive" tests

test-all: .venv/test
	$(PYTEST) --doctest-modules --nbval nnlib tests notebooks

kernels: .venv/test
	$(BIN)/python tests/kernels.py $(WHAT)

mutants: .venv/test
	$(BIN)/python tests/mutants $(WHAT)

WHICH ?= lowest-direct highest
versions: $(READY)
	$(BIN)/python -m pip install --quiet uv
	for which in $(WHICH); do \
	  $(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/$$which && \
	  $(BIN)/uv pip install --quiet --python .venv/$$which --resolution $$which --editable '.[notebooks,keras,test]' && \
	  .venv/$$which/$(notdir $(BIN))/python -m pytest --numprocesses=auto --dist=loadfile --nbval tests/core notebooks/01*.ipynb notebooks/14*.ipynb || exit 1; \
	done

audit: $(READY)
	$(BIN)/python -m venv .venv/audit
	.venv/audit/$(notdir $(BIN))/python -m pip install --quiet pip-audit
	.venv/audit/$(notdir $(BIN))/python -m pip_audit --strict --no-deps --disable-pip --requirement requirements/test.lock

experiments: .venv/test
	$(BIN)/python -m nnlib.course.record $(WHAT)

lint: .venv/test
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

notebooks: .venv/test
	$(BIN)/ruff format notebooks/$(WHAT)*.ipynb
	$(BIN)/jupyter nbconvert --to notebook --inplace --execute --coalesce-streams --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.extra_arguments=--InteractiveShell.xmode=Minimal notebooks/$(WHAT)*.ipynb
	$(BIN)/nbstripout --keep-output --keep-count --keep-id --extra-keys metadata.widgets notebooks/$(WHAT)*.ipynb

bench: .venv/keras .venv/peers
	$(BIN)/python -m benchmarks $(WHAT)

site: .venv/site
	$(BIN)/python -m docs

pages: site lite
	rm -rf build/site/lite
	cp -R build/lite build/site/lite
	echo 'export const SITE = "../../";' > build/site/lite/site.js

COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-annotate --group build --extra notebooks
lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/$(COMPILE) --extra keras --extra class --extra lite --extra site --extra slides --extra test --output-file requirements/test.lock pyproject.toml
	$(BIN)/$(COMPILE) --constraint requirements/test.lock --output-file requirements/lab.lock pyproject.toml
	for extra in keras class lite site slides; do $(BIN)/$(COMPILE) --constraint requirements/test.lock --extra $$extra --output-file requirements/$$extra.lock pyproject.toml || exit 1; done

clean:
	rm -rf .venv

$(READY): requirements/lab.lock requirements/install.py pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nnlib needs Python 3.11 or newer, this is %d.%d: make PYTHON=/path/to/a/newer/python3" % sys.version_info[:2])'
	@echo 'Making the environment in .venv: once, a few minutes, about 700 MB.'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python requirements/install.py lab
	@touch $@

# The other groups of packages, each from its own lock: keras, class, lite, site, slides, test.
.venv/%: requirements/%.lock $(READY)
	@$(BIN)/python requirements/install.py $*
	@touch $@

.venv/peers: $(READY) benchmarks/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt && touch .venv/peers || echo 'Without PyTorch, then: its rows will say so.'
