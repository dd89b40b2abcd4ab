"""What people send is answered: whatever it is, whatever is down or switched off, and once."""

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from channels.events import Kind
from conversations.inbox_rows import Letter
from conversations.models import Turn
from core.answer import Answer, ProcedureRef
from core.errors import BotUnavailable
from core.words import say
from tests.channels.delivery.house import House

pytestmark = pytest.mark.asyncio


async def test_a_question_is_answered_on_its_platform_and_kept_masked(house: House) -> None:
    await house.hears(house.event("m1", text="số tôi 0903123456, khai sinh cần gì"))
    assert house.phone.texts("an") == ["Bạn vừa viết: số tôi 0903123456, khai sinh cần gì"]
    assert house.phone.got[0][1]["metadata"].startswith("in:")
    assert house.phone.typing == ["an"] or house.phone.typing == []
    with house.database.read() as session:
        [turn] = session.scalars(sa.select(Turn)).all()
        assert (turn.person, turn.channel, "0903123456" in turn.question) == (house.person("an"), "messenger", False)
        assert session.scalars(sa.select(Letter.sealed)).all() == [None]
    assert house.count("inbox_ended", channel="messenger", how="answered") == 1


async def test_a_long_answer_comes_in_its_parts_in_order(house: House) -> None:
    house.bot.answers["dài"] = Answer(status="answered", text="một\n\nhai\n\nba")
    await house.hears(house.event("m1", text="dài"), house.event("m2", text="ngắn"))
    assert house.phone.texts() == ["một", "hai", "ba", "Bạn vừa viết: ngắn"]


async def test_the_web_picks_its_answers_up(house: House) -> None:
    await house.hears(house.event("id-of-the-client", channel="web"))
    [waiting] = house.outbox.waiting(house.person("an", "web"))
    assert (waiting.in_reply_to, waiting.answer.text) == ("id-of-the-client", "Bạn vừa viết: khai sinh cần gì")
    assert house.phone.got == []


async def test_a_day_delivered_twice_changes_nothing(house: House) -> None:
    day = [
        house.event("f", Kind.ARRIVED), house.event("m1"), house.event("a", Kind.ATTACHMENT, attachments=("image",)),
        house.event("p", Kind.PRESSED, payload="/ask_fee"), house.event("e", Kind.ECHO, messages=("p1",)), house.event("l", Kind.LEFT),
        house.event("s", Kind.SEEN), house.event("d", Kind.DELIVERED, messages=("p1",)), house.event("c", Kind.TOLD_CONTACT),
        house.event("w", Kind.WITHDREW), house.event("t", Kind.STAFF), house.event("o", Kind.OTHER), house.event("x", sender=""),
    ]  # fmt: skip
    await house.hears(*day[:9])
    said = house.phone.texts()
    assert len(said) == 5
    await house.hears(*day[:9])
    await house.hears(*day)
    await house.hears(*day)
    assert house.phone.texts() == said


@pytest.mark.parametrize(
    ("event", "key"),
    [
        ({"kind": Kind.ATTACHMENT, "attachments": ("image",)}, "delivery.attachment"),
        ({"kind": Kind.TOLD_CONTACT}, "delivery.contact"),
        ({"kind": Kind.ARRIVED}, "service.greet"),
        ({"kind": Kind.ARRIVED, "payload": "khaisinh"}, "service.greet"),
        ({"text": " \u200b "}, "errors.message_empty"),
        ({"text": "a" * 1_001}, "errors.message_too_long"),
        ({"text": "🙂" * 200_000}, "errors.message_too_long"),
    ],
)
async def test_what_is_no_question_has_a_reply_of_its_own(house: House, event: dict[str, object], key: str) -> None:
    await house.hears(house.event("m1", **event))  # type: ignore[arg-type]
    assert "\n\n".join(house.phone.texts()) == say(key)
    assert house.bot.heard == []


async def test_one_arrival_told_twice_is_greeted_once(house: House) -> None:
    followed = house.event("follow:1", Kind.ARRIVED)
    await house.hears(followed)
    await house.hears(house.event("user_click_chatnow:2", Kind.ARRIVED), house.event("m1"))
    assert len([text for text in house.phone.texts() if text in say("service.greet")]) == len(say("service.greet").split("\n\n"))
    house.clock.forward(minutes=5)
    await house.hears(house.event("follow:3", Kind.ARRIVED), house.event("follow:4", Kind.ARRIVED, sender="bình"))
    assert [("\n\n".join(house.phone.texts(to))).count(say("service.greet")) for to in ("an", "bình")] == [2, 1]


async def test_a_phone_given_on_a_form_is_heard_as_if_it_were_typed(house: House) -> None:
    await house.hears(house.event("f1", Kind.TOLD_CONTACT, text="84912345678"))
    assert [inbound.said for inbound in house.bot.heard] == ["84912345678"]


