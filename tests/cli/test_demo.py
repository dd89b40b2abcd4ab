"""`troly demo`: what it lays over the operator's settings, and what it does once the gateway serves."""

import asyncio
import os

import pytest
from typer.testing import CliRunner

from channels.demo.desk import Desk
from cli import demo
from cli.child import StackFailed
from cli.main import app
from core.settings import Settings
from tests.channels.demo.assistant import answering

PICTURE = "http://127.0.0.1/logo.svg"


def test_it_says_what_it_does() -> None:
    told = CliRunner().invoke(app, ["demo", "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0
    assert "--port" in told.output
    assert CliRunner().invoke(app, ["demo", "--speed", "0"]).exit_code == 2


def test_no_setting_of_the_operators_account_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = [name for name in Settings.model_fields if name.startswith(("zalo_", "messenger_"))]
    with Desk() as desk:
        ours = desk.environment(PICTURE)
    left = {f"TROLY_{name.upper()}" for name in settings} - set(ours)
    assert left == {"TROLY_ZALO_TIMEOUT", "TROLY_ZALO_VERIFIER", "TROLY_MESSENGER_TIMEOUT"}  # they name nobody and open nothing
    monkeypatch.setenv("TROLY_ZALO_APP_SECRET", "the operator's")
    monkeypatch.delenv("TROLY_ZALO_OA_ID", raising=False)
    with demo.laid_over(ours):
        assert Settings().zalo_app_secret.get_secret_value() == ours["TROLY_ZALO_APP_SECRET"]
        assert Settings().zalo_oa_id == ours["TROLY_ZALO_OA_ID"]
    assert os.environ["TROLY_ZALO_APP_SECRET"] == "the operator's"
    assert "TROLY_ZALO_OA_ID" not in os.environ


def test_the_page_is_set_up_once_the_gateway_serves() -> None:
    with Desk() as desk, answering(desk) as assistant, demo.laid_over(desk.environment(PICTURE)):
        desk.messenger.profile.clear()
        asyncio.run(demo.connect(desk, assistant.url))
        assert set(desk.messenger.profile) == {"get_started", "greeting", "ice_breakers", "persistent_menu"}
        with pytest.raises(StackFailed, match="handshake"):
            asyncio.run(demo.connect(desk, f"{assistant.url}/elsewhere"))
