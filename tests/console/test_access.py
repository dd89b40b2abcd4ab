"""Every route times every role, from the program's own routes: a route without a rule stops the program, and this table knows none."""

import re
from collections.abc import Callable

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Route

from console import access, desks
from console.access import Ruled, allow, anyone, signed_in
from console.app import create_app
from console.auth.schemas import Stage
from console.roles import Role
from core.settings import Settings
from tests.console.desk import Browser

People = Callable[..., Browser]
ROUTES = access.rules(create_app(Settings()))
# What leads to one's own door is called last: it ends the session.
TABLE = sorted((one for one in ROUTES if one.rule.stage is Stage.FULL), key=lambda one: one.path.startswith("/sign-out"))
READERS = {Role.CURATOR, Role.APPROVER, Role.ANALYST, Role.TRAINER}
SHEETS = {
    "words": {Role.CURATOR, Role.TRAINER}, "golden": {Role.CURATOR, Role.TRAINER}, "aliases": {Role.CURATOR},
    "life-events": {Role.CURATOR}, "wards": {Role.CURATOR}, "texts": {Role.CURATOR},
}  # fmt: skip
KEEPERS = {Role.CURATOR, Role.APPROVER}
WATCHERS = {Role.CURATOR, Role.APPROVER, Role.ANALYST, Role.TRAINER, Role.OPERATOR}
SEES_MODELS = {Role.TRAINER, Role.APPROVER, Role.ANALYST}
JUDGES = {Role.TRAINER, Role.CURATOR, Role.ANALYST}
LABELS = (
    "", "/collect", "/next", "/items/{number}", "/texts/{key}", "/undo", "/groups", "/groups/{number}", "/second", "/second/next", "/mine",
    "/mine/undo",
)  # fmt: skip
OPERATION, UNITS = {Role.OPERATOR, Role.CURATOR, Role.APPROVER}, {Role.OPERATOR, Role.CURATOR}
INTENTS = (
    "", "/new", "/entities", "/entities/synonyms", "/changes", "/changes/{number}", "/changes/{number}/patch", "/changes/{number}/approve",
    "/changes/{number}/write", "/changes/{number}/done", "/changes/{number}/drop", "/one/{name}", "/one/{name}/rename",
    "/one/{name}/merge", "/one/{name}/describe", "/one/{name}/examples", "/one/{name}/example",
)  # fmt: skip
CORPUS = (
    "", "/patch", "/write", "/imports", "/imports/{number}", "/imports/{number}/propose", "/proposals", "/agreement",
    "/agreement/{intent}", "/data", "/data/file",
)  # fmt: skip
# Written down a second time, so that a rule that was loosened by mistake is seen: the path, and "POST /path" where that is another.
EXPECTED = {
    "/": set(Role),
    "/account": set(Role),
    "/account/password": set(Role),
    "/account/recovery": set(Role),
    "/sign-out/everywhere": set(Role),
    "/procedures": READERS,
    "/procedures/new": {Role.CURATOR},
    "/procedures/{code}": READERS,
    "/procedures/{code}/open": {Role.CURATOR},
    "/procedures/{code}/edit": {Role.CURATOR},
    "/procedures/{code}/save": {Role.CURATOR},
    "/procedures/{code}/items": {Role.CURATOR},
    "/procedures/{code}/merge": {Role.CURATOR},
    "/imports": READERS,
    "POST /imports": {Role.CURATOR},
    "/imports/sync": {Role.CURATOR},
    "/imports/template": READERS,
    "/imports/{number}": READERS,
    "/imports/{number}/drafts": {Role.CURATOR},
    "/imports/{number}/remove": {Role.CURATOR},
    "/imports/{number}/rows/{row}": READERS,
    "POST /imports/{number}/rows/{row}": {Role.CURATOR},
    "/reference": READERS,
    **{f"/reference/{sheet}": READERS for sheet in SHEETS},
    **{f"/reference/{sheet}/entry": READERS for sheet in SHEETS},
    **{f"POST /reference/{sheet}/entry": writers for sheet, writers in SHEETS.items()},
    **{f"/reference/{sheet}/new": SHEETS[sheet] for sheet in ("words", "golden", "life-events", "wards")},
    "/reference/changes": READERS,
    "/reference/changes/{number}/approve": {Role.APPROVER},
    "/reference/changes/{number}/drop": {Role.CURATOR, Role.TRAINER, Role.APPROVER},
    "/reference/changes/{number}/give-back": {Role.APPROVER},
    "/reference/changes/{number}/undo": {Role.APPROVER},
    "/reference/procedures": READERS,
    "/reference/try": READERS,
    "/releases": READERS,
    "/releases/answering": READERS,
    "/releases/effect": READERS,
    "POST /releases/effect": {Role.CURATOR, Role.APPROVER},
    "/releases/effect/{number}": READERS,
    "/releases/publish": {Role.APPROVER},
    "/releases/publish/despite": {Role.APPROVER},
    "/releases/rollback": {Role.APPROVER},
    "/trial": {*READERS, Role.AGENT},
    "/trial/draft": READERS,
    "/versions": READERS,
    "/versions/compare": READERS,
    "/versions/{number}": READERS,
    "/versions/{number}/submit": {Role.CURATOR},
    "/versions/{number}/take-back": {Role.CURATOR},
    "/versions/{number}/give-back": {Role.APPROVER},
    "/versions/{number}/approve": {Role.APPROVER},
    "/versions/{number}/withdraw": {Role.CURATOR, Role.APPROVER},
    "/versions/{number}/comment": {Role.CURATOR, Role.APPROVER},
    "/versions/{number}/restore": {Role.CURATOR},
    "/keeping": READERS,
    "/keeping/alarm": READERS,
    "/keeping/laws": READERS,
    "/keeping/laws/new": KEEPERS,
    "/keeping/laws/table": KEEPERS,
    "/keeping/laws/{law}": READERS,
    "POST /keeping/laws/{law}": KEEPERS,
    "/keeping/plan": READERS,
    "/keeping/plan/assign": KEEPERS,
    "/keeping/plan/spread": KEEPERS,
    "/keeping/plan/{code}/right": {Role.CURATOR},
    "/keeping/plan/{code}/done": KEEPERS,
    "/keeping/plan/{code}/drop": KEEPERS,
    "/keeping/links": READERS,
    "/keeping/links/check": KEEPERS,
    "/keeping/links/again": KEEPERS,
    "/keeping/coverage": READERS,
    "/keeping/coverage/{key}": READERS,
    "/keeping/coverage/{key}/alias": {Role.CURATOR},
    "/keeping/coverage/{key}/new": {Role.CURATOR},
    "/keeping/coverage/{key}/aside": KEEPERS,
    "/keeping/coverage/dealt/{number}/back": KEEPERS,
    "/jobs": WATCHERS,
    "/jobs/{number}": WATCHERS,
    "/jobs/{number}/panel": WATCHERS,
    **{f"/labels{place}": {Role.TRAINER} for place in LABELS},
    **{f"/intents{place}": {Role.TRAINER} for place in INTENTS},
    "/models": SEES_MODELS,
    "/models/{number}": SEES_MODELS,
    "/models/{number}/matrix": SEES_MODELS,
    "/models/{number}/shadow": SEES_MODELS,
    "/models/{number}/shadow/{difference}": {Role.TRAINER},
    "/models/train": {Role.TRAINER},
    "/models/{number}/measure": {Role.TRAINER},
    "/models/{number}/promote": {Role.APPROVER},
    "/models/rollback": {Role.APPROVER},
    "/judging": JUDGES,
    "/judging/next": JUDGES,
    "/judging/mend": JUDGES,
    "/judging/undo": JUDGES,
    "/judging/{turn}": JUDGES,
    "/judging/{turn}/label": {Role.TRAINER},
    "/judging/{turn}/mend": JUDGES,
    "/judging/{turn}/unmend": JUDGES,
    **dict.fromkeys(("/scoreboard", "/scoreboard/weeks", "/scoreboard/demand", "/scoreboard/export"), WATCHERS),
    "/scoreboard/rows": {Role.ANALYST, Role.TRAINER},
    **{f"/corpus{place}": {Role.TRAINER} for place in CORPUS},
    "/switches": OPERATION,
    "/switches/turn": {Role.OPERATOR},
    "/switches/notice": OPERATION,
    "POST /switches/notice": {Role.OPERATOR},
    "/switches/notice/end": {Role.OPERATOR},
    "/switches/hours": OPERATION,
    "POST /switches/hours": UNITS,
    "/switches/days": OPERATION,
    "POST /switches/days": UNITS,
    "/switches/days/remove": UNITS,
    "/switches/days/decided": UNITS,
    "/switches/units": OPERATION,
    "/switches/units/{code}": OPERATION,
    "POST /switches/units/{code}": UNITS,
    "/staff": {Role.ADMIN},
    "/staff/new": {Role.ADMIN},
    "/staff/{number}": {Role.ADMIN},
    "/staff/{number}/disable": {Role.ADMIN},
    "/staff/{number}/enable": {Role.ADMIN},
    "/staff/{number}/factor": {Role.ADMIN},
    "/staff/{number}/link": {Role.ADMIN},
    "/staff/{number}/unlock": {Role.ADMIN},
    "/audit": {Role.ADMIN, Role.OPERATOR},
    "/audit/export": {Role.ADMIN, Role.OPERATOR},
}
OPEN = {"/sign-in", "/link/{token}", "/sign-out", "/oidc/start", "/oidc/callback", "/healthz", "/models/dialogue"}


