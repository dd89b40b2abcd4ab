"""Whatever a machine can think of sending to a route, by somebody who may do everything, no answer is a server error."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

from console import access, csrf
from console.app import create_app
from console.auth.repository import Repository
from console.auth.schemas import Stage
from console.auth.sessions import opened
from console.parts import Parts
from console.roles import Role
from console.staff.schemas import Profile
from core.migrate import upgrade
from core.settings import Settings
from tests.backends import HOME
from tests.console.conftest import quick
from tests.serving import serving

API = schemathesis.openapi.from_dict(create_app(Settings()).openapi())
ROUTES = sorted((method.upper(), path) for path in API for method in API[path])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    own = quick(Settings(home=HOME, state=tmp_path_factory.mktemp("fuzz")))
    upgrade(own)
    app = create_app(own)
    with serving(app) as url:
        yield app, url


def signed_in(app: FastAPI) -> dict[str, str]:
    """Return the headers of a new person with every role."""
    parts: Parts = app.state.parts
    people = len(parts.staff.list())
    number, _ = parts.staff.create("cli", Profile.of(f"may-{people}", "Máy", [role.value for role in Role]))
    with parts.database.begin() as session:
        rows = Repository(session)
        account = rows.held(number)
        assert account
        token = opened(rows, account, Stage.FULL, parts.clock(), parts.settings).token
    return {"cookie": f"{parts.cookie}={token}", csrf.HEADER: csrf.token(parts.key, token)}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_route_fails(served: tuple[FastAPI, str], method: str, path: str) -> None:
    app, url = served
    headers = signed_in(app)

    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(case=API[path][method].as_strategy())
    def check(case: schemathesis.Case[Any]) -> None:
        response = case.call(base_url=url, headers=headers, allow_redirects=False)
        case.validate_response(response, checks=[not_a_server_error])

    check()


def test_every_route_is_tried() -> None:
    assert {(one.method, one.path) for one in access.rules(create_app(Settings()))} == set(ROUTES)
