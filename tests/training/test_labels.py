"""Labels: who said what, whether they agree, what is refused, and that no text is in both sets."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.db import Database
from core.errors import BadRequest, Conflict, NotFound
from training.corpus.schemas import Entity, Target
from training.inbox.models import Discarded, Occurrence, UtteranceRow
from training.inbox.service import Inbox
from training.labels.agreement import agreement, reckoned
from training.labels.export import Exports
from training.labels.kappa import Kappa, cohen
from training.labels.known import Known
from training.labels.models import LabelText, Opinion
from training.labels.schemas import Kind, Reading, State, Warned
from training.labels.service import Labels
from training.rules import Rules
from training.texts import key_of

NLU = "nlu:\n- intent: ask_fee\n  examples: |\n    - lệ phí bao nhiêu vậy em ơi\n- intent: greet\n  examples: |\n    - xin chào\n"
TEST = "nlu:\n- intent: greet\n  examples: |\n    - hế lô bạn nhé\n"
ONE, TWO, THREE = "staff:1", "staff:2", "staff:3"
ALONE, BOTH = Rules(second_train=0, second_test=0), Rules(second_train=1, second_test=1)
FEE, GREET = Reading("ask_fee"), Reading("greet")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in (("nlu_data/nlu/a.yml", NLU), ("tests/nlu_holdout/t.yml", TEST)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, "utf-8", newline="")
    return tmp_path


@pytest.fixture
def make(home: Path, store: Database) -> Callable[[Rules], Labels]:
    return lambda rules: Labels(store, Known(home, store), rules)


@pytest.fixture
def labels(make: Callable[[Rules], Labels]) -> Labels:
    return make(ALONE)


@pytest.fixture
def strict(make: Callable[[Rules], Labels]) -> Labels:
    return make(BOTH)


def test_one_reader_is_enough_unless_the_text_is_sampled_or_a_danger(labels: Labels, strict: Labels) -> None:
    assert labels.give("tốn mấy đồng", FEE, Target.TRAIN, ONE).state is State.AGREED
    assert labels.give("nhà đang cháy", Reading("emergency"), Target.TRAIN, ONE).state is State.SECOND
    assert strict.give("giá sao", FEE, Target.TEST, ONE).state is State.SECOND
    assert strict.give("giá sao", FEE, Target.TEST, TWO).state is State.AGREED
    assert labels.counts() == {"agreed": 2, "second": 1}


def test_a_dispute_is_settled_by_a_third_or_by_thinking_again(strict: Labels) -> None:
    strict.give("giá sao", FEE, Target.TRAIN, ONE)
    assert strict.give("giá sao", GREET, Target.TRAIN, TWO).state is State.DISPUTED
    settled = strict.give("gia sao", FEE, Target.TRAIN, THREE)
    assert (settled.state, settled.reading, settled.text) == (State.AGREED, FEE, "giá sao")
    assert strict.give("giá sao", GREET, Target.TRAIN, THREE).reading == GREET
    strict.give("chào bác", FEE, Target.TRAIN, ONE)
    strict.give("chào bác", GREET, Target.TRAIN, TWO)
    assert strict.give("chào bác", GREET, Target.TRAIN, ONE).state is State.AGREED
    marked = Reading("ask_fee", (Entity(0, 3, "amount"),))
    strict.give("phí nào", FEE, Target.TRAIN, ONE)
    assert strict.give("phí nào", marked, Target.TRAIN, TWO).state is State.DISPUTED


def test_undo_brings_back_what_held_before(labels: Labels) -> None:
    labels.give("giá sao", FEE, Target.TRAIN, ONE)
    labels.give("giá sao", GREET, Target.TRAIN, ONE)
    assert labels.undo(ONE) == "giá sao"
    assert labels.get(key_of("giá sao")).reading == FEE
    labels.undo(ONE)
    with pytest.raises(NotFound):
        labels.get(key_of("giá sao"))
    with pytest.raises(NotFound):
        labels.undo(ONE)


def test_flags_and_discards(labels: Labels, store: Database) -> None:
    labels.give("giá sao", FEE, Target.TRAIN, ONE)
    assert labels.flag("giá sao", TWO, note="không hiểu").state is State.FLAGGED
    labels.undo(TWO)
    assert labels.discard("giá sao", TWO).state is State.DISPUTED
    assert labels.discard("giá sao", ONE).state is State.DISCARDED
    with store.read() as session:
        assert session.scalars(sa.select(Discarded.key)).all() == [key_of("giá sao")]
    labels.undo(ONE)
    with store.read() as session:
        assert session.scalars(sa.select(Discarded.key)).all() == []
    assert [view.kind for view in labels.get(key_of("giá sao")).opinions] == [Kind.LABEL, Kind.DISCARD]


def test_an_import_only_proposes(labels: Labels) -> None:
    proposed = labels.give("giá sao", GREET, Target.TRAIN, "import:a.csv", origin="import")
    assert (proposed.state, proposed.reading) == (State.PROPOSED, GREET)
    assert labels.give("giá sao", FEE, Target.TRAIN, ONE).state is State.AGREED


def test_a_stale_page_is_told(labels: Labels) -> None:
    seen = labels.give("giá sao", FEE, Target.TRAIN, ONE)
    labels.give("giá sao", FEE, Target.TRAIN, TWO)
    with pytest.raises(Conflict):
        labels.give("giá sao", GREET, Target.TRAIN, THREE, revision=seen.revision)
    with pytest.raises(Conflict):
        labels.give("mới toanh", GREET, Target.TRAIN, THREE, revision=1)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "gọi tôi 0912345678", "[x](y)", "a\x00b"])
def test_what_is_no_example_is_refused(labels: Labels, text: str) -> None:
    with pytest.raises(BadRequest):
        labels.give(text, FEE, Target.TRAIN, ONE)
    assert labels.counts() == {}


def test_spans_that_are_none_are_refused(labels: Labels) -> None:
    for entity in (Entity(0, 99, "a"), Entity(3, 2, "a"), Entity(-1, 2, "a")):
        with pytest.raises(BadRequest):
            labels.give("giá sao", Reading("ask_fee", (entity,)), Target.TRAIN, ONE)


def test_spans_stay_over_their_words_when_blanks_and_forms_go(labels: Labels) -> None:
    text = "  giá the\u0309 👨\u200d👩\u200d👧 [họ tên] "
    start = text.index("the")
    given = labels.give(text, Reading("ask_fee", (Entity(start, start + 4, "paper"),)), Target.TRAIN, ONE)
    assert given.reading
    [entity] = given.reading.entities
    assert (given.text[entity.start : entity.end], given.text) == ("thẻ", "giá thẻ 👨\u200d👩\u200d👧 [họ tên]")


def test_a_text_of_the_other_set_is_refused(labels: Labels) -> None:
    for text, target in (("XIN CHAO", Target.TEST), ("hế lô bạn nhé", Target.TRAIN)):
        with pytest.raises(Conflict):
            labels.give(text, GREET, target, ONE)


def test_the_database_lets_no_text_be_in_both_sets(labels: Labels, store: Database) -> None:
    labels.give("giá sao", FEE, Target.TRAIN, ONE)
    assert labels.give("GIA SAO", FEE, Target.TEST, ONE).target is Target.TEST
    with store.read() as session:
        assert [row.target for row in session.scalars(sa.select(LabelText))] == ["test"]

    def insert(key: str, target: str) -> None:
        values = {"key": key, "text": "x", "target": target, "state": "agreed", "entities": [], "origin": "typed", "second": False}
        with store.begin() as session:
            row = LabelText(**values, revision=0, made=sa.func.now(), changed=sa.func.now())
            session.add(row)

    with pytest.raises(sa.exc.IntegrityError):
        insert(key_of("giá sao"), "train")
    with pytest.raises(sa.exc.IntegrityError):
        insert("x", "both")


def test_two_at_once_are_both_heard(make: Callable[[Rules], Labels]) -> None:
    labels, done = make(BOTH), []

    def give(by: str) -> None:
        for _ in range(20):  # who is told of a conflict tries again
            try:
                done.append(labels.give("cùng lúc", FEE, Target.TRAIN, by))
            except Conflict:
                continue
            return

    people = [threading.Thread(target=give, args=(f"staff:{number}",)) for number in range(6)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len(done) == 6
    assert len(labels.get(key_of("cùng lúc")).opinions) == 6


def test_warnings_come_before_saving(labels: Labels, home: Path, store: Database) -> None:
    known = Known(home, store)

    def warned(text: str, intent: str, target: Target = Target.TRAIN) -> list[tuple[Warned, str | None]]:
        return [(one.kind, one.file) for one in known.warnings(text, intent, target)]

    ours = "nlu_data/nlu/a.yml"
    assert warned("LE PHI bao nhieu vay em oi", "ask_fee") == [(Warned.SAME, ours)]
    assert warned("lệ phí bao nhiêu vậy em ơi", "greet") == [(Warned.CONFLICT, ours)]
    assert warned("lệ phí bao nhiêu vậy em ơi", "ask_fee", Target.TEST) == [(Warned.OTHER_SET, ours)]
    assert warned("lệ phí bao nhiêu vậy em", "ask_fee") == [(Warned.NEAR, ours)]
    assert warned("lệ phí bao nhiêu vậy em", "greet") == [(Warned.NEAR_CONFLICT, ours)]
    assert warned("chẳng giống gì", "greet") == []
    labels.give("chẳng giống gì", FEE, Target.TRAIN, ONE)
    assert warned("chang giong gi", "greet") == [(Warned.CONFLICT, None)]
    (home / ours).write_text(NLU + "    - chào buổi tối\n", "utf-8")
    assert warned("chào buổi tối", "greet") == [(Warned.SAME, ours)]
    assert known.neighbours("lệ phí bao nhiêu")[0][2] == "ask_fee"


def test_warnings_follow_labels_that_come_change_and_go(labels: Labels, home: Path, store: Database) -> None:
    known = Known(home, store)

    def warned() -> list[tuple[Warned, str]]:
        return [(one.kind, one.intent) for one in known.warnings("GIA SAO", "ask_fee", Target.TRAIN)]

    assert warned() == []
    labels.give("giá sao", GREET, Target.TRAIN, ONE)
    assert warned() == [(Warned.CONFLICT, "greet")]
    labels.give("giá sao", FEE, Target.TRAIN, ONE)
    assert warned() == [(Warned.SAME, "ask_fee")]
    labels.discard("giá sao", ONE)
    assert warned() == []
    labels.undo(ONE)
    assert warned() == [(Warned.SAME, "ask_fee")]
    labels.undo(ONE)
    labels.undo(ONE)
    assert warned() == []
    labels.give("gia sáo", GREET, Target.TRAIN, ONE)
    assert warned() == [(Warned.CONFLICT, "greet")]


def test_a_second_reader_is_not_shown_what_they_have_read(strict: Labels) -> None:
    strict.give("giá sao", FEE, Target.TRAIN, ONE)
    strict.give("phí nào", FEE, Target.TRAIN, TWO)
    assert [one.text for one in strict.page(State.SECOND, not_by=ONE)] == ["phí nào"]
    assert len(strict.page(State.SECOND, State.AGREED)) == 2


def utterance(store: Database, text: str, turn: int) -> None:
    from core.clock import now

    with store.begin() as session:
        row = UtteranceRow(key=key_of(text), text=text, state="open", times=1, first=now(), last=now(), status="answered", reason="sample")
        row.uncertainty = row.frequency = row.harm = row.usefulness = 1.0
        session.add(row)
        session.flush()
        session.add(Occurrence(turn_id=turn, utterance_id=row.id, at=now(), reasons="sample"))


def test_the_inbox_follows_the_labels(labels: Labels, strict: Labels, store: Database) -> None:
    for turn, text in enumerate(("giá sao", "phí nào", "chà chà")):
        utterance(store, text, turn)
    labels.give("giá sao", FEE, Target.TRAIN, ONE)
    strict.give("phí nào", FEE, Target.TRAIN, ONE)
    labels.discard("chà chà", ONE)
    assert Inbox(store).counts() == {"labelled": 2, "discarded": 1}
    labels.undo(ONE)
    assert Inbox(store).counts() == {"labelled": 2, "open": 1}
    with store.begin() as session:  # as if all their turns had been erased
        session.execute(sa.delete(UtteranceRow))
    assert labels.counts() == {"agreed": 1}
    with store.read() as session:
        assert session.scalars(sa.select(Opinion.key).distinct()).all() == [key_of("giá sao")]


def test_kappa_is_as_reckoned_by_hand() -> None:
    """Cohen's own form: 20 both yes, 5 and 10 differ, 15 both no: observed .7, expected .5, kappa .4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    kappa = cohen(pairs)
    assert kappa.texts == 50
    assert (kappa.observed, kappa.expected) == pytest.approx((0.7, 0.5))
    assert kappa.value == pytest.approx(0.4)
    assert cohen([("a", "b"), ("b", "a")]).value == pytest.approx(-1.0)
    assert cohen([("a", "a"), ("b", "b")]).value == pytest.approx(1.0)
    assert cohen([]) == Kappa(0, 0.0, 0.0, None)
    assert cohen([("a", "a")] * 3) == Kappa(3, 1.0, 1.0, None)