def place(one: Ruled) -> str:
    """Where the table has the route."""
    return next(key for key in (f"{one.method} {one.path}", one.path) if key in EXPECTED or key == one.path)


def path_of(one: Ruled) -> str:
    """An address of the route, of something that is not there."""
    return re.sub(r"{\w+}", "999", one.path)


def call(browser: Browser, one: Ruled) -> int:
    return browser.client.request(one.method, path_of(one), headers={"x-csrf-token": browser.csrf}).status_code


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert {place(one): set(one.rule.roles) for one in TABLE} == EXPECTED
    assert {one.path for one in ROUTES if one.rule.stage is None} == OPEN
    assert {one.path for one in ROUTES if one.rule.stage in (Stage.CODE, Stage.ENROL)} == {"/sign-in/code", "/sign-in/enrol"}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_call_what_its_rule_says_and_nothing_else(somebody: People, role: Role) -> None:
    person = somebody("lan", role)
    for one in TABLE:
        status = call(person, one)
        assert status != 401
        assert (status != 403) is (role in EXPECTED[place(one)]), f"{role} {one.method} {one.path}: {status}"


def test_who_is_not_signed_in_is_led_to_the_sign_in(visitor: Browser) -> None:
    visitor.get("/sign-in")
    for one in ROUTES:
        if one.rule.stage is not None:
            answer = visitor.client.request(one.method, path_of(one), headers={"x-csrf-token": visitor.csrf})
            assert answer.status_code == 303, one
            assert answer.headers["location"].startswith("/sign-in"), one


