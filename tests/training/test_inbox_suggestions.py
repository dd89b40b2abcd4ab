"""What is suggested for a text, groups of like texts, and that nothing of it outlives whom it came from."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from conversations.schemas import Heard
from conversations.service import Conversations
from conversations.signals import TurnSignals
from core.db import Database
from core.errors import BadRequest
from core.settings import Settings
from core.text import fold, syllables
from training.corpus.schemas import Target
from training.inbox.grouping import Centre, Groups
from training.inbox.likeness import Index, words_of
from training.inbox.models import UtteranceRow
from training.inbox.ports import Vectors
from training.inbox.schemas import Guess, Item, Reason
from training.inbox.service import Inbox
from training.inbox.suggesting import Suggesting
from training.inbox.vectors import Kept
from training.inbox.voting import vote
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules

NOON = datetime(2026, 11, 2, 5, tzinfo=timezone.utc)
NLU = """nlu:
- intent: ask_fee
  examples: |
    - lệ phí [khai sinh](procedure) bao nhiêu
    - làm hộ chiếu tốn mấy đồng
- intent: ask_time
  examples: |
    - khai sinh mất bao lâu
- intent: emergency
  examples: |
    - nhà tôi đang cháy
"""
RULES = Rules(sample=1.0, second_train=0, second_test=0)


class Sums:
    """An encoder for tests: a text's vector is the sum of a fixed one for each of its syllables."""

    def __init__(self, version: str = "v1") -> None:
        self.version, self.read = version, list[str]()

    def encode(self, texts: list[str]) -> Vectors:
        self.read += texts
        sums = [sum((_of(word) for word in syllables(fold(text))), np.zeros(64)) for text in texts]
        return np.array([one / (np.linalg.norm(one) or 1) for one in sums], np.float32)


def _of(word: str) -> np.ndarray:
    return np.random.default_rng(list(word.encode())).normal(size=64)


class Ear:
    """A running model: hears `ask_fee` unless a text is told of; `name` is `None` while it is down."""

    def __init__(self, name: str | None = "m1", **heard: tuple[tuple[str, float], ...]) -> None:
        self.name, self.heard, self.asked = name, heard, list[str]()

    def model(self) -> str | None:
        return self.name

    def hear(self, text: str) -> Guess | None:
        self.asked.append(text)
        ranking = self.heard.get(text.split()[0], (("ask_fee", 0.7), ("ask_time", 0.2), ("emergency", 0.01)))
        return Guess(ranking, self.name) if self.name else None


