"""The live dialogue model is served to the dialogue engine alone, and anew only when it is another one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from httpx2 import Response
from pydantic import SecretStr

from core.settings import Settings
from tests.console.desk import Browser
from training.dialogue import shelf

OLD, NEW = "dialogue-20260101-000000.tar.gz", "dialogue-20260102-000000.tar.gz"
Asked = Callable[..., Response]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"bot_secret": SecretStr("s3cret")})


@pytest.fixture
def folder(settings: Settings) -> Path:
    settings.bot_models.mkdir(parents=True)
    for name in (OLD, NEW):
        (settings.bot_models / name).write_bytes(name.encode())
    shelf.point_to(settings.bot_models, OLD)
    return settings.bot_models


def ask(browser: Browser, secret: str = "s3cret", tag: str = "") -> Response:
    return browser.get("/models/dialogue", **{"x-troly-secret": secret}, **({"if-none-match": tag} if tag else {}))


def test_it_is_fetched_once_and_again_when_another_is_promoted(visitor: Browser, folder: Path) -> None:
    first = ask(visitor)
    assert (first.status_code, first.content) == (200, OLD.encode())
    again = ask(visitor, tag=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    shelf.point_to(folder, NEW)
    other = ask(visitor, tag=first.headers["etag"])
    assert (other.status_code, other.content) == (200, NEW.encode())


@pytest.mark.parametrize("secret", ["", "wrong", "s3cret\u00e9"])
def test_nobody_else_gets_it(visitor: Browser, folder: Path, secret: str) -> None:
    answer = visitor.client.get("/models/dialogue", headers=[(b"x-troly-secret", secret.encode())])
    assert answer.status_code in (303, 401)
    assert OLD.encode() not in answer.content


def test_without_a_secret_nobody_gets_it(visitor: Browser, folder: Path, app: object) -> None:
    parts = visitor.parts
    visitor.app.state.parts = type(parts)(**{**vars(parts), "settings": parts.settings.model_copy(update={"bot_secret": SecretStr("")})})
    assert ask(visitor, secret="").status_code in (303, 401)


def test_no_model_is_said(visitor: Browser, settings: Settings) -> None:
    assert ask(visitor).status_code == 503