async def test_the_platform_is_told_which_message_is_being_answered(house: House) -> None:
    await house.hears(house.event("m1"), house.event("m2", anonymous="c-1"))
    assert house.phone.noticed == ["m1", ""]  # to somebody without a name nothing can be shown


async def test_a_picture_with_words_is_a_question_and_a_link_to_a_procedure_opens_it(house: House) -> None:
    await house.hears(
        house.event("m1", Kind.ATTACHMENT, text="giấy này nộp ở đâu", attachments=("image",)),
        house.event("m2", Kind.ARRIVED, payload="1.001193"),
        house.event("m3", Kind.PRESSED, payload='/pick{"option":"2"}'),
        house.event("m4", text="/restart khai sinh"),
    )
    assert [inbound.said for inbound in house.bot.heard] == [
        "giấy này nộp ở đâu", '/choose_procedure{"procedure_code":"1.001193"}', '/pick{"option":"2"}', "restart khai sinh",
    ]  # fmt: skip


async def test_english_is_answered_in_english(house: House) -> None:
    await house.hears(house.event("m1", text="Where do I apply for a birth certificate? " * 40))
    assert house.phone.texts() == [say("errors.message_too_long", "en")]


async def test_while_the_dialogue_engine_is_down_everything_waits_and_no_try_is_counted(house: House) -> None:
    house.bot.down = True
    house.intake.accept([house.event("m1", text="một"), house.event("m2", text="hai")])
    for _ in range(10):
        await house.work()
        house.clock.forward(seconds=2)
    assert house.phone.texts() == []
    house.bot.down = False
    await house.answering.ready()
    await house.work()
    assert house.phone.texts() == ["Bạn vừa viết: một", "Bạn vừa viết: hai"]
    assert house.inbox.given_up() == []


@pytest.mark.parametrize("trouble", [KeyError("x"), BotUnavailable("status 500")])
async def test_a_message_that_cannot_be_answered_is_given_up_with_a_word_and_holds_up_nobody(house: House, trouble: Exception) -> None:
    house.bot.trouble["độc"] = trouble
    house.intake.accept([house.event("m1", text="độc"), house.event("m2", text="lành"), house.event("m3", sender="bình")])
    await house.work()
    assert house.phone.texts("bình") == ["Bạn vừa viết: khai sinh cần gì"]
    for _ in range(4):
        house.clock.forward(seconds=60)
        await house.work()
    assert house.phone.texts("an") == [say("delivery.sorry"), "Bạn vừa viết: lành"]
    [shown] = house.inbox.given_up()
    assert shown["error"] == type(trouble).__name__
    del house.bot.trouble["độc"]
    house.inbox.again(shown["id"])
    await house.work()
    assert house.phone.texts("an")[-1] == "Bạn vừa viết: độc"


async def test_a_message_that_kills_its_worker_each_time_is_given_up(house: House) -> None:
    house.intake.accept([house.event("m1"), house.event("m2", text="lành")])
    for _ in range(house.settings.delivery_tries):
        assert house.inbox.take() is not None  # and the worker dies
        house.clock.forward(minutes=1)
    await house.work()
    assert house.phone.texts() == [say("delivery.sorry"), "Bạn vừa viết: lành"]


async def test_an_answer_that_comes_after_its_lease_is_thrown_away(house: House) -> None:
    house.intake.accept([house.event("m1")])
    late = house.inbox.take()
    assert late is not None
    house.clock.forward(minutes=1)
    await house.work()
    await house.answering.handle(late)
    await house.work()
    assert len(house.phone.got) == 1
    assert house.count("delivery_lost_leases", box="in") == 1


async def test_while_a_person_of_ours_talks_the_machine_keeps_quiet(house: House) -> None:
    await house.hears(house.event("t", Kind.STAFF))
    await house.hears(house.event("m1"), house.event("m2", sender="bình"))
    assert (house.phone.texts("an"), len(house.phone.texts("bình"))) == ([], 1)
    house.clock.forward(seconds=house.settings.staff_quiet + 1)
    await house.hears(house.event("m3", text="ba"))
    assert house.phone.texts("an") == [say("delivery.machine"), "Bạn vừa viết: ba"]
    house.clock.forward(minutes=1)
    await house.hears(house.event("m4", text="bốn"), house.event("m5", text="năm", sender="bình"))
    assert house.phone.texts("an")[2:] == ["Bạn vừa viết: bốn"]  # told once
    assert house.phone.texts("bình")[-1] == "Bạn vừa viết: năm"


async def test_who_withdraws_is_erased_and_may_come_back(house: House) -> None:
    await house.hears(house.event("m1"), house.event("w", Kind.WITHDREW))
    assert house.conversations.data_of(house.person("an")).turns_count == 0
    with house.database.read() as session:
        assert set(session.scalars(sa.select(Letter.person))) == {""}
    await house.hears(house.event("m1"), house.event("w", Kind.WITHDREW), house.event("m2", text="xin chào"))
    assert house.phone.texts()[-1] == "Bạn vừa viết: xin chào"
    assert len(house.phone.got) <= 2


