"""From which release the running assistant answers: asked of the gateway, and not known where it does not say."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Response

from console.app import wire
from console.releases.service import answering
from core.settings import Settings
from knowledge.editorial.publishing import Tools
from knowledge.pointer import current_id
from tests.console.desk import Browser, Clock, read
from tests.console.doing import did
from tests.serving import serving

_OTHER = '{"ready": true, "parts": {"release": {"ok": true, "detail": "20260101-00000000"}}}'


@pytest.fixture
def gateway() -> Iterator[tuple[FastAPI, str]]:
    """A program that says at `/readyz` what it is told to."""
    app = FastAPI(openapi_url=None)

    @app.get("/readyz")
    def ready() -> Response:
        return Response(app.state.said, 503)  # another part may be down

    with serving(app) as url:
        yield app, url


@pytest.mark.parametrize(
    "said",
    ["", "<html>", "[]", "{}", '{"parts": null}', '{"parts": {"release": "x"}}', '{"parts": {"release": {"ok": false, "detail": "gone"}}}'],
)
def test_what_is_no_answer_is_not_known(gateway: tuple[FastAPI, str], settings: Settings, said: str) -> None:
    app, url = gateway
    app.state.said = said
    assert answering(settings.model_copy(update={"console_gateway": url})) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "x", "http://[", "ftp://127.0.0.1", ""])
def test_who_is_not_there_is_not_known(settings: Settings, address: str) -> None:
    assert answering(settings.model_copy(update={"console_gateway": address})) is None


def test_the_page_asks_until_the_assistant_has_the_new_release(
    gateway: tuple[FastAPI, str], settings: Settings, approver: Browser, tools: Tools, clock: Clock
) -> None:
    app, url = gateway
    approver.post("/releases/publish", "/releases")
    did(approver.parts, tools)
    approver.app.state.parts = wire(settings.model_copy(update={"console_gateway": url}), approver.parts.database, clock)
    app.state.said = _OTHER
    behind = approver.get("/releases")
    assert "vẫn đang trả lời từ bản 20260101-00000000" in read(behind)
    assert 'hx-get="/releases/answering"' in behind.text
    app.state.said = _OTHER.replace("20260101-00000000", current_id(settings.releases) or "")
    part = approver.get("/releases/answering")
    assert read(part) == "Trợ lý đang trả lời từ bản này."
    assert "hx-get" not in part.text
