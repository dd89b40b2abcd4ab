"""Sending to Zalo: what is taken, every refusal and what follows from it, tokens, rates, windows."""

import asyncio
import re
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from channels.demo.zalo import FakeZalo
from channels.demo.zalo.server import APP_ID, APP_SECRET
from channels.sending import SendFailed, WindowClosed
from channels.zalo.client import Window, ZaloClient
from channels.zalo.codes import REFRESH, failed
from channels.zalo.notice import notice, on_dossier
from channels.zalo.rate import Rate
from channels.zalo.render import ask_contact, render
from core.answer import Answer, Button
from core.clock import VIETNAM
from core.db import Database
from tests.channels.zalo.conftest import USER, client_of

pytestmark = pytest.mark.asyncio
HELLO = {"message": {"text": "Xin chào"}}


async def refused(client: ZaloClient, message: Any = HELLO, to: str = USER) -> SendFailed:
    """Send what is not taken, and return why."""
    with pytest.raises(SendFailed) as error:
        await client.send(to, message)
    return error.value


async def test_a_message_is_taken_with_its_buttons(zalo: FakeZalo, client: ZaloClient) -> None:
    (message,) = render(Answer(status="answered", text="Có.", buttons=[Button(title="Lệ phí", payload="/ask_fee")]), "https://a.example")
    sent = await client.send(USER, message)
    (taken,) = zalo.sent
    assert (taken.user, taken.id, taken.message) == (USER, sent.id, message["message"])
    call = zalo.calls[-1]
    assert call.headers["access_token"] == zalo.tokens.first[0]
    assert "authorization" not in call.headers
    zalo.press(USER, "Lệ phí")
    assert b'"text":"/ask_fee"' in zalo.courier.lost[-1]