def test_agreement_by_pair_trainer_and_intent() -> None:
    texts = [
        (("staff:1", "fee"), ("staff:2", "fee")),
        (("staff:2", "fee"), ("staff:1", "time")),
        (("staff:1", "time"), ("staff:2", "time")),
        (("staff:1", "fee"), ("staff:3", "(discard)")),
        None,
    ]
    figures = reckoned(texts)
    # staff:1 fee, time, time against staff:2 fee, fee, time: observed 2/3, expected (1·2 + 2·1) / 9.
    pair = figures.by_pair["staff:1", "staff:2"]
    assert pair.texts == 3
    assert (pair.observed, pair.expected) == pytest.approx((2 / 3, 4 / 9))
    assert pair.value == pytest.approx(0.4)
    assert figures.by_pair["staff:1", "staff:3"].value == pytest.approx(0.0)
    assert figures.by_trainer["staff:2"].value == pytest.approx(0.4)
    # All: fee fee, fee time, time time, fee (discard): observed 1/2, expected (3·1 + 1·2) / 16.
    assert figures.overall.value == pytest.approx((0.5 - 5 / 16) / (1 - 5 / 16))
    # Fee against the rest: yes yes, yes no, no no, yes no: observed 1/2, expected (3·1 + 1·3) / 16.
    assert figures.by_intent["fee"].value == pytest.approx(0.2)
    assert set(figures.by_intent) == {"fee", "time"}


