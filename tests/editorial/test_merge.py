"""Two people write one record: nothing that either wrote is lost."""

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, Forbidden
from knowledge.editorial import content
from knowledge.editorial.merge import merge
from tests.editorial.conftest import AN, BINH, CHI, CODE, Room, fee

_TEXT = st.sampled_from([None, "a", "b", "c"])
_LIST = st.lists(st.sampled_from("xyz"), max_size=3)
RECORDS = st.fixed_dictionaries({"place": _TEXT, "agency": _TEXT, "result": _TEXT, "steps": _LIST, "subjects": _LIST})


@given(RECORDS, RECORDS, RECORDS)
def test_nothing_that_was_written_is_lost(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    merged = merge(base, theirs, mine)
    result = {**theirs, **merged.mine}
    torn = {one.field: one for one in merged.conflicts}
    for name in base:
        if mine[name] != base[name]:
            assert result[name] == mine[name] or torn[name].mine == mine[name]
        if theirs[name] != base[name]:
            assert result[name] == theirs[name]
        if theirs[name] == mine[name] == base[name]:
            assert result[name] == base[name]
    assert not torn.keys() & merged.mine.keys()


@given(RECORDS, RECORDS, RECORDS)
def test_without_a_conflict_it_does_not_matter_who_came_first(base: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = merge(base, one, other), merge(base, other, one)
    assert {each.field for each in first.conflicts} == {each.field for each in second.conflicts}
    if not first.conflicts:
        assert {**one, **first.mine} == {**other, **second.mine}


def test_two_people_in_different_fields(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    room.drafts.save(version.id, AN, 0, {"place": "Quầy số 5"})
    saved = room.drafts.save(version.id, BINH, 0, {"methods": fee(50_000), "place": "Quầy số 3, Thư viện phường"})
    assert (saved.written, saved.theirs, saved.conflicts) == (("methods",), ("place",), ())
    now = room.history.version(version.id)
    assert now.content["place"] == "Quầy số 5"
    assert now.content["methods"][0]["fees"][0]["amount_vnd"] == 50_000
    assert (now.revision, now.editors) == (2, [AN, BINH])


def test_what_somebody_types_back_is_kept(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    before = version.content["place"]
    room.drafts.save(version.id, AN, 0, {"place": "Quầy số 5"})
    back = room.drafts.save(version.id, AN, 0, {"place": before})  # its page has not heard of the first save yet
    assert (back.written, back.theirs, back.version.content["place"]) == (("place",), (), before)
    room.drafts.save(version.id, BINH, 2, {"place": "Quầy số 6"})
    torn = room.drafts.save(version.id, AN, 2, {"place": "Quầy số 7"})
    assert (torn.version.content["place"], torn.conflicts[0].mine) == ("Quầy số 6", "Quầy số 7")
    assert [room.history.at(version.id, revision)["place"] for revision in range(4)] == [before, "Quầy số 5", before, "Quầy số 6"]


def test_where_a_content_comes_from_is_kept_with_the_content(desk: Room) -> None:
    version = desk.drafts.open(CODE, AN)
    desk.drafts.save(version.id, AN, 0, {"place": "Quầy số 5"}, {"place": "Công văn 5"})
    late = {"place": "Công văn 7", "result": "Quyết định 7", "valid_to": "Quyết định 8"}
    saved = desk.drafts.save(version.id, BINH, 0, {"place": "Quầy số 7", "result": "Thẻ nhựa", "valid_to": "mai"}, late)
    assert saved.wrong.keys() == {"valid_to"}
    assert saved.version.sources == {"place": "Công văn 5", "result": "Quyết định 7"}


def test_what_comes_after_the_handing_over_is_kept_aside(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    room.drafts.save(version.id, AN, 0, {"place": "Quầy số 5"})
    room.review.submit(version.id, AN, 1)
    late = room.drafts.save(version.id, CHI, 1, {"place": "Quầy số 8", "result": "Thẻ nhựa"}, {"place": "Công văn 8"})
    assert (late.written, {one.field for one in late.conflicts}) == ((), {"place", "result"})
    now = room.history.version(version.id)
    assert (now.content["place"], now.revision, now.sources) == ("Quầy số 5", 1, {})
    assert {one.field: one.value for one in room.drafts.asides(version.id)} == {"place": "Quầy số 8", "result": "Thẻ nhựa"}
    with pytest.raises(Forbidden):
        room.review.approve(version.id, CHI, 1)
    room.review.take_back(version.id, AN)
    with pytest.raises(Conflict, match="kept aside"):
        room.review.submit(version.id, AN, 1)
    for one in room.drafts.asides(version.id):
        room.drafts.drop_aside(version.id, AN, one.save, one.field)
    room.review.submit(version.id, AN, 1)
    room.review.approve(version.id, BINH, 1)
    with pytest.raises(Conflict):
        room.drafts.save(version.id, CHI, 1, {"result": "Thẻ giấy"})


def test_what_another_typed_meanwhile_is_not_handed_over_unread(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    room.drafts.save(version.id, BINH, 0, {"place": "Quầy số 5"})
    with pytest.raises(Conflict, match="since it was read"):
        room.review.submit(version.id, AN, 0)
    assert room.review.submit(version.id, AN, 1).state == "in_review"


def test_two_people_in_the_same_field(room: Room) -> None:
    version = room.drafts.open(CODE, AN)
    room.drafts.save(version.id, AN, 0, {"place": "Quầy số 5"})
    for _ in range(2):  # a page that saves by itself sends it again before anybody has chosen
        saved = room.drafts.save(version.id, BINH, 0, {"place": "Quầy số 7", "result": "Thẻ nhựa"})
        (torn,) = saved.conflicts
        assert (torn.base, torn.theirs, torn.mine) == ("Quầy số 3, Thư viện phường", "Quầy số 5", "Quầy số 7")
    now = room.history.version(version.id)
    assert (now.content["place"], now.content["result"], now.revision) == ("Quầy số 5", "Thẻ nhựa", 2)
    (aside,) = room.drafts.asides(version.id)
    assert (aside.by, aside.field, aside.value) == (BINH, "place", "Quầy số 7")
    chosen = room.drafts.save(version.id, BINH, now.revision, {"place": aside.value})
    room.drafts.drop_aside(version.id, BINH, aside.save, "place")
    assert chosen.version.content["place"] == "Quầy số 7"
    assert room.drafts.asides(version.id) == []


def test_two_people_who_type_at_the_same_moment(room: Room) -> None:
    version = room.drafts.open(CODE, AN).id
    mine = {AN: ("place", "agency", "result", "decision_number"), BINH: ("steps", "subjects", "requirements", "aliases")}
    wrong: list[Exception] = []

    def type_on(who: str) -> None:
        try:
            for turn in range(5):
                for name in mine[who]:
                    said = f"{who} {turn}"
                    room.drafts.save(version, who, 0, {name: said if who == AN else [said]})
        except Exception as error:
            wrong.append(error)

    # Both send what they type on the revision they opened: one's own earlier words are in nobody's way.
    writers = [threading.Thread(target=type_on, args=(who,)) for who in mine]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert wrong == []
    now, asides = room.history.version(version), room.drafts.asides(version)
    assert (now.revision, asides) == (40, [])
    for who, names in mine.items():
        assert [now.content[name] for name in names] == [f"{who} 4" if who == AN else [f"{who} 4"]] * 4


@given(st.lists(st.tuples(st.sampled_from([AN, BINH]), st.integers(0, 3), RECORDS), max_size=6))
def test_the_content_of_every_revision_can_be_had_again(edits: list[tuple[str, int, dict[str, Any]]]) -> None:
    """The saves are kept as what they replaced; played backwards they give every state there was."""
    state, states, saves = content.empty(CODE), [], []
    for _, back, sent in edits:
        states.append(state)
        base = states[max(0, len(states) - 1 - back)]
        mine, _ = content.taken(base, sent)
        merged = merge(base, state, mine)
        saves.append({name: state.get(name) for name in merged.mine})
        state = {**state, **merged.mine}
    for expected, before in zip(reversed(states), reversed(saves), strict=True):
        state = {**state, **before}
        assert state == expected
