"""Spans through the whole way of a label, from a page to the files: decomposed letters, emoji, signs beyond the first plane."""

import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.db import Database
from core.settings import Settings
from tests.conftest import DATABASE
from training.corpus.corpus import Corpus
from training.corpus.schemas import Entity, Target
from training.labels.export import Exports
from training.labels.known import Known
from training.labels.schemas import Reading
from training.labels.service import Labels
from training.rules import Rules
from training.texts import is_masked, key_of

NLU = "nlu:\n- intent: greet\n  examples: |\n    - xin chào\n"
ALONE = Rules(second_train=0, second_test=0)
Form = Literal["NFC", "NFD"]
_WORDS = (
    "lệ phí",
    "thẻ",
    "ơi",
    "phường",
    "đổi giấy",
    "\u0323\u0302a",
    "e\u0302\u0301",
    "👨\u200d👩\u200d👧",
    "🇻🇳",
    "👍🏽",
    "𠮷",
    "𝒜",
    "❤\ufe0f",
    "\u00a0x",
)
_FORMS: tuple[Form, ...] = ("NFC", "NFD")
_PIECES = st.lists(st.tuples(st.sampled_from(_WORDS), st.booleans(), st.sampled_from(_FORMS)), min_size=1, max_size=6)
_SEPARATOR = " "


@contextmanager
def fresh(form: Path) -> Iterator[tuple[Labels, Exports, Path]]:
    """A checkout with one example and a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "nlu_data/nlu").mkdir(parents=True)
        (home / "nlu_data/nlu/a.yml").write_text(NLU, "utf-8", newline="")
        shutil.copyfile(form, home / DATABASE)
        database = Database.open(Settings(state=home))
        try:
            yield Labels(database, Known(home, database), ALONE), Exports(home, database), home
        finally:
            database.close()


def _composed(pieces: list[tuple[str, bool, Form]]) -> tuple[str, list[tuple[int, int]]]:
    """Return a text and the spans of its marked pieces, blanks between them left out."""
    text, spans = "", []
    for word, marked, form in pieces:
        start = len(text) + (1 if text else 0)
        text = f"{text}{_SEPARATOR}{unicodedata.normalize(form, word)}" if text else unicodedata.normalize(form, word)
        if marked:
            spans.append((start, len(text)))
    return text, spans


@settings(max_examples=25, deadline=None)
@given(_PIECES)
@example([("👨\u200d👩\u200d👧", False, "NFC"), ("thẻ", True, "NFD"), ("𠮷", True, "NFC")])
def test_a_span_stays_over_its_letters_from_the_page_to_the_file(form: Path, pieces: list[tuple[str, bool, Form]]) -> None:
    text, spans = _composed(pieces)
    assume(key_of(text) and is_masked(text) and all(text[start:end].strip() for start, end in spans))
    meant = [unicodedata.normalize("NFC", text[start:end]).strip() for start, end in spans]
    with fresh(form) as (labels, exports, home):
        given_ = labels.give(text, Reading("greet", tuple(Entity(start, end, "paper") for start, end in spans)), Target.TRAIN, "staff:1")
        plan = exports.plan()
        exports.write(plan)
        last, again = list(Corpus.read(home).examples)[-1], exports.plan()
    assert given_.reading
    assert [given_.text[one.start : one.end] for one in given_.reading.entities] == meant
    assert plan.diff.text.count("\n+ ") == 1
    assert (last.text, [last.text[one.start : one.end] for one in last.entities]) == (given_.text, meant)
    assert not again.diff


@settings(max_examples=10, deadline=None)
@given(st.lists(_PIECES, min_size=1, max_size=4))
def test_texts_given_at_once_are_what_was_written(form: Path, many: list[list[tuple[str, bool, Form]]]) -> None:
    texts = [_composed(pieces)[0] for pieces in many]
    texts = [text for text in texts if key_of(text) and is_masked(text)]
    with fresh(form) as (labels, exports, home):
        labels.give_many(texts, "greet", Target.TRAIN, "staff:1")
        exports.write(exports.plan())
        added = [one.text for one in Corpus.read(home).examples][1:]
    assert {key_of(text) for text in added} == {key_of(text) for text in texts}
    assert set(added) <= {unicodedata.normalize("NFC", text).strip() for text in texts}