class House:
    """Conversations, an inbox and labels over one database, and a checkout with few examples."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database, self.home, self.at = database, home, NOON
        (home / "nlu_data/nlu").mkdir(parents=True)
        (home / "nlu_data/nlu/a.yml").write_text(NLU, "utf-8", newline="")
        settings = Settings(state=home / "var", person_key=SecretStr("k" * 32))
        self.talks = Conversations(database, settings, lambda: self.at)
        self.inbox = Inbox(database, RULES, lambda: self.at)
        self.labels = Labels(database, Known(home, database), RULES)

    def say(self, *texts: str, person: str = "a", **more: object) -> None:
        for text in texts:
            self.at += timedelta(minutes=1)
            self.talks.heard(Heard(person * 32, "rest", text, "not_found", "…", self.at, **more))  # type: ignore[arg-type]
        self.inbox.collect(TurnSignals(self.database))

    def suggesting(self, ear: Ear | None, encoder: Sums | None, rules: Rules = RULES) -> Suggesting:
        return Suggesting(self.database, self.home, self.home / "var/vectors", ear, encoder, rules)

    def look(self, ear: Ear | None = None, encoder: Sums | None = None, rules: Rules = RULES) -> int:
        return self.suggesting(ear, encoder, rules).look()

    def item(self, text: str) -> Item:
        [found] = self.inbox.page(words=text)
        return found


@pytest.fixture
def house(store: Database, tmp_path: Path) -> House:
    return House(store, tmp_path)


@pytest.mark.parametrize("encoder", [Sums(), None], ids=["encoder", "syllables"])
def test_a_text_is_given_what_the_model_hears_and_its_neighbours(house: House, encoder: Sums | None) -> None:
    house.say("le phi khai sinh bao nhieu vay", "gì đâu")
    assert house.look(Ear(), encoder) == 2
    item = house.item("khai sinh")
    assert item.heard == (("ask_fee", 0.7), ("ask_time", 0.2), ("emergency", 0.01))
    first = item.neighbours[0]
    assert (first.text, first.intent) == ("lệ phí khai sinh bao nhiêu", "ask_fee")
    assert [first.text[one.start : one.end] for one in first.entities] == ["khai sinh"]
    assert 0.5 < first.similarity <= 1
    assert [one.similarity for one in item.neighbours] == sorted((one.similarity for one in item.neighbours), reverse=True)
    assert len(item.neighbours) <= 5
    assert (item.suggested, item.intent, item.confidence) == ("ask_fee", "ask_fee", 0.7)
    assert house.look(Ear(), encoder) == 0


def test_what_a_person_brought_in_is_given_suggestions_by_the_next_round(house: House) -> None:
    house.at += timedelta(minutes=1)
    house.talks.heard(Heard("a" * 32, "rest", "khai sinh lệ phí nhiêu", "answered", "…", house.at))
    number = house.inbox.bring(1, TurnSignals(house.database))
    assert house.inbox.get(number).suggested is None
    assert house.look(Ear()) == 1
    assert house.inbox.get(number).suggested == "ask_fee"


def test_without_a_model_neighbours_stand_alone(house: House) -> None:
    house.say("khai sinh mất bao lâu vậy")
    assert house.look() == 1
    assert house.look(Ear(None)) == 0  # one that does not answer is not asked for each text again
    item = house.item("khai sinh")
    assert (item.heard, item.suggested, item.confidence) == ((), "ask_time", None)
    ear = Ear()
    assert (house.look(ear), ear.asked) == (1, ["khai sinh mất bao lâu vậy"])
    assert house.item("khai sinh").heard[0] == ("ask_fee", 0.7)


def test_another_model_or_other_examples_are_met_little_by_little(house: House) -> None:
    house.say("khai sinh tốn gì", "hộ chiếu sao", "cháy rồi đó")
    few = Rules(sample=1.0, looked_again=2)
    assert house.look(Ear("m1"), rules=few) == 3
    second = Ear("m2")
    assert [house.look(second, rules=few) for _ in range(3)] == [2, 1, 0]
    path = house.home / "nlu_data/nlu/a.yml"
    path.write_text(NLU.replace("tốn mấy đồng", "tốn mấy đồng bạc"), "utf-8", newline="")
    assert [house.look(second, rules=few) for _ in range(3)] == [2, 1, 0]
    house.labels.give("giá bao nhiêu", Reading("ask_fee"), Target.TRAIN, "staff:1")
    assert [house.look(second, rules=few) for _ in range(3)] == [2, 1, 0]


def test_what_a_new_model_hears_weighs_anew(house: House) -> None:
    house.say("cứu người với")
    house.look(Ear(cứu=(("ask_fee", 0.5),)))
    before = house.item("cứu")
    house.look(Ear("m2", cứu=(("ask_fee", 0.5), ("emergency", 0.3))))
    after = house.item("cứu")
    assert (before.weight.harm, after.weight.harm, after.danger) == (1.5, 10.0, 0.3)


def test_texts_are_encoded_once(house: House) -> None:
    encoder = Sums()
    house.say("khai sinh tốn gì")
    house.look(None, encoder)
    assert sorted(encoder.read) == sorted(
        ["lệ phí khai sinh bao nhiêu", "làm hộ chiếu tốn mấy đồng", "khai sinh mất bao lâu", "nhà tôi đang cháy", "khai sinh tốn gì"]
    )
    house.labels.give("giá bao nhiêu", Reading("ask_fee"), Target.TRAIN, "staff:1")
    house.say("hộ chiếu sao")
    encoder.read.clear()
    assert house.look(None, encoder) == 2
    assert sorted(encoder.read) == ["giá bao nhiêu", "hộ chiếu sao"]
    other = Sums("v2")
    assert house.look(None, other) == 2
    assert "khai sinh tốn gì" in other.read
    assert [path.name for path in (house.home / "var/vectors").iterdir()] == ["v2.npz"]


def test_while_many_examples_are_encoded_nobody_waits(house: House) -> None:
    examples = "".join(f"    - câu mẫu thứ {number} về đất\n" for number in range(310))
    (house.home / "nlu_data/nlu/b.yml").write_text(f"nlu:\n- intent: ask_land\n  examples: |\n{examples}", "utf-8")
    house.say("câu này về đất")
    seen = []

    class Slow(Sums):
        def encode(self, texts: list[str]) -> Vectors:
            seen.append(house.item("đất").suggested)
            return super().encode(texts)

    house.look(None, Slow())
    assert set(seen) == {"ask_land"}
    assert house.look(None, Sums()) == 0


def test_a_broken_file_of_examples_is_told_and_the_texts_stay(house: House) -> None:
    (house.home / "nlu_data/nlu/b.yml").write_bytes(b"\xff\xfe nlu")
    house.say("khai sinh tốn gì")
    with pytest.raises(BadRequest, match=r"b\.yml"):
        house.look()
    assert house.item("khai sinh").neighbours == ()


def test_like_texts_are_one_group(house: House) -> None:
    house.say("lệ phí làm khai sinh bao nhiêu", "le phi lam khai sinh bao nhieu a", "trời hôm nay đẹp", person="a")
    house.say("lệ phí làm khai sinh bao nhiêu ạ em", "lệ phí làm khai sinh bao nhiêu vậy", person="b")
    house.look(Ear(), Sums())
    [group] = house.inbox.clusters()
    assert (group.size, group.times, group.suggested, len(group.items)) == (4, 4, "ask_fee", 4)
    assert group.usefulness == pytest.approx(sum(item.weight.usefulness for item in group.items))
    assert {item.cluster for item in group.items} == {group.id}
    assert [item.id for item in house.inbox.cluster(group.id)] == [item.id for item in group.items]
    house.say("lệ phí làm khai sinh bao nhiêu nha", person="c")
    house.look(Ear(), Sums())
    [group] = house.inbox.clusters()
    assert group.size == 5
    given = house.labels.give_many([item.text for item in group.items], "ask_fee", Target.TRAIN, "staff:1")
    assert (len(given.labelled), given.refused) == (5, [])
    assert (house.inbox.clusters(), house.inbox.cluster(group.id)) == ([], [])


def test_groups_come_by_what_labelling_them_is_worth(house: House) -> None:
    for number, word in enumerate(("một", "hai", "ba", "bốn")):
        house.say(*[f"{word} {word}a {word}b {word}c {end}" for end in ("x", "y", "z", "t")[: number + 1]])
    house.look(Ear())
    sizes = [group.size for group in house.inbox.clusters()]
    assert sizes == [4, 3, 2]
    assert [group.size for group in house.inbox.clusters(1, 1)] == [3]
    assert house.inbox.clusters(9) == []


@pytest.mark.parametrize("encoder", [Sums(), None], ids=["encoder", "syllables"])
def test_a_danger_is_in_no_group(house: House, encoder: Sums | None) -> None:
    texts = ["nhà tôi đang cháy rồi", "nhà tôi đang cháy quá", "nhà tôi đang cháy nè"]
    house.say(*texts)
    house.look(Ear(nhà=(("emergency", 0.9), ("ask_fee", 0.05))), encoder)
    assert (house.inbox.clusters(), [item.cluster for item in house.inbox.page()]) == ([], [None] * 3)


def test_a_text_that_turns_out_a_danger_leaves_its_group(house: House) -> None:
    house.say("nhà ở đó thế nào rồi", "nhà ở đó thế nào vậy")
    house.look(Ear())
    [group] = house.inbox.clusters()
    house.say("nhà ở đó thế nào rồi", person="b", intent="ask_fee", confidence=0.4, danger=0.5)
    assert house.inbox.clusters() == []
    assert [item.text for item in house.inbox.cluster(group.id)] == ["nhà ở đó thế nào vậy"]
    house.look(Ear("m2", nhà=(("emergency", 0.9),)))
    assert {item.cluster for item in house.inbox.page()} == {None}


def test_texts_taken_for_two_things_are_not_in_one_group(house: House) -> None:
    house.say("giấy tờ nhà đất ở quận này", "gấp giấy tờ nhà đất ở quận này")
    house.look(Ear(gấp=(("ask_time", 0.9),)))
    assert house.inbox.clusters() == []
    house.look(Ear("m2"))
    assert [group.size for group in house.inbox.clusters()] == [2]
    house.look(Ear("m3", giấy=(("ask_time", 0.9),)))
    assert house.inbox.clusters() == []
    assert len({item.cluster for item in house.inbox.page()}) == 2


def test_a_neighbour_that_is_in_no_file_leaves_with_whoever_wrote_it(house: House) -> None:
    house.say("phí trước bạ xe máy của nhà", person="a")
    house.say("phí trước bạ xe máy ra sao", person="b")
    house.labels.give("phí trước bạ xe máy của nhà", Reading("ask_fee"), Target.TRAIN, "staff:1")
    house.look(Ear())
    assert house.item("ra sao").neighbours[0].text == "phí trước bạ xe máy của nhà"
    stored = _stored(house, "ra sao")
    assert "của nhà" not in stored
    assert "\\u1ee7a nh" not in stored
    house.labels.undo("staff:1")
    house.talks.erase("a" * 32)
    assert [one.text for one in house.item("ra sao").neighbours if "của nhà" in one.text] == []


def test_suggestions_leave_with_their_text(house: House) -> None:
    house.say("lệ phí khai sinh của tôi")
    house.look(Ear(), Sums())
    house.talks.erase("a" * 32)
    with house.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UtteranceRow)) == 0
    kept = (house.home / "var/vectors/v1.npz").read_bytes()
    house.look(Ear(), Sums())
    assert (house.home / "var/vectors/v1.npz").read_bytes() == kept


def _stored(house: House, text: str) -> str:
    with house.database.read() as session:
        query = sa.select(sa.cast(UtteranceRow.neighbours, sa.Text)).where(UtteranceRow.folded.contains(fold(text)))
        return str(session.scalar(query))


def test_reading_ahead_leaves_nothing_out_and_search_knows_no_accents(house: House) -> None:
    house.say(*[f"câu hỏi số {number} về hộ khẩu" for number in range(30)], "LỆ PHÍ khai sinh 100%_ nhé")
    seen: list[int] = []
    while found := house.inbox.next(after=seen[-1] if seen else None, most=7):
        house.labels.discard(found[0].text, "staff:1")
        seen += [item.id for item in found]
    assert (len(seen), len(set(seen))) == (31, 31)
    assert house.inbox.counts() == {"open": 26, "discarded": 5}
    assert [item.text for item in house.inbox.page(words="sinh le PHI")] == ["LỆ PHÍ khai sinh 100%_ nhé"]
    assert house.inbox.count(words="ho khau") == 25
    assert house.inbox.count(words="100%_") == 1
    assert house.inbox.count(words="%") == house.inbox.count(words="_") == 1
    assert house.inbox.count(words="\u200b") == 26
    assert house.inbox.next(after=2**31 - 1, most=1)[0].id == house.inbox.page(most=1)[0].id
    assert house.inbox.by_reason()[Reason.FALLBACK] == house.inbox.count(reason=Reason.FALLBACK) == 26
    assert house.inbox.by_reason()[Reason.BAD] == 0


def test_the_last_round_is_told(house: House) -> None:
    assert house.inbox.collected() is None
    house.say("một câu")
    assert house.inbox.collected() == house.at


def test_votes_are_as_reckoned_by_hand() -> None:
    assert vote([], []) is None
    assert vote([("a", 0.4), ("b", 0.3)], []) == "a"
    assert vote([("a", 0.4), ("b", 0.3)], [("b", 0.8), ("c", 0.8)]) == "b"  # .4 against .3 + .4
    assert vote([("a", 0.5)], [("b", 0.6), ("b", 0.6)]) == "b"  # neighbours of one mind have all of their vote
    assert vote([("a", 0.5)], [("b", 0.4), ("b", 0.4)]) == "a"  # and it is no more than the nearest is like
    assert vote([("a", 0.1)], [("b", 0.0)]) == "a"


def test_likeness_is_as_reckoned_by_hand() -> None:
    index = Index(["một hai", "một hai ba bốn", "năm"], None)
    assert index.nearest("MOT HAI", None, 5) == [(0, 1.0), (1, 0.5)]
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    found = Index(["một hai", "một hai ba bốn", "năm"], vectors).nearest("một hai", np.array([0, 1], np.float32), 2)
    assert [number for number, _ in found] == [1, 2]
    assert [alike for _, alike in found] == pytest.approx([1.15 / 1.3, 0.8 / 1.3])
    assert Index([], None).nearest("một", None, 5) == []
    assert Index(["😀"], None).nearest("😀", None, 5) == []  # without a syllable nothing is alike


def test_a_text_joins_the_first_of_its_group_and_no_other() -> None:
    groups = Groups([("a", Centre(7, words_of("một hai ba"), None))], last=9)
    assert groups.place("a", words_of("một hai ba bốn"), None) == 7
    assert groups.place("b", words_of("một hai ba"), None) == 10
    assert groups.place("a", words_of("bốn năm"), None) == 11  # like one that joined, unlike the first
    assert groups.place("a", words_of("bốn năm sáu"), None) == 11
    assert groups.place("a", words_of("một hai ba"), np.array([1, 0], np.float32)) == 12  # what cannot be compared is apart


@pytest.mark.parametrize("damage", [lambda raw: b"", lambda raw: raw[:40], lambda raw: b"\xff" * 99, lambda raw: raw[:-30]])
def test_a_damaged_file_of_vectors_is_made_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    encoder = Sums()
    before = Kept(encoder, tmp_path).of(["một", "hai"])
    path = tmp_path / "v1.npz"
    path.write_bytes(damage(path.read_bytes()))
    encoder.read.clear()
    assert np.array_equal(Kept(encoder, tmp_path).of(["một", "hai"]), before)
    assert encoder.read == ["một", "hai"]


def test_a_file_of_vectors_keeps_what_is_an_example_and_no_more(tmp_path: Path) -> None:
    encoder = Sums()
    Kept(encoder, tmp_path).of(["một", "hai", "một"])
    encoder.read.clear()
    assert Kept(encoder, tmp_path).of(["hai"]).shape == (1, 64)
    assert encoder.read == []
    Kept(encoder, tmp_path).of(["một"])
    assert encoder.read == ["một"]
