"""Sending: what goes out, what comes of each refusal, and that no token and no word stands in an error or a log."""

import asyncio
import logging
import socket
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from channels.demo.messenger import FakeMessenger
from channels.messenger.client import MessengerClient
from channels.sending import Remedy, Sender, SendFailed
from core.errors import Unavailable
from core.settings import Settings
from tests.channels.messenger.conftest import AN, HELLO

pytestmark = pytest.mark.asyncio
DAY = 86_400


async def failed(client: MessengerClient, recipient: str = AN, **how: Any) -> SendFailed:
    with pytest.raises(SendFailed) as raised:
        await client.send(recipient, HELLO, **how)
    return raised.value


async def test_a_message_is_sent_and_named(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.text(AN, "chào")
    sender: Sender = client
    sent = await sender.send(AN, HELLO)
    assert [one.mid for one in platform.sent] == [sent.id]
    assert platform.shown(AN).texts == ["Xin chào"]
    (call,) = platform.calls
    assert (call.method, call.path) == ("POST", f"/v26.0/{platform.page}/messages")
    assert call.body["messaging_type"] == "RESPONSE"
    assert call.body["recipient"] == {"id": AN}


async def test_the_token_stands_in_the_header_alone_and_the_call_is_proven(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.proof_needed = True
    platform.text(AN, "chào")
    await client.send(AN, HELLO)
    (call,) = platform.calls
    assert call.headers["authorization"] == f"Bearer {platform.token}"
    assert call.query == {}
    assert platform.token not in str(call.body)
    assert platform.secret not in str(call.body)


async def test_a_wrong_proof_is_refused(platform: FakeMessenger, make: Callable[..., MessengerClient]) -> None:
    platform.text(AN, "chào")
    assert (await failed(make(secret=SecretStr("another")))).remedy == "give_up"


async def test_what_is_sent_is_left_as_it_was(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.text(AN, "chào")
    message = {"text": "Xin chào"}
    await client.send(AN, message)
    assert message == {"text": "Xin chào"}
    assert platform.sent[0].message == {"text": "Xin chào", "metadata": "troly"}


@pytest.mark.parametrize(("note", "sent"), [("42", "troly:42"), ("troly:42", "troly:42"), ("troly", "troly")])
async def test_a_note_goes_with_the_mark(platform: FakeMessenger, client: MessengerClient, note: str, sent: str) -> None:
    platform.text(AN, "chào")
    await client.send(AN, {**HELLO, "metadata": note})
    assert platform.sent[0].message["metadata"] == sent


async def test_typing_shows_until_the_message(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.text(AN, "chào")
    await client.thinking(AN)
    assert platform.shown(AN).typing
    await client.send(AN, HELLO)
    assert not platform.shown(AN).typing


async def test_typing_never_raises(platform: FakeMessenger, client: MessengerClient) -> None:
    await client.thinking(AN)
    await client.thinking("no person/../x")
    platform.fail("500")
    await client.thinking(AN)
    platform.recover()
    platform.fail("reset")
    await client.thinking(AN)
    assert not platform.shown(AN).typing


async def test_after_a_day_only_a_person_may_answer_and_after_a_week_nobody(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.text(AN, "chào")
    await client.send(AN, HELLO, by_person=True)
    assert platform.sent.pop().tag is None, "no tag where none is needed"
    platform.advance(DAY + 60)
    assert (await failed(client)).remedy == "give_up"
    await client.send(AN, HELLO, by_person=True)
    assert platform.sent[0].tag == "HUMAN_AGENT"
    platform.advance(6 * DAY)
    assert (await failed(client, by_person=True)).remedy == "give_up"
    platform.text(AN, "còn đó không")
    await client.send(AN, HELLO)
    assert platform.sent[-1].tag is None


async def test_who_never_wrote_or_blocked_us_is_given_up(platform: FakeMessenger, client: MessengerClient) -> None:
    assert (await failed(client)).remedy == "give_up"
    platform.text(AN, "chào")
    platform.block(AN)
    assert (await failed(client)).remedy == "give_up"
    platform.block(AN, False)
    await client.send(AN, HELLO)


@pytest.mark.parametrize("recipient", ["", "../me", "5?x=1", "5 6", "é", "x" * 300, "5\r\n"])
async def test_what_is_no_id_is_not_called_for(platform: FakeMessenger, client: MessengerClient, recipient: str) -> None:
    assert (await failed(client, recipient)).remedy == "give_up"
    assert platform.calls == []


async def test_a_token_that_is_over_is_told_to_staff(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.text(AN, "chào")
    platform.expire()
    assert (await failed(client)).remedy == "tell_staff"


@pytest.mark.parametrize("changed", [{"version": "v19.0"}, {"page": "999"}])
async def test_a_misspelt_page_or_an_old_version_is_told_to_staff(
    platform: FakeMessenger, make: Callable[..., MessengerClient], changed: dict[str, str]
) -> None:
    platform.text(AN, "chào")
    assert (await failed(make(**changed))).remedy == "tell_staff"


async def test_too_many_messages_wait(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.text(AN, "chào")
    platform.rate = 2
    answers = await asyncio.gather(*(client.send(AN, HELLO) for _ in range(5)), return_exceptions=True)
    refused = [one for one in answers if isinstance(one, SendFailed)]
    assert len(platform.sent) == 2
    assert [(one.remedy, one.retry_after) for one in refused] == [("retry", 60)] * 3


@pytest.mark.parametrize(
    ("code", "subcode", "remedy"),
    [
        (1, None, "retry"), (1, 99, "tell_staff"), (2, None, "retry"), (2, 2018344, "tell_staff"),
        (4, None, "retry"), (10, None, "tell_staff"), (10, 2018278, "give_up"), (17, None, "retry"),
        (32, None, "retry"), (100, None, "give_up"), (100, 33, "tell_staff"), (100, 2018001, "give_up"),
        (102, None, "tell_staff"), (190, None, "tell_staff"), (190, 463, "tell_staff"), (200, None, "tell_staff"),
        (200, 1545041, "give_up"), (230, None, "give_up"), (299, None, "tell_staff"), (368, None, "tell_staff"),
        (551, None, "give_up"), (551, 1545041, "give_up"), (613, None, "retry"), (1200, None, "retry"),
        (2500, None, "tell_staff"), (10903, None, "give_up"),
        (98765, None, "give_up"),
    ],
)  # fmt: skip
async def test_each_code_has_its_remedy(
    platform: FakeMessenger, client: MessengerClient, code: int, subcode: int | None, remedy: Remedy
) -> None:
    platform.text(AN, "chào")
    platform.refuse(code, subcode)
    error = await failed(client)
    assert error.remedy == remedy
    assert str(code) in str(error)
    await client.send(AN, HELLO)


async def test_what_is_said_to_pass_is_tried_again(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.text(AN, "chào")
    platform.refuse(98765, transient=True)
    assert (await failed(client)).remedy == "retry"
    platform.refuse(98765, status=503)
    assert (await failed(client)).remedy == "retry"


@pytest.mark.parametrize("fault", ["reset", "slow", "drip", "500", "502", "503", "429", "html", "types", "broken", "half"])
async def test_bad_days_are_tried_again_and_pass(platform: FakeMessenger, client: MessengerClient, fault: Any) -> None:
    platform.text(AN, "chào")
    platform.fail(fault, 1)
    assert (await failed(client)).remedy == "retry"
    await client.send(AN, HELLO)


async def test_nobody_there_is_tried_again(make: Callable[..., MessengerClient]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = await failed(make(url=url))
    assert error.remedy == "retry"


@pytest.mark.parametrize("fault", ["reset", "slow", "half", "500", "401", "html"])
async def test_no_token_and_no_word_stands_in_an_error_or_a_log(
    platform: FakeMessenger, client: MessengerClient, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "httpx2")
    platform.text(AN, "chào")
    platform.fail(fault)
    error = await failed(client)
    chain: BaseException | None = error
    while chain:
        told = "".join(traceback.format_exception(chain)) + repr(vars(chain))
        assert not [secret for secret in (platform.token, platform.secret, AN, HELLO["text"]) if secret in told]
        assert not hasattr(chain, "request"), "an error of the library holds the request"
        chain = chain.__cause__ or chain.__context__
    assert not [secret for secret in (platform.token, platform.secret, AN, HELLO["text"]) if secret in caplog.text]


async def test_a_huge_answer_is_not_kept(platform: FakeMessenger, client: MessengerClient) -> None:
    platform.profile["commands"] = "x" * 300_000
    with pytest.raises(SendFailed):
        await client.call("GET", "me/messenger_profile", fields="commands")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"messenger_page_id": None}, "PAGE_ID"), ({"messenger_page_token": None}, "PAGE_TOKEN"),
        ({"messenger_page_token": SecretStr("é-token")}, "PAGE_TOKEN"), ({"messenger_page_token": SecretStr("two lines\n")}, "PAGE_TOKEN"),
        ({"messenger_url": "graph.facebook.com"}, "URL"), ({"messenger_url": "ftp://x"}, "URL"),
    ],
)  # fmt: skip
async def test_a_setting_that_is_missing_is_named(settings: Settings, changed: dict[str, Any], named: str) -> None:
    with pytest.raises(Unavailable, match=f"TROLY_MESSENGER_{named}") as raised:
        MessengerClient.of(settings.model_copy(update=changed))
    assert "token" not in str(raised.value).replace("no token", "")


async def test_an_answer_with_buttons_can_be_pressed(platform: FakeMessenger, client: MessengerClient) -> None:
    from channels.messenger.render import render
    from core.answer import Answer, Button

    platform.text(AN, "khai sinh")
    told = Answer(status="answered", text="Đăng ký khai sinh.", buttons=[Button(title="Lệ phí", payload="/ask_fee")])
    for message in render(told, "https://troly.example"):
        await client.send(AN, message)
    assert platform.press(AN, "Lệ phí")
    with pytest.raises(LookupError):
        platform.press(AN, "Thời hạn")
