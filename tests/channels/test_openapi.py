"""Whatever a machine can think of sending by the published description, no answer is a server error."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from channels.app import create_app
from channels.sample import SampleBot
from core.settings import Settings
from tests.channels.conftest import HOME
from tests.channels.fakes import SmallKnowledge

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ENDPOINTS = [
    ("POST", "/webhooks/rest/webhook"),
    ("GET", "/api/v1/messages"),
    ("GET", "/api/v1/procedures/search"),
    ("GET", "/api/v1/procedures/{code}"),
    ("GET", "/api/v1/life-events"),
    ("GET", "/api/v1/life-events/{event_id}"),
    ("GET", "/healthz"),
]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> schemathesis.BaseSchema:
    nowhere, state = "http://127.0.0.1:9", tmp_path_factory.mktemp("state")
    quick = Settings(home=HOME, state=state, messages_per_minute=100_000, bot_url=nowhere, actions_url=nowhere)
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(quick, SampleBot(), SmallKnowledge()))


def test_every_endpoint_is_described(api: schemathesis.BaseSchema) -> None:
    described = {(method.upper(), path) for path in api for method in api[path]}
    # Readiness is red here, as it should be, and red is a 503: it is described and not probed.
    assert described == {*ENDPOINTS, ("GET", "/readyz")}


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_nothing_sent_leads_to_a_server_error(api: schemathesis.BaseSchema, method: str, path: str) -> None:
    @settings(max_examples=50, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(api[path][method].as_strategy())
    def probe(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    probe()
