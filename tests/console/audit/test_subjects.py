"""On what something was done, in words, with a way there for who may go."""

from collections.abc import Callable

import pytest

from console.audit.subjects import about, place
from console.desks import DESKS
from console.roles import Role
from tests.console.desk import Browser, read


@pytest.mark.parametrize(
    ("subject", "words", "there"),
    [
        ("procedure:3.000348", "Thủ tục 3.000348", "/procedures/3.000348"),
        ("reference:word:short:gks", "Từ ngữ gks", "/reference/words/entry?key=short%3Agks"),
        ("reference:text:life.offer", "Câu trợ lý nói life.offer", "/reference/texts/entry?key=life.offer"),
        ("switch:channel:zalo", "Công tắc: Kênh Zalo", "/switches"),
        ("law:61/2018/NĐ-CP", "Văn bản 61/2018/NĐ-CP", "/keeping/laws?q=61%2F2018%2FN%C4%90-CP"),
        ("days", "Lịch ngày nghỉ", "/switches/days"),
        ("plan:", "Kế hoạch rà soát", "/keeping/plan"),
        ("something:else", "something:else", None),
        ("", "", None),
    ],
)
def test_a_subject_in_words(subject: str, words: str, there: str | None) -> None:
    assert about(subject) == words
    assert place(subject, DESKS) == there
    assert place(subject, ()) is None


def test_ones_latest_work_leads_to_its_pages(somebody: Callable[..., Browser]) -> None:
    curator = somebody("lan", Role.CURATOR)
    curator.parts.editorial.drafts.open("1.001193", "staff:1")
    page = curator.get("/")
    assert '<a href="/procedures/1.001193">Thủ tục 1.001193</a>' in page.text
    assert "Tài khoản lan" in read(page)
    assert "/staff/1" not in page.text