@pytest.mark.parametrize("scope", ["all", "channel:messenger"])
async def test_when_it_is_switched_off_people_are_told_once_each_time(house: House, scope: str) -> None:
    house.switches.turn(scope, True, "Lan", "kiểm tra")
    await house.hears(house.event("m1"), house.event("m2"), house.event("b1", sender="bình"))
    assert (house.phone.texts("an"), house.phone.texts("bình")) == ([say("delivery.off")], [say("delivery.off")])
    house.switches.turn(scope, False, "Lan", "xong")
    await house.hears(house.event("m3"))
    assert house.phone.texts("an")[1:] == ["Bạn vừa viết: khai sinh cần gì"]
    house.clock.forward(seconds=1)
    house.switches.turn(scope, True, "Lan", "lại hỏng")
    await house.hears(house.event("m4"), house.event("m5"))
    assert house.phone.texts("an")[2:] == [say("delivery.off")]


async def test_another_channels_switch_is_none_of_ours(house: House) -> None:
    house.switches.turn("channel:zalo", True, "Lan", "kiểm tra")
    await house.hears(house.event("m1"))
    assert len(house.bot.heard) == 1


@pytest.mark.parametrize("scope", ["topic:1.001193", "topic:answered"])
async def test_a_topic_that_is_switched_off_is_not_answered(house: House, scope: str) -> None:
    birth = ProcedureRef(code="1.001193", name="Khai sinh")
    house.bot.answers["khai sinh"] = Answer(status="answered", text="Tờ khai.", procedure=birth)
    house.switches.turn(scope, True, "Lan", "sai lệ phí")
    await house.hears(house.event("m1", text="khai sinh"), house.event("m2", text="xin chào"))
    assert house.phone.texts() == [say("delivery.off_topic"), "Bạn vừa viết: xin chào"]


async def test_no_topic_hides_a_danger(house: House) -> None:
    house.bot.answers["cháy"] = Answer(status="safety", text="Gọi 114.", procedure=ProcedureRef(code="1.001193", name="Khai sinh"))
    house.switches.turn("topic:1.001193", True, "Lan", "sai lệ phí")
    await house.hears(house.event("m1", text="cháy"))
    assert house.phone.texts() == ["Gọi 114."]


async def test_too_many_of_one_person_are_refused_with_a_word_a_minute(house: House) -> None:
    accepted = house.intake.accept([house.event(f"m{number}") for number in range(3)])
    assert (accepted.new, accepted.refused) == (3, {})
    first = datetime(2026, 11, 22, 8, 30, tzinfo=timezone.utc)
    for number, seconds in ((4, 0), (5, 59), (5, 59), (6, 60)):
        event = house.event(f"m{number}", at=first + timedelta(seconds=seconds))
        assert house.intake.accept([event]).refused == {f"m{number}": "fast"}
    assert house.intake.accept([house.event("b1", sender="bình")]).new == 1
    await house.work()
    assert sorted(house.phone.texts("an")) == sorted([*[say("delivery.fast")] * 2, *["Bạn vừa viết: khai sinh cần gì"] * 3])
    assert house.count("inbox_refused", channel="messenger", reason="fast") == 4


async def test_when_too_many_wait_people_are_told_and_who_withdraws_is_heard(house: House) -> None:
    full = House(house.settings.model_copy(update={"inbox_most": 2}), house.database)
    assert full.intake.accept([full.event("m1"), full.event("b1", sender="bình")]).new == 2
    assert full.intake.accept([full.event("c1", sender="chi")]).refused == {"c1": "many"}
    assert full.intake.accept([full.event("w", Kind.WITHDREW, sender="chi")]).new == 1
    await full.work()
    assert full.phone.texts("chi") in ([say("delivery.many")], [])
    full.transcript.close()


async def test_a_late_event_is_answered_once(house: House) -> None:
    await house.hears(house.event("m2", text="hai"))
    await house.hears(house.event("m1", text="một", at=house.clock() - timedelta(hours=3)))
    assert house.phone.texts() == ["Bạn vừa viết: hai", "Bạn vừa viết: một"]


async def test_who_asks_again_after_a_crash_asks_for_the_same_turn(house: House) -> None:
    house.intake.accept([house.event("m1"), house.event("b1", sender="bình")])
    held = [house.inbox.take(), house.inbox.take()]
    house.clock.forward(minutes=5)
    await house.work()
    for taken in held:  # the worker that was taken for dead comes round
        assert taken is not None
        await house.answering.handle(taken)
    turns = [(heard.sender, heard.turn, heard.at) for heard in house.bot.heard]
    assert len(turns) == 4
    assert set(turns[:2]) == set(turns[2:])
    assert len({turn for _, turn, _ in turns}) == 2
    assert len(house.phone.got) == 2
