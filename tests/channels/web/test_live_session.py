"""A conversation belongs to whoever holds its session, and to nobody who guesses, alters, borrows or outlives one."""

from datetime import datetime, timedelta, timezone
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sample import SampleBot
from channels.web.live.session import Sessions
from core.seal import Seal
from core.settings import Settings
from tests.channels.conftest import HOME, assert_problem, gateway
from tests.channels.web.talking import API, OWN, Visitor, name

_asyncio = pytest.mark.asyncio
CITY = "https://www.hochiminhcity.gov.vn"
KEY = b"k" * 32


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def made(clock: Clock, key: bytes = KEY, **values: object) -> Sessions:
    return Sessions(Seal(key), Settings(home=HOME, **values), clock)  # type: ignore[arg-type]


def test_a_session_lasts_thirty_days_and_a_ticket_a_minute() -> None:
    clock = Clock()
    sessions = made(clock)
    session, ticket = sessions.new(), sessions.ticket("an")
    assert session.expires == datetime.fromtimestamp(clock.now, timezone.utc) + timedelta(days=30)
    assert (sessions.of_token(session.token), sessions.of_ticket(ticket)) == (session.sender, "an")
    clock.now += 59.9
    assert sessions.of_ticket(ticket) == "an"
    clock.now += 0.1
    assert sessions.of_ticket(ticket) is None
    clock.now += 30 * 86_400 - 61
    assert sessions.of_token(session.token) == session.sender
    clock.now += 1
    assert sessions.of_token(session.token) is None


def test_a_session_does_not_outlive_the_record_that_it_was_ended() -> None:
    assert made(Clock(), keep_conversations_days=7).seconds == 7 * 86_400
    assert made(Clock(), web_session_days=2).seconds == 2 * 86_400


def test_a_renewed_session_is_the_same_conversation_with_its_whole_time() -> None:
    clock = Clock()
    sessions = made(clock)
    first = sessions.new()
    clock.now += 29 * 86_400
    second = sessions.renewed(first.sender)
    clock.now += 29 * 86_400
    assert (sessions.of_token(first.token), sessions.of_token(second.token)) == (None, first.sender)


def test_no_two_conversations_have_one_name() -> None:
    sessions = made(Clock())
    assert len({sessions.new().sender for _ in range(1_000)}) == 1_000
    assert len(sessions.new().sender) == 24


def test_a_ticket_is_no_session_and_no_other_seal_is_either() -> None:
    sessions = made(Clock())
    session, ticket = sessions.new(), sessions.ticket("an")
    assert sessions.of_ticket(session.token) is None
    assert sessions.of_token(ticket) is None
    for value in ("an", None, 7, ["web session"], {"for": "news", "sender": "an", "until": 2**40}, {"sender": "an"}):
        sealed = Seal(KEY).close(value).rstrip("=")
        assert sessions.of_token(sealed) is sessions.of_ticket(sealed) is None


def test_another_installation_believes_nothing_of_ours() -> None:
    assert made(Clock(), b"x" * 32).of_token(made(Clock()).new().token) is None


def test_not_one_changed_letter_is_believed() -> None:
    sessions = made(Clock())
    token = sessions.new().token
    for place in range(len(token)):
        for letter in "Ab9-_":
            altered = token[:place] + letter + token[place + 1 :]
            assert altered == token or sessions.of_token(altered) is None
        assert sessions.of_token(token[:place]) is None
        assert sessions.of_token(token[:place] + "." + token[place:]) is None
    for altered in (token + "=", token + "A", " " + token, token + "\n", token * 3):
        assert sessions.of_token(altered) is None


@given(st.text() | st.text("ABCab019-_", min_size=80, max_size=520))
def test_no_text_is_a_session(text: str) -> None:
    sessions = made(Clock())
    assert sessions.of_token(text) is sessions.of_ticket(text) is None


def flags(response: httpx2.Response) -> dict[str, str]:
    (morsel,) = SimpleCookie(response.headers["set-cookie"]).values()
    assert morsel.key == "troly_session"
    return {key: str(value) for key, value in morsel.items() if value}


