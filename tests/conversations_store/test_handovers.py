"""The queue: one open request a person, and no step that is not allowed."""

from itertools import product

import pytest

from conversations.models import _NEXT, Handover
from conversations.schemas import HandoverState as State
from conversations.service import Conversations
from core.errors import Conflict, NotFound, TooManyRequests
from tests.conversations_store.conftest import AN, BINH, Clock, heard

ALLOWED = {
    (State.WAITING, State.TAKEN), (State.WAITING, State.WITHDRAWN), (State.WAITING, State.EXPIRED),
    (State.TAKEN, State.WAITING), (State.TAKEN, State.CLOSED), (State.TAKEN, State.WITHDRAWN),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_each_step_is_allowed_or_refused(before: State, after: State, clock: Clock) -> None:
    row = Handover(id=1, state=before.value, contact="0909123456")
    if (before, after) in ALLOWED:
        row.move(after, clock())
        assert row.state == after.value
        assert (row.contact is None) == (not _NEXT[after])
    else:
        with pytest.raises(Conflict):
            row.move(after, clock())
        assert row.state == before.value


def test_a_request_spares_repeating(conversations: Conversations, clock: Clock) -> None:
    conversations.heard(heard(clock, "mấy hôm trước"))
    clock.forward(days=1)
    for number in range(8):
        conversations.heard(heard(clock, f"câu {number}, sđt 0909123456", status="not_found"))
    handed = conversations.handovers.open(AN, "rest", ward="26740", procedure="1.001193", failures=0)
    conversations.heard(heard(clock, '/pick{"option":"human:open"}', person=BINH))
    conversations.handovers.open(BINH, "rest")
    entry, other = conversations.handovers.queue()
    assert other["turns"] == []
    assert entry["number"] == handed.number == "CB-0001"
    assert [said["question"] for said in entry["turns"]] == [f"câu {n}, sđt [số điện thoại]" for n in range(2, 8)]
    assert (entry["ward"], entry["procedure"], entry["contact"]) == ("26740", "1.001193", None)
    assert "failures" not in entry


def test_asking_again_gives_the_same_request(conversations: Conversations) -> None:
    first, second = (conversations.handovers.open(AN, "rest") for _ in range(2))
    assert (first.number == second.number, first.new, second.new) == (True, True, False)
    assert conversations.handovers.open(BINH, "rest").number != first.number


def test_an_officer_takes_and_closes(conversations: Conversations) -> None:
    number = conversations.handovers.open(AN, "rest").number
    assert conversations.handovers.move(number, State.TAKEN).state is State.TAKEN
    assert conversations.handovers.queue() == []
    with pytest.raises(Conflict):
        conversations.handovers.move(number, State.EXPIRED)
    assert conversations.handovers.move(number.lower(), State.CLOSED).state is State.CLOSED
    assert conversations.handovers.mine(AN) is None


@pytest.mark.parametrize("number", ["", "CB-", "CB-9", "PA-1", "x" * 1000, "9" * 50, "-1", "1; drop table handovers"])
def test_a_number_nobody_has(conversations: Conversations, number: str) -> None:
    with pytest.raises(NotFound):
        conversations.handovers.move(number, State.TAKEN)


def test_a_contact_comes_with_consent_and_goes_with_the_request(conversations: Conversations) -> None:
    assert not conversations.handovers.reach(AN, "0909123456", "…")
    conversations.handovers.open(AN, "rest")
    assert conversations.handovers.reach(AN, "0909123456", "lưu để liên hệ")
    assert conversations.handovers.queue()[0]["contact"] == "0909123456"
    assert conversations.handovers.unreach(AN)
    assert not conversations.handovers.unreach(AN)
    conversations.handovers.reach(AN, "a@b.vn", "lưu để liên hệ")
    withdrawn = conversations.handovers.withdraw(AN)
    assert withdrawn is not None
    assert (withdrawn.state, withdrawn.contact) == (State.WITHDRAWN, None)
    assert conversations.handovers.withdraw(AN) is None


def test_what_nobody_takes_ends(conversations: Conversations, clock: Clock) -> None:
    conversations.handovers.open(AN, "rest")
    clock.forward(days=7, seconds=1)
    assert conversations.sweep()["expired"] == 1
    assert [handed.state for handed in conversations.data_of(AN).handovers] == [State.EXPIRED]
    clock.forward(days=91)
    assert conversations.sweep()["handovers"] == 1


def test_a_request_that_ends_by_itself_ends_the_consent_too(conversations: Conversations, clock: Clock) -> None:
    conversations.handovers.open(AN, "rest")
    conversations.handovers.reach(AN, "0909123456", "lưu để liên hệ")
    clock.forward(days=7, seconds=1)
    conversations.sweep()
    conversations.handovers.open(AN, "rest")
    conversations.handovers.reach(AN, "0909123456", "lưu lần nữa")
    assert conversations.erase(AN).counts["consents"] == 2


def test_a_request_somebody_took_and_forgot_goes_with_its_contact(conversations: Conversations, clock: Clock) -> None:
    number = conversations.handovers.open(AN, "rest").number
    conversations.handovers.reach(AN, "0909123456", "lưu để liên hệ")
    clock.forward(days=6)
    conversations.handovers.move(number, State.TAKEN)
    clock.forward(days=84, seconds=1)
    gone = conversations.sweep()
    assert (gone["handovers"], gone["consents"]) == (1, 1)
    assert conversations.handovers.queue(*State) == []


def test_nobody_fills_the_queue(conversations: Conversations, clock: Clock) -> None:
    for _ in range(5):
        conversations.handovers.open(AN, "rest")
        conversations.handovers.withdraw(AN)
    with pytest.raises(TooManyRequests):
        conversations.handovers.open(AN, "rest")
    clock.forward(days=1, seconds=1)
    assert conversations.handovers.open(AN, "rest").new
