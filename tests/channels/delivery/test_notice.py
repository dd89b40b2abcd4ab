"""The notice of the day on platforms: before the first answer of the day, once, in the reader's language, and never before a danger."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from channels.events import Kind
from conversations.inbox_rows import Talk
from conversations.notices import Board
from core.answer import Answer
from tests.channels.delivery.house import House

pytestmark = pytest.mark.asyncio
TOLD, ENGLISH = "Cổng đang bảo trì.", "The portal is down."
ECHO = "Bạn vừa viết: khai sinh cần gì"


def notice(number: int = 1, **more: Any) -> dict[str, Any]:
    now = datetime.now(timezone.utc)
    moments = {"starts": (now - timedelta(hours=1)).isoformat(), "ends": (now + timedelta(hours=1)).isoformat()}
    return {"number": number, "text": TOLD, "english": ENGLISH, "kind": "info", "channels": ["messenger"], **moments, **more}


@pytest.fixture
def board(house: House) -> Board:
    board = house.board
    board.hold(notice())
    return board


@pytest.mark.usefixtures("board")
async def test_it_stands_before_the_first_answer_of_the_day(house: House) -> None:
    await house.hears(house.event("m1"), house.event("m2"), house.event("m3", sender="binh"))
    assert house.phone.texts("an") == [TOLD, ECHO, ECHO]
    assert house.phone.texts("binh") == [TOLD, ECHO]


@pytest.mark.usefixtures("board")
async def test_what_is_delivered_again_is_told_no_second_time(house: House) -> None:
    for _ in range(3):
        await house.hears(house.event("m1", at=datetime(2026, 11, 22, tzinfo=timezone.utc)))
    assert house.phone.texts() == [TOLD, ECHO]


@pytest.mark.usefixtures("board")
async def test_a_crash_before_the_end_tells_it_with_the_answer(house: House) -> None:
    house.intake.accept([house.event("m1")])
    assert house.inbox.take()  # by a worker that dies
    house.clock.forward(seconds=60)
    await house.work()
    assert house.phone.texts() == [TOLD, ECHO]


@pytest.mark.usefixtures("board")
async def test_it_is_never_before_a_danger(house: House) -> None:
    house.bot.answers["cháy"] = Answer(status="safety", text="Gọi 114 ngay.")
    await house.hears(house.event("m1", text="cháy"), house.event("m2"))
    assert house.phone.texts() == ["Gọi 114 ngay.", TOLD, ECHO]


@pytest.mark.usefixtures("board")
async def test_who_writes_english_reads_english(house: House) -> None:
    house.bot.answers["what papers"] = Answer(status="answered", text="Two.", language="en")
    await house.hears(house.event("m1", text="what papers"))
    assert house.phone.texts() == [ENGLISH, "Two."]


async def test_without_english_words_it_is_told_in_vietnamese(house: House) -> None:
    house.board.hold(notice(english=""))
    house.bot.answers["what papers"] = Answer(status="answered", text="Two.", language="en")
    await house.hears(house.event("m1", text="what papers"))
    assert house.phone.texts() == [TOLD, "Two."]


@pytest.mark.usefixtures("board")
async def test_who_only_opens_the_conversation_is_greeted_with_it(house: House) -> None:
    await house.hears(house.event("f", Kind.ARRIVED))
    assert house.phone.texts()[0] == TOLD


async def test_another_notice_is_told_the_same_day(house: House, board: Board) -> None:
    await house.hears(house.event("m1"))
    board.hold(notice(2, text="Cổng đã chạy lại."))
    await house.hears(house.event("m2"))
    assert house.phone.texts() == [TOLD, ECHO, "Cổng đã chạy lại.", ECHO]


@pytest.mark.parametrize(
    "elsewhere",
    [{"channels": ["zalo", "web"]}, {"ends": "2026-01-02T00:00:00+07:00", "starts": "2026-01-01T00:00:00+07:00"},
     {"starts": "2126-01-02T00:00:00+07:00", "ends": "2126-01-03T00:00:00+07:00"}],
)  # fmt: skip
async def test_another_channel_or_another_time_is_quiet(house: House, elsewhere: dict[str, Any]) -> None:
    house.board.hold(notice(**elsewhere))
    await house.hears(house.event("m1"))
    assert house.phone.texts() == [ECHO]


async def test_a_page_shows_it_by_itself(house: House) -> None:
    house.board.hold(notice(channels=["web"]))
    await house.hears(house.event("m1", channel="web"))
    [waiting] = house.outbox.waiting(house.person("an", "web"))
    assert waiting.answer.text == ECHO


@pytest.mark.usefixtures("board")
async def test_who_is_erased_is_remembered_no_more(house: House) -> None:
    await house.hears(house.event("m1"))
    house.inbox.forget(house.person("an"))
    with house.database.read() as session:
        assert session.scalars(sa.select(Talk.noticed)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "loud"}, {"ends": "2020-01-01T00:00:00+07:00"}, {"starts": "hôm nay"}, {"number": None},
     {"starts": "2026-01-01T00:00:00", "ends": "2126-01-01T00:00:00"}],
)  # fmt: skip
async def test_what_is_no_notice_leaves_the_one_that_was(house: House, board: Board, wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        board.hold(notice(**wrong))
    await house.hears(house.event("m1"))
    assert house.phone.texts() == [TOLD, ECHO]
