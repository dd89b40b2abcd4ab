"""What stands beside the text of an answer on channels that show words alone."""

from channels.beside import beside
from core.answer import Answer, Section, Source

PAPERS = [
    "Tờ khai theo mẫu",
    "Giấy chứng sinh",
    "Trẻ chưa đủ 14 tuổi:",
    "Giấy của người giám hộ",
    "Và 2 giấy tờ khác: xem tại https://a.example",
]


def paragraphs(answer: Answer) -> list[str]:
    return [part for part in beside(answer) if part]


def told(text: str, **more: object) -> Answer:
    sections = [Section(facet="documents", title="Giấy tờ cần chuẩn bị", items=PAPERS)]
    return Answer.model_validate({"status": "answered", "text": text, "sections": sections, **more})


def test_a_text_that_tells_everything_has_nothing_beside_it() -> None:
    assert paragraphs(told("Giấy tờ cần chuẩn bị:\n- " + "\n- ".join(PAPERS))) == []
    assert paragraphs(told("Cần: tờ khai theo mẫu; giấy chứng sinh. Trẻ chưa đủ 14 tuổi: " + "; ".join(PAPERS[3:]))) == []


def test_items_that_a_text_leaves_out_follow_below_the_head_they_belong_to() -> None:
    assert paragraphs(told("Giấy tờ cần chuẩn bị:\n- Tờ khai theo mẫu\n- Và 3 giấy tờ khác")) == [
        "Giấy tờ cần chuẩn bị, phần còn lại:\n- Giấy chứng sinh\nTrẻ chưa đủ 14 tuổi:\n- Giấy của người giám hộ\n"
        "- Và 2 giấy tờ khác: xem tại https://a.example"
    ]


def test_a_section_the_text_does_not_speak_of_is_told_whole() -> None:
    (part,) = paragraphs(told("Đăng ký khai sinh."))
    assert part.startswith("Giấy tờ cần chuẩn bị:\n- Tờ khai theo mẫu\n")


def test_a_number_within_another_is_another() -> None:
    fee = [Section(facet="fee", title="Lệ phí", items=["5.000 đồng"])]
    assert paragraphs(told("Lệ phí: 15.000 đồng.", sections=fee)) == ["Lệ phí, phần còn lại:\n- 5.000 đồng"]
    assert paragraphs(told("Lệ phí: 5.000 đồng/bản.", sections=fee)) == []


def test_notes_quotes_and_sources() -> None:
    answer = told(
        "Có.",
        notes=["Bản ghi viết bằng tiếng Việt."],
        sections=[Section(facet="fee", title="Lệ phí", quote="Miễn phí cho người nghèo")],
        sources=[Source(title="Luật Hộ tịch", number="60/2014/QH13", url="https://a.example", updated="2026-04-15", checked="hôm qua")],
    )
    assert paragraphs(answer) == [
        "Bản ghi viết bằng tiếng Việt.",
        "Lệ phí:\n“Miễn phí cho người nghèo”",
        "Nguồn: Luật Hộ tịch, 60/2014/QH13, cập nhật 15/04/2026, kiểm tra hôm qua. https://a.example",
    ]
    assert paragraphs(answer.model_copy(update={"text": "Theo 60/2014/QH13: miễn phí cho người nghèo"})) == [
        "Bản ghi viết bằng tiếng Việt."
    ]
