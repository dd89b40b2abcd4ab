"""`troly staff`, as an administrator of the machine types it."""

import json

import pytest
from typer.testing import CliRunner

from cli.main import app
from core.settings import Settings
from tests.backends import HOME


def troly(settings: Settings, *words: str, code: int = 0) -> str:
    environment = {"TROLY_HOME": str(HOME), "TROLY_STATE": str(settings.var), "TROLY_CONSOLE_ARGON2_KIB": "8"}
    done = CliRunner().invoke(app, ["staff", *words], env=environment)
    assert done.exit_code == code, done.output
    return done.output


def test_the_first_administrator(migrated: Settings) -> None:
    link = troly(migrated, "create", "Quan.Tri", "--name", "Nguyễn An").strip()
    assert link.startswith("http://localhost:8001/link/")
    (member,) = [json.loads(line) for line in troly(migrated, "list").splitlines()]
    assert (member["login"], member["roles"], member["password"]) == ("quan.tri", ["admin"], False)
    assert troly(migrated, "reset", "quan.tri").strip() not in {"", link}
    assert "đã có người dùng" in troly(migrated, "create", "quan.tri", "--name", "x", code=1)


def test_shutting_somebody_out(migrated: Settings) -> None:
    troly(migrated, "create", "quan.tri", "--name", "An")
    troly(migrated, "create", "lan.tran", "--name", "Lan", "--role", "curator", "--role", "agent")
    troly(migrated, "disable", "LAN.TRAN")
    assert json.loads(troly(migrated, "list").splitlines()[0])["disabled"]
    troly(migrated, "enable", "lan.tran")
    assert "quản trị viên duy nhất" in troly(migrated, "disable", "quan.tri", code=1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("create", "x", "--name", "y"), 1),
        (("create", "lan.tran", "--name", ""), 1),
        (("create", "lan.tran", "--name", "y", "--role", "king"), 2),
        (("create", "lan.tran"), 2),
        (("disable", "nobody"), 1),
        (("reset", "nobody"), 1),
    ],
)
def test_what_cannot_be_done_is_one_line(migrated: Settings, words: tuple[str, ...], code: int) -> None:
    said = troly(migrated, *words, code=code)
    assert "Traceback" not in said