def test_agreement_counts_what_was_said_independently(strict: Labels, store: Database) -> None:
    strict.give("một", FEE, Target.TRAIN, ONE)
    strict.give("một", GREET, Target.TRAIN, TWO)
    strict.give("một", FEE, Target.TRAIN, THREE)  # knew of the dispute
    strict.give("một", FEE, Target.TRAIN, TWO)  # thought again
    strict.give("hai", FEE, Target.TRAIN, ONE)
    strict.give("hai", FEE, Target.TRAIN, TWO)
    strict.give("ba", FEE, Target.TRAIN, ONE)
    figures = agreement(store)
    assert (figures.overall.texts, figures.overall.observed) == (2, 0.5)
    assert list(figures.by_pair) == [(ONE, TWO)]


def test_an_export_is_a_line_a_label(labels: Labels, home: Path, store: Database) -> None:
    exports = Exports(home, store)
    assert exports.plan().diff.text == ""
    labels.give("tốn [x] mấy", Reading("ask_fee", (Entity(8, 11, "amount"),)), Target.TRAIN, ONE)
    labels.give("dạ em chào", GREET, Target.TEST, ONE)
    labels.give("nhà đang cháy", Reading("emergency"), Target.TRAIN, ONE)  # waits for a second reader
    plan = exports.plan()
    assert [(file.path, file.added, file.removed) for file in plan.diff.files] == [
        ("nlu_data/nlu/a.yml", 1, 0),
        ("tests/nlu_holdout/t.yml", 1, 0),
    ]
    assert "+    - tốn [x] [mấy](amount)" in plan.diff.text
    assert exports.write(plan).paths == ("nlu_data/nlu/a.yml", "tests/nlu_holdout/t.yml")
    again = exports.plan()
    assert (again.diff.text, again.added, again.changed, again.removed, again.refused, again.puts) == ("", 0, 0, 0, (), ())
    with pytest.raises(Conflict):
        labels.give("dạ em chào", GREET, Target.TRAIN, ONE)
    labels.give("tốn [x] mấy", FEE, Target.TRAIN, ONE)
    changed = exports.plan()
    assert (changed.changed, changed.diff.text.count("\n+ "), changed.diff.text.count("\n- ")) == (1, 1, 1)
    exports.write(changed)
    labels.undo(ONE, key_of("dạ em chào"))
    exports.write(exports.plan())
    assert (home / "tests/nlu_holdout/t.yml").read_text("utf-8") == TEST
    assert labels.counts() == {"agreed": 1, "second": 1}


