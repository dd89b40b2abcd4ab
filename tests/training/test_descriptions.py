"""Descriptions of intents: all are there, each change touches its own lines, and what cannot be read is told."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from core.errors import BadRequest
from tests.backends import HOME
from training.corpus.descriptions import FILE, LONGEST, Book, Description, described
from training.corpus.document import Document

SMALL = "# what each means\n\nask_fee:\n  means: Hỏi phí\n  avoid: 'giá: vàng'\n\n# of the rest\ngreet:\n  means: Chào\n"
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=60)


def words(name: str) -> dict[str, str]:
    read: dict[str, str] = YAML(typ="safe").load((HOME / "console" / "words" / f"{name}.yml").read_text("utf-8"))
    return read


def test_every_intent_is_described_and_named() -> None:
    listed = YAML(typ="safe").load((HOME / "domain.yml").read_text("utf-8"))["intents"]
    told = described(HOME)
    assert set(told) == set(listed)
    assert all(one.means and one.choose and one.avoid for one in told.values())
    names = {text for key, text in words("trial").items() if key.startswith("intent_")}
    assert len(names) == len(listed) + 1
    # What a description sends the reader to is called as it is called elsewhere.
    pointed = {name for one in told.values() for name in re.findall(r"(?:là|hoặc|chọn) “([^”]+)”", one.avoid)}
    assert pointed <= names
    assert len(pointed) > 20


@given(TEXTS, TEXTS, TEXTS)
def test_a_description_put_in_and_back_leaves_the_file_as_it_was(means: str, choose: str, avoid: str) -> None:
    book = Book(Document(FILE, SMALL))
    given_one = Description(means, choose, avoid)
    new = book.put("fresh", given_one)
    tidy = Description(*(" ".join(text.split()) for text in (means, choose, avoid)))
    assert new.all.get("fresh", Description()) == tidy
    assert new.put("fresh", Description()).document.text == book.document.text
    other = book.put("greet", Description("x", choose, avoid))
    assert {name: one for name, one in other.all.items() if name != "greet"} == {"ask_fee": book.all["ask_fee"]}
    assert other.put("greet", book.all["greet"]).document.text == book.document.text


def test_a_rename_there_and_back_is_the_same() -> None:
    book = Book.read(HOME)
    renamed = book.rename("ask_fee", "ask_price")
    assert list(renamed.all).index("ask_price") == list(book.all).index("ask_fee")
    assert renamed.rename("ask_price", "ask_fee").document.text == book.document.text
    assert book.rename("nobody", "else") is book


def test_a_checkout_without_the_file_begins_one(tmp_path: Path) -> None:
    book = Book.read(tmp_path)
    assert described(tmp_path) == {}
    assert book.remove("a") is book
    assert book.put("a", Description("một")).all == {"a": Description("một")}


def test_what_cannot_be_read_or_kept_is_told(tmp_path: Path) -> None:
    for raw in (b"\xff\xfe", b"a: [", b"- a\n", b"a: text\n", b"\x00"):
        (tmp_path / FILE).write_bytes(raw)
        with pytest.raises(BadRequest):
            described(tmp_path)
    with pytest.raises(BadRequest, match="at most"):
        Book(Document(FILE, "")).put("a", Description("x" * (LONGEST + 1)))
