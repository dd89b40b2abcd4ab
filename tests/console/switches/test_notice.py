"""The notice of the day: seen before it is told, told for a while, taken down; what cannot be told loses nothing that was typed."""

from typing import Any

import pytest
import sqlalchemy as sa

from conversations.notices import Notice
from core.overlays import Overlay, Overlays
from tests.console.desk import Browser, read

PAGE = "/switches/notice"
GOOD: dict[str, Any] = {
    "text": "Cổng Dịch vụ công bảo trì đến 15 giờ.", "english": "The portal is down until 3 pm.", "kind": "warning",
    "starts": "2026-11-23T08:00", "ends": "2026-11-23T15:00", "channels": ["web", "zalo"], "revision": "0", "step": "publish",
}  # fmt: skip


def standing(browser: Browser) -> Any:
    return Overlays(browser.parts.database).get("notice")[0]


def test_it_is_seen_before_it_is_told(operator: Browser) -> None:
    seen = operator.post(PAGE, **{**GOOD, "step": "preview"})
    assert seen.status_code == 200
    assert '<p class="widget-notice warning">Cổng Dịch vụ công bảo trì đến 15 giờ.</p>' in seen.text
    assert "chưa đăng" in read(seen)
    assert standing(operator) is None
    assert operator.send(PAGE, seen, **GOOD).headers["location"] == PAGE
    told = Notice.of(standing(operator))
    assert told
    assert (told.number, told.kind, told.channels) == (1, "warning", ("web", "zalo"))
    assert told.starts.isoformat() == "2026-11-23T08:00:00+07:00"
    assert told.value() == standing(operator)
    page = read(operator.get(PAGE))
    assert "Đang hiện" in page
    assert "Đăng thông báo trong ngày" in page, "its history"


def test_a_later_end_is_the_same_notice_and_other_words_another(operator: Browser) -> None:
    operator.post(PAGE, **GOOD)
    operator.post(PAGE, **{**GOOD, "ends": "2026-11-23T17:00", "revision": "1"})
    assert standing(operator)["number"] == 1
    operator.post(PAGE, **{**GOOD, "text": "Cổng đã chạy lại.", "revision": "2"})
    assert standing(operator)["number"] == 3


def test_it_is_taken_down(operator: Browser) -> None:
    operator.post(PAGE, **GOOD)
    assert operator.post(f"{PAGE}/end", PAGE, revision="0").status_code == 303
    assert standing(operator) is not None, "the page was of an earlier one"
    assert "Có người vừa thay đổi" in read(operator.get(PAGE))
    operator.post(f"{PAGE}/end", PAGE, revision="1")
    assert standing(operator) is None
    assert "Gỡ thông báo trong ngày" in read(operator.get(PAGE))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Xin nhập nội dung."),
        ({"text": "\u200b \u00ad"}, "Xin nhập nội dung."),
        ({"text": "dài " * 80}, "Nhiều nhất 300 ký tự."),
        ({"english": "x" * 301}, "Nhiều nhất 300 ký tự."),
        ({"ends": "2026-11-23T08:00"}, "Lúc kết thúc phải sau lúc bắt đầu."),
        ({"ends": "2026-11-22T15:00"}, "Lúc kết thúc phải sau lúc bắt đầu."),
        ({"starts": "2026-11-20T08:00", "ends": "2026-11-20T09:00"}, "Lúc này đã qua rồi."),
        ({"ends": "2027-11-23T08:00"}, "Một thông báo hiện nhiều nhất 60 ngày."),
        ({"starts": "hôm nay"}, "Xin nhập ngày và giờ."),
        ({"ends": ""}, "Xin nhập ngày và giờ."),
        ({"channels": []}, "Xin chọn ít nhất một kênh."),
        ({"channels": ["fax"]}, "Xin chọn ít nhất một kênh."),
    ],
)
def test_what_cannot_be_told_stays_on_the_page(operator: Browser, wrong: dict[str, Any], said: str) -> None:
    answer = operator.post(PAGE, **{**GOOD, **wrong})
    assert answer.status_code == 422
    assert said in read(answer)
    assert standing(operator) is None
    if "english" not in wrong:
        assert GOOD["english"] in answer.text


def test_two_operators_at_once_lose_nothing(operator: Browser) -> None:
    operator.post(PAGE, **GOOD)
    late = operator.post(PAGE, **{**GOOD, "text": "Bản của người đến sau.", "revision": "0"})
    assert late.status_code == 409
    assert "Bản của người đến sau." in late.text
    assert standing(operator)["text"] == GOOD["text"]
    operator.send(PAGE, late, **{**GOOD, "text": "Bản của người đến sau.", "revision": "1"})
    assert standing(operator)["text"] == "Bản của người đến sau."


def test_markup_is_text_and_letters_are_composed(operator: Browser) -> None:
    operator.post(PAGE, **{**GOOD, "text": "<script>alert(1)</script> a\u0323"})
    assert standing(operator)["text"] == "<script>alert(1)</script> ạ"
    assert "<script>alert" not in operator.get(PAGE).text


def test_a_curator_does_not_tell_one(curator: Browser) -> None:
    assert curator.get(PAGE).status_code == 200
    assert curator.post(PAGE, **GOOD).status_code == 403


def test_the_database_down_is_a_page(operator: Browser) -> None:
    page = operator.get(PAGE)
    with operator.parts.database.begin() as session:
        session.execute(sa.text(f"drop table {Overlay.__tablename__}"))
    assert operator.send(PAGE, page, **GOOD).status_code == 503
