"""How far readers agree, in words; the figures are reckoned by hand."""

import pytest

from console.corpus.told import Told, agreed_of, pieces
from tests.console.corpus.conftest import labelling
from tests.console.desk import Browser, read
from training.corpus.schemas import Entity, Target
from training.labels.kappa import Kappa, cohen
from training.labels.schemas import Reading

ONE, TWO, THREE = "staff:1", "staff:2", "staff:3"


def both(trainer: Browser, *said: tuple[str, str], readers: tuple[str, str] = (ONE, TWO)) -> None:
    """Have two people read a text each, on their own."""
    labels = labelling(trainer.parts, both=True)
    for number, intents in enumerate(said):
        text = f"câu của {'và '.join(readers)} thứ {number} {number * 31}"
        for by, intent in zip(readers, intents, strict=True):
            labels.give(text, Reading(intent), Target.TRAIN, by)


def test_kappa_and_its_interval_are_as_reckoned_by_hand() -> None:
    """A square of 100 texts: both fee 45, one fee and the other greet 15, the other way 25, both greet 15.

    Observed (45 + 15) / 100 = 0.60. The first says fee 60 times, the second 70: by chance 0.6 x 0.7 + 0.4 x 0.3 = 0.54.
    Kappa (0.60 - 0.54) / (1 - 0.54) = 0.06 / 0.46 = 0.1304. Its standard error, by Cohen's (1960) formula,
    sqrt(0.60 x 0.40 / 100) / 0.46 = 0.04899 / 0.46 = 0.1065, so that it lies between -0.0783 and 0.3392.

    With three categories, 20 texts: both a 6, both b 5, both c 4; a and b 2, b and c 1, c and a 2.
    Observed 15/20 = 0.75. Rows 8, 6, 6; columns 8, 7, 5: by chance (8*8 + 6*7 + 6*5) / 400 = 136/400 = 0.34.
    Kappa (0.75 - 0.34) / (1 - 0.34) = 0.41 / 0.66 = 0.6212.
    """
    square = [("f", "f")] * 45 + [("f", "g")] * 15 + [("g", "f")] * 25 + [("g", "g")] * 15
    found = cohen(square)
    assert (found.observed, found.expected) == pytest.approx((0.60, 0.54))
    assert found.value == pytest.approx(0.06 / 0.46)
    assert found.interval == pytest.approx((-0.0783, 0.3392), abs=1e-4)
    three = [("a", "a")] * 6 + [("b", "b")] * 5 + [("c", "c")] * 4 + [("a", "b")] * 2 + [("b", "c")] + [("c", "a")] * 2
    assert cohen(three).value == pytest.approx(0.41 / 0.66)


@pytest.mark.parametrize(
    ("value", "band", "low"),
    [(1.0, "full", False), (0.61, "good", False), (0.6, "fair", False), (0.59, "fair", True), (0.3, "slight", True), (0.1, "poor", True),
     (0.0, "chance", True), (-0.4, "chance", True), (None, "alike", False)],
)  # fmt: skip
def test_what_a_figure_means(value: float | None, band: str, low: bool) -> None:
    told = Told(Kappa(40, 0.9, 0.5, value))
    assert (told.band, told.low, told.few) == (band, low, False)
    assert Told(Kappa(0, 0.0, 0.0, None)).band == "none"


def test_the_lowest_intent_stands_first_with_its_texts(trainer: Browser) -> None:
    """Texts: fee fee, fee fee, greet greet, greet greet, time fee, time fee of staff 1 and 2; thanks thanks of staff 1 and 3.

    Overall: observed 5/7. First readers say fee 2, greet 2, time 2, thanks 1; second ones fee 4, greet 2, thanks 1: by chance
    (2*4 + 2*2 + 2*0 + 1*1) / 49 = 13/49. Kappa (5/7 - 13/49) / (1 - 13/49) = (35 - 13) / (49 - 13) = 22/36 = 0.611.
    Time against the rest: observed 5/7, by chance (2*0 + 5*7) / 49 = 5/7: kappa 0. Greet: 1.
    Staff 1 and 2 alone: observed 4/6, by chance (2*4 + 2*2) / 36 = 12/36: kappa (24 - 12) / (36 - 12) = 0.5.
    """
    both(trainer, ("ask_fee", "ask_fee"), ("ask_fee", "ask_fee"), ("greet", "greet"), ("greet", "greet"), *[("ask_time", "ask_fee")] * 2)
    both(trainer, ("thanks", "thanks"), readers=(ONE, THREE))
    agreed = agreed_of(trainer.parts.database)
    assert agreed.overall.kappa.value == pytest.approx(22 / 36)
    assert agreed.intents[0][0] == "ask_time"
    assert agreed.intents[0][1].kappa.value == pytest.approx(0.0)
    assert dict(agreed.intents)["greet"].kappa.value == pytest.approx(1.0)
    assert {(one, other): told.kappa.value for one, other, told in agreed.pairs} == {(ONE, TWO): pytest.approx(0.5), (ONE, THREE): None}
    page = trainer.get("/corpus/agreement")
    assert "0,61" in read(page)
    assert "Trên 7 câu có hai người đọc độc lập; giống nhau 71 %, tình cờ cũng đã giống 27 %." in read(page)
    assert "Dưới 0,6, xin xem lại mô tả của ý định này." in read(page)
    assert "không tính được" in read(page)
    assert "Mới ít câu" in read(page)
    assert 'href="/corpus/agreement/ask_time"' in page.text
    assert 'href="/corpus/agreement/greet"' not in page.text
    texts = read(trainer.get("/corpus/agreement/ask_time"))
    assert texts.count("Chưa thống nhất") == 2
    assert "Không có câu nào hai người nghĩ khác nhau" in read(trainer.get("/corpus/agreement/ổ"))


def test_without_texts_it_is_said(trainer: Browser) -> None:
    assert "Chưa có câu nào được hai người đọc độc lập" in read(trainer.get("/corpus/agreement"))


def test_one_and_the_same_of_all_texts_is_not_defined(trainer: Browser) -> None:
    both(trainer, ("greet", "greet"), ("greet", "greet"))
    assert "Mọi câu đều được gán cùng một nhãn" in read(trainer.get("/corpus/agreement"))


def test_a_text_is_cut_at_its_entities() -> None:
    marks = (Entity(5, 8, "paper"), Entity(0, 1, "name"), Entity(5, 8, "other"))
    assert pieces("😀 đổi thẻ", marks) == [("😀", "name"), (" đổi", ""), (" th", "paper"), ("ẻ", "")]
    assert pieces("", ()) == []
