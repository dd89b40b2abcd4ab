"""Messages reach platforms as their errors allow, sessions outlive their worker, news find their way."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from channels.delivery.collector import Collector
from channels.delivery.mailbox import InboxMailbox
from channels.delivery.news import Post
from channels.delivery.platforms import renders, unasked
from channels.delivery.sessions import KeptSessions
from channels.events import Kind
from channels.messages import Inbound
from channels.sending import WindowClosed
from conversations.replay import Replay
from core.answer import Answer
from core.errors import TooManyRequests, Unavailable
from core.settings import Settings
from portal.dossiers.notice_looks import News
from tests.channels.delivery.echo_channel import CHANNEL, render
from tests.channels.delivery.house import House, failed

pytestmark = pytest.mark.asyncio
NEWS = Answer(status="dossier", text="Hồ sơ …0420 đã có kết quả.")


async def test_a_message_is_sent_again_with_the_same_note(house: House) -> None:
    house.phone.failing = [failed(), failed(retry_after=30)]
    await house.hears(house.event("m1"), house.event("m2"))
    assert house.phone.got == []
    house.clock.forward(seconds=3)
    await house.work()
    house.clock.forward(seconds=20)
    await house.work()
    assert house.phone.got == []
    house.clock.forward(seconds=11)
    await house.work()
    assert len(house.phone.got) == 2
    assert len({message["metadata"] for _, message in house.phone.got}) == 2
    assert house.count("outbox_sent", channel=CHANNEL) == 2


@pytest.mark.parametrize("troubles", [[failed("give_up")], [failed() for _ in range(3)], [RuntimeError("its own") for _ in range(3)]])
async def test_what_cannot_be_sent_is_given_up_and_shown(house: House, troubles: list[Exception]) -> None:
    house.phone.failing = list(troubles)
    await house.hears(house.event("m1", text="một"), house.event("m2", text="hai"))
    for _ in range(3):
        house.clock.forward(minutes=10)
        await house.work()
    assert house.phone.texts() == ["Bạn vừa viết: hai"]
    [shown] = house.dispatch.given_up()
    house.dispatch.again(shown["id"])
    await house.work()
    assert house.phone.texts() == ["Bạn vừa viết: hai", "Bạn vừa viết: một"]


async def test_what_came_too_late_is_shown_as_such(house: House) -> None:
    house.phone.failing = [WindowClosed("the window is over", remedy="give_up")]
    await house.hears(house.event("m1"))
    [shown] = house.dispatch.given_up()
    assert shown["error"] == "window_closed"
    assert house.count("outbox_window_closed", channel=CHANNEL) == 1


async def test_what_only_staff_can_mend_waits_as_long_as_it_takes(house: House) -> None:
    house.phone.failing = [failed("tell_staff") for _ in range(20)]
    await house.hears(house.event("m1"))
    for _ in range(20):
        house.clock.forward(minutes=6)
        await house.work()
    assert len(house.phone.got) == 1
    assert house.dispatch.given_up() == []
    assert house.count("outbox_needs_staff", channel=CHANNEL) == 20


async def test_a_channel_that_is_not_set_up_loses_nothing(house: House) -> None:
    senders: dict[str, Any] = house.sending._senders  # type: ignore[assignment]
    phone = senders.pop(CHANNEL)
    await house.hears(house.event("m1"))
    senders[CHANNEL] = phone
    house.clock.forward(minutes=6)
    await house.work()
    assert len(house.phone.got) == 1


async def test_a_message_sent_after_its_lease_is_counted(house: House) -> None:
    house.intake.accept([house.event("m1")])
    taken = house.inbox.take()
    assert taken is not None
    await house.answering.handle(taken)
    late = house.dispatch.take()
    assert late is not None
    house.clock.forward(minutes=1)
    await house.work()
    await house.sending.handle(late)
    assert house.count("outbox_unsure", channel=CHANNEL) == 1
    for number in (1, 2):
        house.intake.accept([house.event(f"e{number}", Kind.ECHO, payload=late.key, messages=(f"p{number}",))] * 2)
    assert house.count("outbox_doubles", channel=CHANNEL) == 1


def news(person: str, channel: str, asked: datetime) -> News:
    return News("news", person, channel, "vi", NEWS.text, asked, "0420", "done")


async def test_news_go_where_the_person_last_wrote_from(house: House) -> None:
    post = Post(house.outbox, house.dispatch, {CHANNEL: render}, {CHANNEL: lambda told, message: {**message, "of": told.standing}})
    await house.hears(house.event("m1"))
    person = house.person("an")
    assert [post.tell(news(person, CHANNEL, house.clock())) for _ in range(2)] == [True, False]
    await house.work()
    assert house.phone.texts("an")[-1] == NEWS.text
    assert [message.get("of") for _, message in house.phone.got] == [None, "done"]
    assert len(house.phone.got) == 2
    web = house.person("an", "web")
    assert post.tell(news(web, "web", house.clock()))
    assert [one.answer for one in house.outbox.waiting(web)] == [NEWS]


async def test_news_for_somebody_erased_go_nowhere(house: House) -> None:
    post, asked = Post(house.outbox, house.dispatch, {CHANNEL: render}, {}), house.clock()
    await house.hears(house.event("m1"))
    house.clock.forward(seconds=1)
    await house.hears(house.event("w", Kind.WITHDREW))
    assert not post.tell(news(house.person("an"), CHANNEL, asked))
    await house.work()
    assert NEWS.text not in house.phone.texts()


async def test_a_session_outlives_its_worker(house: House) -> None:
    sessions = KeptSessions(b"k" * 32, turns=2, idle=1_800)
    first = sessions.open("zalo", "an")
    first.answered(None)
    state = sessions.state("zalo", "an")
    other = KeptSessions(b"k" * 32, turns=2, idle=1_800)
    other.restore("zalo", "an", state)
    second = other.open("zalo", "an")
    assert (second.sender_id, second.turns, second.last) == (first.sender_id, 2, True)
    second.answered({"procedure_code": "1.001193"})
    sessions.restore("zalo", "an", other.state("zalo", "an"))
    third = sessions.open("zalo", "an")
    assert (third.carried, third.number > second.number) == ({"procedure_code": "1.001193"}, True)
    sessions.restore("zalo", "an", None)
    assert sessions.open("zalo", "an").carried is None


async def test_the_webs_mailbox_takes_a_message_once_and_reads_its_answer(house: House) -> None:
    rung: list[str] = []
    mailbox = InboxMailbox(
        Collector(house.intake.accept_all), house.inbox, Replay(house.database, timedelta(days=1), house.clock), rung.append, house.key
    )
    person = house.person("an", "web")
    told = [await mailbox.accept(Inbound("web", "an", "khai sinh", "id-1")) for _ in range(2)]
    assert (told, rung, await mailbox.thinking(person)) == ([True, False], [person], ["id-1"])
    await mailbox.accept(Inbound("web", "an", "…", "id-2", payload="/ask_fee", identity="sealed"))
    await house.work()
    assert [(one.in_reply_to, one.answer.text) for one in await mailbox.events(person, 0)] == [
        ("id-1", "Bạn vừa viết: khai sinh"),
        ("id-2", "Bạn vừa viết: /ask_fee"),
    ]
    assert house.bot.heard[-1].identity == "sealed"
    assert await mailbox.thinking(person) == []
    await mailbox.seen(person, 1_000)


async def test_the_webs_mailbox_says_when_it_is_full(house: House, either: Settings) -> None:
    mailbox = InboxMailbox(
        Collector(house.intake.accept_all), house.inbox, Replay(house.database, timedelta(days=1)), lambda person: None, house.key
    )
    for number in range(3):
        await mailbox.accept(Inbound("web", "an", "khai sinh", f"id-{number}"))
    with pytest.raises(TooManyRequests):
        await mailbox.accept(Inbound("web", "an", "khai sinh", "id-4"))
    full = House(either.model_copy(update={"inbox_most": 1}), house.database)
    crowded = InboxMailbox(
        Collector(full.intake.accept_all), full.inbox, Replay(full.database, timedelta(days=1)), lambda person: None, full.key
    )
    with pytest.raises(Unavailable):
        await crowded.accept(Inbound("web", "bình", "khai sinh", "id-1"))
    full.transcript.close()


async def test_what_nobody_waits_for_is_marked_as_each_platform_wants_it(migrated: Settings) -> None:
    asked = datetime(2026, 11, 20, 3, tzinfo=timezone.utc)
    message, bare = {"message": {"text": NEWS.text}}, unasked(migrated)
    assert bare["messenger"](news("p", "messenger", asked), {"text": "a"}) == {"text": "a", "messaging_type": "UPDATE"}
    assert "zalo" not in bare
    fields = {"ma": "file", "trang_thai": "state"}
    ways = unasked(migrated.model_copy(update={"zalo_template": "t1", "zalo_template_fields": fields}))
    told = ways["zalo"](news("p", "zalo", asked), message)
    assert told == {**message, "notice": {"template_id": "t1", "template_data": {"ma": "…0420", "trang_thai": "Đã có kết quả"}}}
    nameless = {**message, "conversation_id": "c1"}
    assert ways["zalo"](news("p", "zalo", asked), nameless) == nameless


async def test_the_platforms_of_the_city_are_written_to_as_they_take_it(migrated: Settings) -> None:
    ways = renders(migrated)
    assert ways["zalo"](NEWS, None) == [{"message": {"text": NEWS.text}}]
    assert ways["zalo"](NEWS, "c1")[0]["conversation_id"] == "c1"
    assert ways["messenger"](NEWS, None) == [{"text": NEWS.text}]


async def test_whoever_takes_a_letter_up_after_a_crash_opens_the_session_of_the_same_name() -> None:
    moment = 10_000.0
    for state in (None, {"number": 7_000, "seen": 7_000.0}, {"number": 9_999, "seen": 9_999.0, "ended": True}):
        names = set()
        for later in (0.0, 5.0):
            sessions = KeptSessions(b"k" * 32, turns=2, idle=1_800, clock=lambda: moment + later)  # noqa: B023
            sessions.restore("zalo", "an", state)
            names.add(sessions.open("zalo", "an", at=moment).sender_id)
        assert len(names) == 1
