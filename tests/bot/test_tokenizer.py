"""The tokenizer: every token is the slice at its offsets, and codes stay whole."""

from itertools import pairwise
from pathlib import Path

import pytest
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.tokenizer import VietnameseTokenizer

NLU = sorted(str(p) for p in Path("nlu_data/nlu").glob("*.yml"))
WHOLE = [
    "000.00.01.H29-260310-0420",
    "H29.17-240115-0012",
    "G09.20-20260609-0092637",
    "h29.18 260310 0420",
    "000.00.01.h29 260310-0420",
    "03706/2026/07906",
    "1.001193",
    "+84 912 345 678",
    "0912.345.678",
    "nguyen.van-a@example.com.vn",
    "15/10/2026",
    "59X1-123.45",
    "135.000",
]


def tokenize(text: str, segment: str) -> list[Token]:
    """Return the tokens of `text`."""
    settings = {**VietnameseTokenizer.get_default_config(), "segment": segment}
    return VietnameseTokenizer(settings).tokenize(Message({TEXT: text}), TEXT)


@pytest.mark.parametrize("segment", ["syllables", "words"])
@pytest.mark.parametrize("code", WHOLE)
def test_a_code_is_one_token_wherever_it_stands(code: str, segment: str) -> None:
    for text in (code, f"hồ sơ {code}, tới đâu rồi", f"({code})", f"ngày mai: {code}."):
        assert code in [token.text for token in tokenize(text, segment)]


@pytest.mark.parametrize("segment", ["syllables", "words"])
@pytest.mark.parametrize(
    "text",
    [
        "đăng ký khai sinh  cho con\nở phường Tân Định thì cần gì?",
        "muon lam lai can cuoc",
        "Ủy ban nhân dân TP.HCM (H29.17-240115-0012)...",
        "tui hỏi hỏi hỏi, hỏi!!! 😀",
        "<script>alert(1)</script>",
        "   ",
        "",
    ],
)
def test_each_token_is_the_slice_at_its_offsets(text: str, segment: str) -> None:
    tokens = tokenize(text, segment)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert "".join("".join(t.text.split()) for t in tokens) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(tokens))


def test_words_are_joined_and_folded_in_the_lemma_only() -> None:
    token = next(t for t in tokenize("thủ tục đăng ký kết hôn", "words") if t.text == "kết hôn")
    assert token.lemma == "ket_hon"


def test_with_and_without_accents_the_lemmas_are_the_same() -> None:
    written, bare = tokenize("Đăng ký ở đâu H29.17-240115-0012", "syllables"), tokenize("dang ky o dau H29.17-250722-0031", "syllables")
    assert [t.lemma for t in written] == [t.lemma for t in bare] == ["dang", "ky", "o", "dau", "dossiercode"]


@pytest.mark.parametrize("segment", ["syllables", "words"])
def test_no_annotated_entity_cuts_a_token(segment: str) -> None:
    for example in training_data_from_paths(NLU, "vi").entity_examples:
        tokens = tokenize(example.get(TEXT), segment)
        starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
        cut = [e for e in example.get(ENTITIES) if e["start"] not in starts or e["end"] not in ends]
        # Words may glue a syllable outside the entity; syllables never do.
        assert not cut or segment == "words", (example.get(TEXT), cut)
