# Every target is one command that also works without make: `python bootstrap.py` makes and keeps
# up the environment in .venv, then runs what follows in it. ARGS is passed on.
PYTHON ?= $(if $(filter Windows_NT,$(OS)),python,python3)
RUN := $(PYTHON) bootstrap.py
COURSE := $(RUN) -m autograde.cli
TESTS := $(RUN) -m pytest -n auto --dist loadgroup

.PHONY: help lab test test-thorough course site starts demo bench lint size
.DEFAULT_GOAL := help

help:          ## show these lines
	@sed -n 's/^\([a-z-]*\):\( *\)## /  make \1\2/p' Makefile

lab:           ## open the course in JupyterLab          ARGS=--no-browser prints the address
	@$(COURSE) lab $(ARGS)

test:          ## run all tests                          ARGS="-k lstm" runs some
	@$(TESTS) $(ARGS)

test-thorough: ## run all tests, more draws, more kills  ARGS="--kills 200" kills more
	@$(TESTS) --thorough $(ARGS)

course:        ## rebuild course/ from solutions/
	@$(RUN) -m autograde.lessons.build $(ARGS)

site:          ## build the website into build/site      ARGS=--without-solutions leaves them out
	@$(RUN) -m autograde.site $(ARGS)

starts:        ## badges in README.md, notebooks for Colab and hubs
	@$(RUN) -m autograde.starts $(ARGS)

demo:          ## grade a made-up class                  ARGS="--students 100" grades more
	@$(COURSE) demo $(ARGS)

bench:         ## run every file of benchmarks/
	@$(RUN) -m benchmarks $(ARGS)

lint:          ## ruff, codespell and ty (types)
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m codespell_lib
	@$(RUN) -m ty check

size:          ## lines per folder
	@$(RUN) -m autograde.size
