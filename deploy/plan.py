"""The steps of the set-up, in order."""

from __future__ import annotations

import os
from pathlib import Path

from deploy import debian, pythons
from deploy.environments import Environments
from deploy.steps import Step


def steps(home: Path, dev: bool) -> list[Step]:
    """Return the steps of the checkout in `home`; with `dev`, also what its checks need."""
    places = Environments(home)
    return [*_environments(places), *(_development(places) if dev else []), *_contents(places)]


def _environments(places: Environments) -> list[Step]:
    def bot() -> list[str | Path]:
        # An environment holds absolute paths: a moved or copied checkout needs its own.
        return [str(places.home), os.environ.get(pythons.BOT.setting, ""), *places.requirements("bot")]

    def service() -> list[str | Path]:
        setting = os.environ.get(pythons.SERVICE.setting, "")
        return [str(places.home), setting, *places.requirements("service", "models")]

    return [
        Step(
            "uv",
            "installing uv, which installs the rest",
            lambda: [str(places.home), *places.requirements("uv")],
            (places.uv_folder,),
            places.install_uv,
        ),
        Step(
            "bot",
            "installing Rasa's environment",
            bot,
            (places.python(places.bot),),
            lambda shell: places.build(shell, places.bot, pythons.BOT, "bot"),
        ),
        Step(
            "service",
            "installing the service's environment",
            service,
            (places.python(places.service),),
            lambda shell: places.build(shell, places.service, pythons.SERVICE, "service", "models"),
        ),
        Step(
            "torch",
            "installing torch, which builds the embedding model",
            lambda: [places.birth(places.service), *places.requirements("torch")],
            (),
            places.install_torch,
        ),
        Step(
            "project",
            "installing the assistant itself",
            lambda: [places.birth(places.service), places.home / "pyproject.toml"],
            (places.service / "bin" / "troly",),
            places.install_project,
        ),
    ]


def _development(places: Environments) -> list[Step]:
    return [
        Step(
            "dev",
            "installing what the checks need",
            lambda: [places.birth(places.service), *places.requirements("dev")],
            (places.service / "bin" / "pytest",),
            lambda shell: places.install(shell, places.service, "dev"),
        ),
        Step(
            "bot-dev",
            "installing pytest beside Rasa",
            lambda: [places.birth(places.bot), *places.requirements("bot-dev")],
            (places.bot / "bin" / "pytest",),
            lambda shell: places.install(shell, places.bot, "bot-dev"),
        ),
        Step(
            "debian",
            "looking for Chromium, PostgreSQL and Redis, which some tests need",
            lambda: [debian.browser(), debian.database(), debian.store()],
            (),
            debian.install,
        ),
    ]


def _contents(places: Environments) -> list[Step]:
    home = places.home
    var = home / (os.environ.get("TROLY_STATE") or "var")
    python = places.python(places.service)
    embedding = var / "models" / "embedding" / "manifest.json"
    lookups = [home / "knowledge" / "seed", home / "knowledge" / "lookups.py"]
    return [
        Step(
            "embedding",
            "preparing the embedding model",
            lambda: [str(var), os.environ.get("TROLY_EMBEDDING_MODEL", ""), home / "knowledge" / "embedding"],
            (embedding,),
            lambda shell: shell.run(python, "-m", "cli.main", "model", "build"),
        ),
        Step(
            "release",
            "publishing the seed knowledge",
            lambda: [str(var), home / "knowledge", home / "core", embedding],
            (var / "releases" / "current",),
            lambda shell: shell.run(python, "-m", "cli.main", "knowledge", "publish"),
        ),
        Step(
            "dialogue",
            "training the dialogue model",
            lambda: [
                str(var),
                embedding,
                *lookups,
                *(home / name for name in ("nlu_data", "config.yml", "domain.yml", "domain", "bot", "core/text")),
            ],
            (var / "models" / "dialogue" / "current",),
            lambda shell: shell.run(python, "-m", "cli.main", "train"),
        ),
    ]
