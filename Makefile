# `make run` and `make test` are complete from a fresh clone. PYTHON is any Python since 3.9; it only starts the set-up.
PYTHON ?= python3
SERVICE := .venv-service/bin

.DEFAULT_GOAL := help
.PHONY: help setup run demo test lint fix lock bench doctor clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: ## make the environments, the models and the first knowledge release
	@$(PYTHON) -m deploy.bootstrap

run: setup ## start the assistant on http://localhost:8000
	@$(SERVICE)/troly up

demo: setup ## chat as on Zalo and Messenger: two phones on http://localhost:8002
	@$(SERVICE)/troly demo

test: ## set up what the checks need, and run them all
	@$(PYTHON) -m deploy.bootstrap --dev
	@$(PYTHON) -m deploy.checks

lint: ## style, format, types and imports only
	@$(PYTHON) -m deploy.checks --quick

fix: ## mend style and format where a tool can
	@$(SERVICE)/ruff check --fix . ; $(SERVICE)/ruff format .

lock: ## compile the requirement files again (UPGRADE=1 moves to the newest versions)
	@$(PYTHON) -m deploy.locks

bench: setup ## measure latency and memory of the running assistant
	@$(SERVICE)/python -m bench

doctor: ## look at every part, and say what mends it
	@$(SERVICE)/troly doctor

clean: ## remove environments, tools and caches; knowledge, models and conversations in var/ stay
	rm -rf .venv-bot .venv-service var/tools var/setup .rasa .mypy_cache .ruff_cache .pytest_cache build *.egg-info
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