async def test_who_is_not_signed_in_is_answered_in_their_conversation(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.anonymous_text("77", "chào")
    (message,) = render(Answer(status="answered", text="Có."), "https://a.example", "c-77")
    await client.send("77", message)
    assert zalo.calls[-1].path == "/v2.0/oa/message"
    assert zalo.person("77").received == [{"text": "Có."}]
    assert (await refused(client, {**message, "conversation_id": "other"}, "77")).remedy == "give_up"


async def test_the_form_is_taken_and_answered(zalo: FakeZalo, client: ZaloClient) -> None:
    await client.send(USER, ask_contact("https://a.example/logo.png"))
    assert zalo.sent[0].message["attachment"]["payload"]["template_type"] == "request_user_info"


async def test_a_notice_reaches_who_cannot_be_written_to_any_more(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.templates["t1"] = {"ma_ho_so", "trang_thai", "ngay"}
    fields = {"ma_ho_so": "file", "trang_thai": "state", "ngay": "day"}
    news = {**HELLO, "notice": on_dossier("t1", fields, "0420", "done", datetime(2026, 11, 20, 18, tzinfo=timezone.utc), "vi")}
    await client.send(USER, news)
    assert zalo.sent.pop().message == HELLO["message"]  # while it is allowed, in its own words
    zalo.pass_time(24 * 8)
    assert isinstance(await refused(client), WindowClosed)
    sent = await client.send(USER, news)
    assert zalo.sent[0].id == sent.id
    assert zalo.sent[0].message["template_data"] == {"ma_ho_so": "…0420", "trang_thai": "Đã có kết quả", "ngay": "21/11/2026"}
    assert (await refused(client, {**HELLO, "notice": notice("t1", {})})).remedy == "give_up"
    assert (await refused(client, {**HELLO, "notice": notice("t2", {})})).remedy == "tell_staff"


@pytest.mark.parametrize("code", [-230, -232, -305])
async def test_a_closed_window_is_told_as_such(zalo: FakeZalo, client: ZaloClient, code: int) -> None:
    zalo.templates["t1"] = set()
    zalo.refuse(code, times=2)
    assert isinstance(await refused(client), WindowClosed)
    await client.send(USER, {**HELLO, "notice": notice("t1", {})})
    zalo.refuse(-201)
    assert not isinstance(await refused(client, {**HELLO, "notice": notice("t1", {})}), WindowClosed)  # nothing else is sent in its place
    assert [one.message.get("template_id") for one in zalo.sent] == ["t1"]


@pytest.mark.parametrize(
    ("hours", "window"), [(0, Window.FREE), (47.9, Window.FREE), (48.1, Window.BILLED), (167.9, Window.BILLED), (168.1, Window.CLOSED)]
)
async def test_windows(zalo: FakeZalo, client: ZaloClient, hours: float, window: Window) -> None:
    zalo.pass_time(hours)
    assert await client.window(USER) is window
    if window is Window.CLOSED:
        assert (await refused(client)).remedy == "give_up"
    else:
        await client.send(USER, HELLO)
        assert zalo.paid == (999 if window is Window.BILLED else 1_000)


async def test_who_never_wrote_has_no_window(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.person("9")
    assert await client.window("9") is Window.CLOSED


# Every code that Zalo's pages name, for the account and for templates.
CODES = {
    "give up": [
        -201, -210, -213, -217, -230, -232, -233, -244, -248, -305, -311, -403,
        -108, -111, -112, -1121, -1122, -1124, -114, -119, -139, -140, -141,
    ],
    "tell staff": [
        -101, -102, -103, -104, -105, -135, -1351, 112, -204, -205, -209, -212, -219, -221, -223, -224, -227, -240, -241, -242,
        -320, -321, -136, -137, -115, -109, -117, -125, -131, -146, -249,
    ],
    "refresh": [-216, -220, -124, 452],
    "back off": [-32, -211, -218, -133, -234, -144],
    "retry": [-100, -200, -214, -235, -237, -238, -118, -147, -999, 1],  # what no page explains may pass
}  # fmt: skip
_REMEDIES = {"give up": "give_up", "tell staff": "tell_staff", "refresh": "tell_staff", "back off": "retry", "retry": "retry"}


@pytest.mark.parametrize(("what", "code"), [(what, code) for what, codes in CODES.items() for code in codes])
async def test_every_code_has_its_remedy(what: str, code: int) -> None:
    told = failed(code, datetime(2026, 11, 20, 12, tzinfo=VIETNAM))
    assert told.remedy == _REMEDIES[what]
    assert (code in REFRESH) == (what == "refresh")
    assert (told.retry_after is not None) == (what == "back off")


async def test_no_code_is_judged_twice() -> None:
    named = [code for codes in CODES.values() for code in codes]
    assert len(set(named)) == len(named) > 70


@pytest.mark.parametrize(("remedy", "code"), [("give_up", -201), ("tell_staff", -204), ("retry", -200), ("retry", -32)])
async def test_a_code_comes_with_status_200_and_is_told_once(zalo: FakeZalo, client: ZaloClient, remedy: str, code: int) -> None:
    zalo.refuse(code)
    error = await refused(client)
    assert error.remedy == remedy
    assert str(code) in str(error)
    assert "chào" not in str(error)
    assert USER not in str(error)
    assert len([call for call in zalo.calls if call.path.startswith("/v3.0")]) == 1  # once, and no more


@pytest.mark.parametrize(
    ("code", "hour", "seconds"),
    [(-32, 12, 60), (-211, 12, 3_600), (-234, 23, 7 * 3_600), (-133, 2, 4 * 3_600), (-144, 20, 4 * 3_600), (-200, 12, None)],
)
async def test_how_long_to_wait(code: int, hour: int, seconds: int | None) -> None:
    waited = failed(code, datetime(2026, 11, 20, hour, tzinfo=VIETNAM).astimezone(timezone.utc)).retry_after
    assert waited == seconds or (waited is not None and seconds is not None and abs(waited - seconds) <= 1)


@pytest.mark.parametrize("code", [-216, -220, -124, 452])
async def test_a_refused_token_is_changed_and_the_message_sent_again(zalo: FakeZalo, client: ZaloClient, code: int) -> None:
    zalo.refuse(code)
    await client.send(USER, HELLO)
    assert zalo.tokens.asked == [zalo.tokens.first[1]]
    assert [call.headers["access_token"] for call in zalo.calls if call.path.startswith("/v3.0")] == ["access-1", "access-2"]
    assert len(zalo.sent) == 1


async def test_a_token_that_stays_refused_is_for_staff(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.refuse(-216, times=2)
    assert (await refused(client)).remedy == "tell_staff"
    assert len(zalo.tokens.asked) == 1


async def test_a_token_is_changed_before_it_ends(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.expire()
    await client.send(USER, HELLO)
    zalo.pass_time(24.9)  # of 25 hours
    await client.send(USER, HELLO)
    assert [call.headers["access_token"] for call in zalo.calls if call.path.startswith("/v3.0")] == ["access-1", "access-2", "access-3"]


async def test_fifty_at_once_change_a_token_once(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.expire()
    sent = await asyncio.gather(*(client.send(USER, {"message": {"text": str(n)}}) for n in range(50)))
    assert len({one.id for one in sent}) == 50
    assert zalo.tokens.asked == ["refresh-1"]


async def test_two_programs_never_use_one_refresh_token_twice(zalo: FakeZalo, database: Database) -> None:
    zalo.expire()
    others = [Database(str(database.engine.url)) for _ in range(3)]
    clients = [client_of(zalo, one) for one in (database, *others)]
    for _ in range(3):
        await asyncio.gather(*(client.send(USER, HELLO) for client in clients for _ in range(5)))
        zalo.expire()
    assert zalo.tokens.asked == ["refresh-1", "refresh-2", "refresh-3"]
    assert len(zalo.sent) == 60
    for client in clients:
        await client.close()
    for one in others:
        one.close()


async def test_a_refresh_token_that_is_spent_is_for_staff_and_left_alone(zalo: FakeZalo, client: ZaloClient) -> None:
    form = {"refresh_token": "refresh-1", "app_id": APP_ID, "grant_type": "refresh_token"}
    assert "access_token" in zalo.tokens.refresh(form, APP_SECRET)
    zalo.expire()
    for _ in range(3):
        assert (await refused(client)).remedy == "tell_staff"
    assert zalo.tokens.asked == ["refresh-1", "refresh-1"]  # somebody else's, and one of ours
    zalo.pass_time(0.2)
    await refused(client)
    assert len(zalo.tokens.asked) == 3  # now and then all the same: the trouble may have been Zalo's


async def test_a_change_of_tokens_that_broke_is_tried_again(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.expire()
    zalo.fail("503", times=1, path="/v4")
    assert (await refused(client)).remedy == "retry"
    await client.send(USER, HELLO)


def wait_until_asked(zalo: FakeZalo) -> None:
    while not zalo.tokens.asked:
        time.sleep(0.001)


async def test_who_stops_waiting_does_not_lose_the_new_tokens(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.expire()
    sending = asyncio.create_task(client.send(USER, HELLO))
    await asyncio.to_thread(wait_until_asked, zalo)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await client.send(USER, HELLO)
    assert zalo.tokens.asked == ["refresh-1"]


async def test_tokens_that_cannot_be_stored_are_not_used_and_not_lost(zalo: FakeZalo, client: ZaloClient, database: Database) -> None:
    await client.send(USER, HELLO)
    zalo.expire()
    with database.begin() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER full BEFORE UPDATE OF sealed ON channel_tokens BEGIN SELECT no_such_function(); END"
        )
    error = await refused(client)
    assert error.remedy == "retry"
    assert [call.headers["access_token"] for call in zalo.calls if call.path.startswith("/v3.0")][-1] == "access-1"
    with database.begin() as session:
        session.connection().exec_driver_sql("DROP TRIGGER full")
    await client.send(USER, HELLO)
    assert zalo.tokens.asked == ["refresh-1"]


@pytest.mark.parametrize("fault", ["reset", "500", "502", "503", "429", "broken", "types", "html", "half"])
async def test_bad_days_pass(zalo: FakeZalo, client: ZaloClient, fault: Any) -> None:
    zalo.fail(fault, times=1)
    error = await refused(client)
    assert error.remedy == "retry"
    assert error.retry_after == (60 if fault == "429" else None)
    await client.send(USER, HELLO)


@pytest.mark.parametrize(("fault", "remedy"), [("401", "tell_staff"), ("403", "tell_staff"), ("404", "tell_staff")])
async def test_a_wall_in_between_is_for_staff(zalo: FakeZalo, client: ZaloClient, fault: Any, remedy: str) -> None:
    zalo.fail(fault)
    assert (await refused(client)).remedy == remedy


@pytest.mark.parametrize("fault", ["slow", "drip"])
async def test_a_slow_answer_is_not_waited_for(zalo: FakeZalo, database: Database, fault: Any) -> None:
    client = client_of(zalo, database, timeout=0.3)
    zalo.fail(fault)
    assert (await refused(client)).remedy == "retry"
    await client.close()


async def test_nobody_listening(zalo: FakeZalo, database: Database) -> None:
    client = client_of(zalo, database)
    zalo.__exit__()
    assert (await refused(client)).remedy == "retry"
    await client.close()
    zalo.__enter__()


async def test_no_call_is_made_when_none_is_left(zalo: FakeZalo, client: ZaloClient) -> None:
    zalo.rate = 3
    outcomes = [await outcome(client) for _ in range(6)]
    assert outcomes == ["sent"] * 3 + ["retry"] * 3
    assert len([call for call in zalo.calls if call.path.startswith("/v3.0")]) == 3


async def outcome(client: ZaloClient) -> str:
    try:
        await client.send(USER, HELLO)
    except SendFailed as error:
        return error.remedy if error.retry_after else "retry at once"
    return "sent"


async def test_the_rate_rests_a_minute() -> None:
    now = iter([0.0, 1.0, 59.5, 61.0])
    rate = Rate(lambda: next(now))
    rate.heard({"x-ratelimit-remain": "0"})
    assert [rate.wait() for _ in range(3)] == [60, 1, 0]


@pytest.mark.parametrize("told", ["", "x", "12", "--", "９"])
async def test_headers_that_say_nothing_hold_nothing_back(told: str) -> None:
    rate = Rate()
    rate.heard({"x-ratelimit-remain": told})
    assert rate.wait() == 0


async def test_thinking_has_no_sign(zalo: FakeZalo, client: ZaloClient) -> None:
    await client.thinking(USER, "96d3cdf3af150460909")
    assert zalo.calls == []


async def test_a_reaction_where_it_is_wished(zalo: FakeZalo, database: Database) -> None:
    client = client_of(zalo, database, reaction="/-strong")
    message = zalo.text(USER, "chào")
    await client.thinking(USER, message)
    (call,) = [call for call in zalo.calls if call.path == "/v2.0/oa/message"]
    assert call.body == {"recipient": {"user_id": USER}, "sender_action": {"react_icon": "/-strong", "react_message_id": message}}
    await client.thinking(USER, "")
    await client.thinking(USER, "follow:0123")  # an event without an id of Zalo's
    zalo.refuse(-201)
    await client.thinking(USER, message)
    zalo.fail("500", 1)
    await client.thinking(USER, message)
    assert len([call for call in zalo.calls if call.path == "/v2.0/oa/message"]) == 3
    assert zalo.sent == []
    await client.close()


async def test_without_its_database_nothing_is_sent(zalo: FakeZalo, client: ZaloClient, database: Database) -> None:
    with database.begin() as session:
        session.connection().exec_driver_sql("DROP TABLE channel_tokens")
    assert (await refused(client)).remedy == "retry"


@pytest.fixture(autouse=True)
def _nothing_told(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """No token, no word and nobody's id is written anywhere."""
    yield
    out, err = capfd.readouterr()
    assert not re.search(f"access-|refresh-\\d|Xin chào|{USER}", out + err)