def test_half_a_sign_in_opens_no_desk(admin: Browser, visitor: Browser) -> None:
    visitor.password("quan-tri")
    for one in TABLE:
        answer = visitor.client.request(one.method, path_of(one), headers={"x-csrf-token": visitor.csrf})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/code"), one


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(visitor: Browser) -> None:
    answer = visitor.get("/staff", **{"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/sign-in?next=/staff")


def test_what_a_page_fetches_by_itself_takes_nobody_to_the_sign_in(visitor: Browser) -> None:
    answer = visitor.get("/keeping/alarm", **{"hx-request": "true"})
    assert (answer.status_code, "hx-redirect" in answer.headers, answer.content) == (204, False, b"")


@pytest.mark.parametrize("path", ["/staff/ổ", "/staff/%00", "/staff/%C2%85"])
def test_a_part_of_a_page_at_an_address_no_header_can_bear(visitor: Browser, path: str) -> None:
    answer = visitor.get(path, **{"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/sign-in")
    assert visitor.get(path).headers["location"] == "/sign-in"


def test_a_role_taken_away_is_gone_at_once(admin: Browser, somebody: People) -> None:
    person = somebody("lan", Role.OPERATOR)
    assert person.get("/audit").status_code == 200
    assert admin.post("/staff/2", name="Lan", roles=["curator"]).status_code == 303
    assert person.get("/audit").status_code == 403
    assert 'href="/audit"' not in person.get("/").text


def test_a_desk_is_shown_to_whom_its_route_admits() -> None:
    rules = {one.path: one.rule for one in ROUTES if one.method == "GET"}
    assert all(rules[desk.path] == desk.rule for desk in desks.DESKS)


def added(*rules: access.Rule) -> FastAPI:
    app, router = FastAPI(openapi_url=None), APIRouter(prefix="/new")

    @router.get("/page", dependencies=[Depends(rule) for rule in rules])
    def page() -> None: ...

    app.include_router(router)
    return app


def test_a_route_without_a_rule_is_an_error() -> None:
    with pytest.raises(LookupError, match="declares 0 rules"):
        access.rules(added())
    with pytest.raises(LookupError, match="declares 2 rules"):
        access.rules(added(anyone, signed_in))
    assert [(one.path, one.rule) for one in access.rules(added(allow(Role.ADMIN)))] == [("/new/page", allow(Role.ADMIN))]
    bare = FastAPI(openapi_url=None)
    bare.router.routes.append(Route("/bare", lambda request: None))
    with pytest.raises(LookupError, match="/bare"):
        access.rules(bare)