@_asyncio
async def test_a_session_comes_as_cookie_and_as_token(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{API}/session", headers=OWN)
    body = response.json()
    assert set(body) == {"sender", "expires", "token"}
    assert datetime.fromisoformat(body["expires"]) > datetime.now(timezone.utc) + timedelta(days=29)
    assert flags(response) == {"httponly": "True", "max-age": "2592000", "path": "/", "samesite": "lax"}
    assert client.cookies["troly_session"] == body["token"]
    assert response.headers["cache-control"] == "no-store"


@_asyncio
async def test_the_cookie_is_for_https_alone_where_the_gateway_is(settings: Settings, bot: SampleBot) -> None:
    async with gateway(settings.model_copy(update={"public_url": "https://troly.example.vn"}), bot) as client:
        assert flags(await client.post(f"{API}/session", headers=OWN))["secure"] == "True"


@_asyncio
@pytest.mark.parametrize("by", ["cookie", "token"])
async def test_who_comes_back_has_the_same_conversation(client: httpx2.AsyncClient, by: str) -> None:
    first = (await client.post(f"{API}/session", headers=OWN)).json()
    if by == "token":
        client.cookies.clear()
    proof = OWN if by == "cookie" else {"Authorization": f"Bearer {first['token']}"}
    second = (await client.post(f"{API}/session", headers=proof)).json()
    assert second["sender"] == first["sender"]


@_asyncio
async def test_nobody_chooses_a_conversation(client: httpx2.AsyncClient) -> None:
    an = await Visitor.arrives(client)
    chosen = {"sender": an.sender, "id": an.sender, "session": an.sender}
    for proof in ({}, {"Authorization": f"Bearer {an.sender}"}, {"Cookie": f"troly_session={an.sender}", **OWN}):
        response = await client.post(f"{API}/session", json=chosen, params=chosen, headers=proof)
        assert response.json()["sender"] != an.sender
        client.cookies.clear()


@_asyncio
@pytest.mark.parametrize("kind", ["none", "name", "altered", "ticket", "basic", "empty", "long", "letters"])
async def test_without_a_session_of_ours_everything_is_refused(client: httpx2.AsyncClient, kind: str) -> None:
    an = await Visitor.arrives(client)
    await an.writes("bí mật của An")
    await an.hears(1)
    ticket = await an.ticket()
    given: Any = {
        "none": {}, "name": {"Authorization": f"Bearer {an.sender}"}, "altered": {"Authorization": f"Bearer {an.token[:-9]}AAAAAAAAA"},
        "ticket": {"Authorization": f"Bearer {ticket}"}, "basic": {"Authorization": f"Basic {an.token}"},
        "empty": {"Authorization": "Bearer "}, "long": {"Authorization": "Bearer " + "A" * 8_000},
        "letters": {"Authorization": "Bearer gAAAAA\xe9".encode("latin-1")},
    }[kind]  # fmt: skip
    for method, path in (("POST", "messages"), ("POST", "ticket"), ("GET", "events"), ("GET", "history"), ("DELETE", "session")):
        response = await client.request(method, f"{API}/{path}", headers=given)
        assert_problem(response, 401, "unauthorized")
        assert "bí mật" not in response.text


@_asyncio
async def test_tickets_that_are_not_ours_open_nothing(client: httpx2.AsyncClient) -> None:
    an = await Visitor.arrives(client)
    ticket = await an.ticket()
    for wrong in (an.token, an.sender, ticket[:-1], ticket + "A", "x", "%00", "é", ticket * 5):
        # Also beside a proof that is good: who says they come by ticket is taken at their word.
        for headers in ({}, an.headers):
            assert_problem(await client.get(f"{API}/events", params={"ticket": wrong}, headers=headers), 401, "unauthorized")


@_asyncio
async def test_two_people_never_see_each_other(client: httpx2.AsyncClient) -> None:
    an, binh = await Visitor.arrives(client), await Visitor.arrives(client)
    same = name()
    await an.writes("câu của An", same)
    await binh.writes("câu của Bình", same)
    (of_an,), (of_binh,) = await an.hears(1), await binh.hears(1)
    assert ("An" in of_an["answer"]["text"], "Bình" in of_binh["answer"]["text"]) == (True, True)
    assert await binh.history(after=of_an["id"] - 1) == ([of_binh] if of_binh["id"] > of_an["id"] - 1 else [])


@_asyncio
async def test_another_pages_cookie_counts_for_nothing(settings: Settings, bot: SampleBot) -> None:
    async with gateway(settings.model_copy(update={"widget_origins": (CITY,)}), bot) as client:
        session = (await client.post(f"{API}/session", headers=OWN)).json()
        for headers in ({"Origin": CITY, "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}):
            response = await client.post(f"{API}/messages", json={"id": name(), "text": "xin chào"}, headers=headers)
            assert_problem(response, 403, "forbidden")
            assert_problem(await client.delete(f"{API}/session", headers=headers), 403, "forbidden")
        assert_problem(await client.get(f"{API}/history", headers={"Sec-Fetch-Site": "cross-site"}), 403, "forbidden")
        other = await client.post(f"{API}/session", headers={"Origin": CITY, "Sec-Fetch-Site": "cross-site"})
        assert other.json()["sender"] != session["sender"]
        assert "set-cookie" not in other.headers
        assert bot.heard == []
        assert (await client.get(f"{API}/history", headers=OWN)).json() == []


@_asyncio
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://gateway.evil.example", "https://www.hochiminhcity.gov.vn.evil.example", "gateway", ""],
)
async def test_a_page_that_is_not_allowed_gets_nothing_by_any_proof(settings: Settings, bot: SampleBot, origin: str) -> None:
    async with gateway(settings.model_copy(update={"widget_origins": (CITY,)}), bot) as client:
        an = await Visitor.arrives(client)
        headers = {**an.headers, "Origin": origin}
        for method, path in (("POST", "session"), ("POST", "messages"), ("POST", "ticket"), ("GET", "history"), ("DELETE", "session")):
            response = await client.request(method, f"{API}/{path}", headers=headers)
            assert_problem(response, 403, "forbidden")
            assert "access-control-allow-origin" not in response.headers
        assert_problem(
            await client.get(f"{API}/events", params={"ticket": await an.ticket()}, headers={"Origin": origin}), 403, "forbidden"
        )


@_asyncio
async def test_an_allowed_page_talks_by_token_and_never_by_cookie(settings: Settings, bot: SampleBot) -> None:
    async with gateway(settings.model_copy(update={"widget_origins": (CITY,)}), bot) as client:
        here = {"Origin": CITY, "Sec-Fetch-Site": "cross-site"}
        asked = {**here, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
        allowed = await client.options(f"{API}/messages", headers=asked)
        assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, CITY)
        begun = await client.post(f"{API}/session", headers=here)
        proof = {**here, "Authorization": f"Bearer {begun.json()['token']}"}
        response = await client.post(f"{API}/messages", json={"id": name(), "text": "xin chào"}, headers=proof)
        refused = await client.post(f"{API}/messages", json={"id": name(), "text": ""}, headers=proof)
        for told in (begun, response, refused):
            assert told.headers["access-control-allow-origin"] == CITY
            assert "access-control-allow-credentials" not in told.headers
        assert (response.status_code, refused.status_code) == (202, 422)
        assert "access-control-allow-origin" not in (await client.get("/api/v1/life-events", headers=here)).headers


@_asyncio
async def test_no_other_page_is_let_in_unless_it_is_named(client: httpx2.AsyncClient) -> None:
    asked = {"Origin": CITY, "Access-Control-Request-Method": "POST"}
    assert (await client.options(f"{API}/messages", headers=asked)).status_code == 400


@_asyncio
@pytest.mark.parametrize("by", ["cookie", "token"])
async def test_an_ended_conversation_is_over_for_every_proof_of_it(client: httpx2.AsyncClient, by: str) -> None:
    session = (await client.post(f"{API}/session", headers=OWN)).json()
    token = {"Authorization": f"Bearer {session['token']}"}
    an = Visitor(client, session)
    await an.writes("xin chào")
    await an.hears(1)
    ticket = await an.ticket()
    response = await client.delete(f"{API}/session", headers=OWN if by == "cookie" else token)
    assert (response.status_code, response.content) == (204, b"")
    assert flags(response)["max-age"] == "0"
    assert "troly_session" not in client.cookies
    for proof in (token, {"Cookie": f"troly_session={session['token']}", **OWN}):
        assert_problem(await client.get(f"{API}/history", headers=proof), 401, "unauthorized")
        assert (await client.post(f"{API}/session", headers=proof)).json()["sender"] != session["sender"]
        client.cookies.clear()
    assert_problem(await client.get(f"{API}/events", params={"ticket": ticket}), 401, "unauthorized")


@_asyncio
async def test_an_ended_conversation_is_over_in_another_program_too(settings: Settings, bot: SampleBot) -> None:
    async with gateway(settings, bot) as one, gateway(settings, bot) as other:
        an = await Visitor.arrives(one)
        assert (await other.get(f"{API}/history", headers=an.headers)).status_code == 200
        assert (await one.delete(f"{API}/session", headers=an.headers)).status_code == 204
        assert_problem(await other.get(f"{API}/history", headers=an.headers), 401, "unauthorized")


@pytest.mark.parametrize(
    "given", ["*", "https://*.gov.vn", "a.gov.vn", "https://", "https://a.gov.vn/page", "ftp://a.gov.vn", "null", "https://a.vn?x", "[7"]
)
def test_an_origin_of_another_form_is_an_error_of_the_settings(monkeypatch: pytest.MonkeyPatch, given: str, tmp_path: Path) -> None:
    monkeypatch.setenv("TROLY_WIDGET_ORIGINS", given)
    with pytest.raises(ValueError, match=r"origin|Expecting"):
        Settings(home=tmp_path)


@pytest.mark.parametrize("given", ["https://A.gov.vn/ , http://b:81,", '["https://a.gov.vn", "http://b:81"]'])
def test_origins_are_read_as_a_list_or_apart_by_commas(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("TROLY_WIDGET_ORIGINS", given)
    assert Settings(home=HOME).widget_origins == ("https://a.gov.vn", "http://b:81")