def test_a_line_taken_out_by_hand_stays_out(labels: Labels, home: Path, store: Database) -> None:
    exports = Exports(home, store)
    labels.give("tốn mấy", FEE, Target.TRAIN, ONE)
    exports.write(exports.plan())
    (home / "nlu_data/nlu/a.yml").write_text(NLU, "utf-8", newline="")
    assert not exports.plan().diff


def test_a_label_the_files_contradict_waits(labels: Labels, home: Path, store: Database) -> None:
    labels.give("tốn mấy đồng bạc", FEE, Target.TRAIN, ONE)
    (home / "tests/nlu_holdout/t.yml").write_text(TEST + "    - TỐN mấy đồng bạc\n", "utf-8")
    plan = Exports(home, store).plan()
    assert ([one.kind for one in plan.refused], plan.diff.text) == ([Warned.OTHER_SET], "")


def test_a_conflict_leaves_the_label_waiting(labels: Labels, home: Path, store: Database) -> None:
    exports = Exports(home, store)
    labels.give("tốn mấy", FEE, Target.TRAIN, ONE)
    exports.write(exports.plan())
    labels.give("tốn mấy", GREET, Target.TRAIN, ONE)
    plan = exports.plan()
    path = home / "nlu_data/nlu/a.yml"
    path.write_text(path.read_text("utf-8").replace("- tốn mấy", "- tốn mấy vậy"), "utf-8", newline="")
    assert len(exports.write(plan).conflicts) == 1
    assert "tốn mấy vậy" in path.read_text("utf-8")
    assert labels.get(key_of("tốn mấy")).reading == GREET


def test_who_took_theirs_back_after_a_dispute_does_not_count_as_independent(make: Callable[[Rules], Labels], store: Database) -> None:
    labels = make(BOTH)
    labels.give("bao nhiêu tiền", FEE, Target.TRAIN, ONE)
    labels.give("bao nhiêu tiền", GREET, Target.TRAIN, TWO)
    labels.undo(TWO)
    assert labels.give("bao nhiêu tiền", FEE, Target.TRAIN, TWO).state is State.AGREED
    assert agreement(store).overall.texts == 0
