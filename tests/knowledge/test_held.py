"""What people say of their papers, and what a record asks for beside them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answer import Section
from core.procedure import Document, Procedure
from core.text import fold
from core.words import Language
from knowledge import held
from knowledge.held.lines import is_conditional, matches, names_group
from knowledge.held.words import Paper, heard, mentions_held, table
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from tests.conftest import HOME
from tests.knowledge.records import KITES, procedure

BIRTH = procedure(
    name="Đăng ký sổ thuyền",
    cases=[
        {
            "documents": [
                {"name": "Tờ khai theo mẫu, khi nộp trực tiếp", "originals": 1, "form_url": "https://example.invalid/mau"},
                {"name": "Nộp: Giấy chứng sinh", "originals": 1, "note": "Có bản điện tử thì thôi."},
                {"name": "Xuất trình: căn cước, hộ chiếu hoặc giấy tờ khác có ảnh của người đi làm"},
                {"name": "Giấy tờ chứng minh nơi cư trú, chỉ khi cơ quan không tra được"},
            ]
        },
        {"name": "Không có giấy chứng sinh", "documents": [{"name": "Nộp: giấy của người làm chứng"}]},
        {"name": "Nhờ người khác đi làm thay", "documents": [{"name": "Văn bản ủy quyền có chứng thực"}]},
    ],
    steps=["Mang theo giấy chứng nhận kết hôn nếu có."],
)


def paper(name: str) -> Paper:
    return next(one for one in table() if one.name == name)


def told(text: str, record: Procedure = BIRTH, case: int | None = None, language: Language = "vi") -> dict[str, list[str]]:
    sections = held.check(record, text, case, language)
    assert sections is not None
    assert all(isinstance(section, Section) and section.facet == "documents" for section in sections)
    return {section.title: section.items for section in sections}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tôi có căn cước và giấy chứng sinh rồi, còn thiếu gì", {"căn cước": "held", "giấy chứng sinh": "held"}),
        ("em có sổ hồng, cccd, hợp đồng thuê rồi đủ chưa", {"sổ hồng, sổ đỏ": "held", "căn cước": "held", "hợp đồng thuê nhà": "held"}),
        ("có giấy chứng sinh thì có cần giấy kết hôn nữa không", {"giấy chứng sinh": "held", "giấy đăng ký kết hôn": "asked"}),
        ("tui chưa có giấy chứng sanh", {"giấy chứng sinh": "lacking"}),
        ("làm khai sinh có cccd với chứng sinh rồi còn thiếu gì", {"căn cước": "held", "giấy chứng sinh": "held"}),
        ("tôi muốn làm lại căn cước, có giấy khai sinh rồi đủ chưa", {"giấy khai sinh": "held"}),
        ("tôi bị mất giấy khai sinh, có căn cước thì đủ chưa", {"giấy khai sinh": "lost", "căn cước": "held"}),
        ("tôi có căn cước rồi đăng ký kết hôn cần gì nữa", {"căn cước": "held"}),
        ("sổ hồng thì chưa có", {"sổ hồng, sổ đỏ": "lacking"}),
        ("tôi có hộ chiếu, visa thì hết hạn, cần gì nữa", {"hộ chiếu": "held"}),
        ("cccd, hộ khẩu, giấy kết hôn đủ chưa", {"căn cước": "held", "sổ hộ khẩu": "held", "giấy đăng ký kết hôn": "held"}),
        ("tôi có cccd không có sổ hộ khẩu thì thiếu gì", {"căn cước": "held", "sổ hộ khẩu": "lacking"}),
        ("tôi có bản chính bằng đại học, chứng thực cần gì nữa", {"bằng tốt nghiệp": "held"}),
        ("cccd có rồi, giấy chứng sinh có rồi, còn gì nữa", {"căn cước": "held", "giấy chứng sinh": "held"}),
        ("I have my passport and birth certificate, what else do I need", {"hộ chiếu": "held", "giấy khai sinh": "held"}),
        ("I don't have a birth certificate", {"giấy khai sinh": "lacking"}),
        ("làm lại căn cước cần gì", {}),
        ("tôi có con nhỏ, giấy khai sinh làm ở đâu", {}),
        ("xin giấy xác nhận độc thân cần gì", {}),
        ("", {}),
    ],
)
def test_what_is_said_of_papers_with_and_without_accents(text: str, said: dict[str, str]) -> None:
    assert {mention.paper.name: mention.state for mention in heard(text)} == said
    assert {mention.paper.name: mention.state for mention in heard(fold(text))} == said


def test_accents_tell_papers_apart() -> None:
    assert heard("tôi có sơ đồ mặt bằng rồi, cần gì nữa") == []
    assert [mention.paper.name for mention in heard("tôi có sổ đỏ rồi, cần gì nữa")] == ["sổ hồng, sổ đỏ"]


@pytest.mark.parametrize(
    ("text", "checks"),
    [
        ("tôi có căn cước và giấy chứng sinh rồi, còn thiếu gì", True),
        ("tui chưa có giấy chứng sinh", True),
        ("không có giấy tạm trú có đăng ký xe được không", True),
        ("tôi bị mất căn cước, làm lại ở đâu", False),
        ("có căn cước gắn chip rồi thì làm hộ chiếu ở đâu", False),
        ("đăng ký kết hôn cần giấy tờ gì", False),
        ("lệ phí làm hộ chiếu bao nhiêu", False),
        ("có cần sổ hộ khẩu không", False),
    ],
)
def test_a_papers_check_is_heard(text: str, checks: bool) -> None:
    assert mentions_held(text) is checks


def test_a_question_whether_a_paper_is_needed() -> None:
    assert held.asks_needed("đăng ký có cần sổ hộ khẩu không")
    assert not held.asks_needed("đăng ký cần giấy gì")


@pytest.mark.parametrize(
    ("line", "name", "match"),
    [
        ("Nộp: Giấy chứng sinh", "giấy chứng sinh", "sure"),
        ("Thẻ căn cước hoặc hộ chiếu còn hạn", "hộ chiếu", "sure"),
        ("Giấy tờ tùy thân của người nộp (hộ chiếu, thẻ căn cước hoặc giấy có ảnh khác)", "căn cước", "sure"),
        ("Bản sao có chứng thực Giấy chứng nhận quyền sử dụng đất", "sổ hồng, sổ đỏ", "sure"),
        ("(2) Giấy chứng nhận đã cấp", "sổ hồng, sổ đỏ", "sure"),
        ("02 ảnh màu 4 x 6 cm", "ảnh thẻ", "sure"),
        ("Bản sao chứng thực hoặc cấp từ sổ gốc (giấy hay điện tử) của bằng lái", "bằng lái xe", "sure"),
        ("Một giấy tờ hợp pháp về đất, nhà: giấy chứng nhận quyền sử dụng đất, quyết định giao đất", "sổ hồng, sổ đỏ", "sure"),
        ("Bản sao giấy khai sinh, giấy khám sức khỏe của trẻ. Thời khóa biểu hoặc chương trình học", "giấy khai sinh", "perhaps"),
        ("Quyết định bổ nhiệm và thẻ căn cước hoặc hộ chiếu của kế toán", "hộ chiếu", "perhaps"),
        (
            "Lưu ý: trường hợp cư trú ở nước ngoài, Phiếu lý lịch tư pháp, Giấy khám sức khỏe do nước ngoài cấp",
            "phiếu lý lịch tư pháp",
            "perhaps",
        ),
        ("Sơ yếu lý lịch, bản sao thẻ căn cước công dân hoặc hộ chiếu của người đứng đầu", "hộ chiếu", "perhaps"),
        ("Hợp đồng thuê trụ sở; thuyết minh cơ sở vật chất hoặc tài liệu thay thế", "hợp đồng thuê nhà", "perhaps"),
        ("Hợp đồng thuê mua tàu hoặc hợp đồng thuê tàu trần", "hợp đồng thuê nhà", "perhaps"),
        ("Giấy chứng minh tình trạng hôn nhân do nước ngoài cấp", "căn cước", "no"),
        ("Giấy tờ, tài liệu chứng minh việc bảo đảm cấp điện, cấp nước", "sổ hộ khẩu", "no"),
        ("Giấy tờ, tài liệu chứng minh nơi cư trú", "sổ hộ khẩu", "perhaps"),
        ("Sơ đồ thiết kế khu vực kho bãi", "sổ hồng, sổ đỏ", "no"),
        ("Bảng tính lãi vay kế hoạch", "bằng tốt nghiệp", "no"),
        ("Ảnh chụp từng tác phẩm", "ảnh thẻ", "perhaps"),
        ("Giấy phép xây dựng đã cấp và bản vẽ đi kèm", "bản vẽ", "perhaps"),
        ("Giấy tờ chứng minh chỗ ở hợp pháp", "hợp đồng thuê nhà", "perhaps"),
        ("Hợp đồng hoặc văn bản về việc bán tài sản", "hợp đồng thuê nhà", "perhaps"),
        ("Bản chính giấy tờ, văn bản cần sao", "bằng tốt nghiệp", "perhaps"),
        ("Tờ khai đăng ký khai sinh", "giấy khai sinh", "no"),
        ("Văn bản ủy quyền của người đứng tên trong sổ hồng", "sổ hồng, sổ đỏ", "no"),
        ("Đơn đề nghị đổi giấy phép lái xe", "bằng lái xe", "no"),
        ("Mẫu điện tử xin giấy khai sinh, trích lục hộ tịch", "giấy khai sinh", "no"),
    ],
)
def test_whether_a_line_asks_for_a_paper(line: str, name: str, match: str) -> None:
    assert matches(Document(name=line), paper(name)) == match


def test_conditions_and_headings() -> None:
    assert is_conditional(Document(name="Văn bản ủy quyền, nếu nhờ người khác"))
    assert is_conditional(Document(name="Trẻ bị bỏ rơi: biên bản của công an"))
    assert not is_conditional(Document(name="Tờ khai, khi cá nhân nộp trực tiếp"))
    assert not is_conditional(Document(name="Xuất trình: căn cước"))
    assert names_group("Giấy tờ phải nộp gồm")
    assert names_group("Giấy tờ phải nộp (hồ sơ của người nhận nuôi)")
    assert not names_group("Giấy tờ phải nộp đối với thuyền mới")
    assert not names_group("Hồ sơ của trẻ em")


def test_what_is_there_what_is_missing_and_what_a_case_adds() -> None:
    sections = told("tôi có căn cước và giấy chứng sinh rồi, còn thiếu gì")
    assert sections == {
        "Bạn đã có": [
            "Nộp: Giấy chứng sinh (1 bản chính). Có bản điện tử thì thôi. (bạn có giấy chứng sinh)",
            "Xuất trình: căn cước, hộ chiếu hoặc giấy tờ khác có ảnh của người đi làm (bạn có căn cước)",
        ],
        "Còn thiếu": ["Tờ khai theo mẫu, khi nộp trực tiếp (1 bản chính). Mẫu: https://example.invalid/mau"],
        "Chỉ cần trong trường hợp ghi kèm": ["Giấy tờ chứng minh nơi cư trú, chỉ khi cơ quan không tra được"],
        "Thêm giấy nếu bạn thuộc trường hợp": [
            "Không có giấy chứng sinh: còn thiếu giấy của người làm chứng",
            "Nhờ người khác đi làm thay: còn thiếu Văn bản ủy quyền có chứng thực",
        ],
    }


def test_who_lacks_a_paper_is_in_the_case_for_that() -> None:
    sections = told("tui chưa có giấy chứng sinh")
    assert "Nộp: giấy của người làm chứng" in sections["Còn thiếu (trường hợp “Không có giấy chứng sinh”)"]
    assert "bạn chưa có" in sections["Cần xem lại"][0]
    assert "Thêm giấy nếu bạn thuộc trường hợp" not in sections


def test_the_paper_a_procedure_gives_is_not_missing_for_it() -> None:
    record = procedure(name="Cấp giấy chứng sinh", cases=[{"documents": [{"name": "Đơn đề nghị"}, {"name": "Thẻ căn cước"}]}])
    assert held.check(record, "tôi chưa có giấy chứng sinh") is None
    assert set(told("tôi bị mất giấy chứng sinh, có cccd rồi, thiếu gì", record)) == {"Bạn đã có", "Còn thiếu"}


def test_a_chosen_case() -> None:
    sections = told("tôi có căn cước, giấy ủy quyền rồi", case=2)
    assert sections["Bạn đã có"][1] == "Văn bản ủy quyền có chứng thực (bạn có giấy ủy quyền)"
    assert "Còn thiếu (trường hợp “Nhờ người khác đi làm thay”)" in sections
    assert told("tôi có căn cước", case=99) == told("tôi có căn cước"), "a case that is not there is no choice"


def test_what_the_record_does_not_ask_for() -> None:
    extra = told("tôi có căn cước, giấy kết hôn, bằng lái, chưa có sổ bảo hiểm xã hội")["Không thấy bản ghi yêu cầu"]
    assert "phần các bước" in extra[0], "the steps name the certificate of marriage"
    assert extra[1:] == ["Bằng lái xe", "Sổ bảo hiểm xã hội (bạn chưa có, bản ghi cũng không nêu)"]


def test_a_paper_that_is_asked_about() -> None:
    asked = told("có giấy chứng sinh rồi, có cần hộ chiếu, bằng lái, giấy ủy quyền không")["Giấy bạn hỏi"]
    assert asked[0].startswith("Hộ chiếu: bản ghi có yêu cầu. Xuất trình: căn cước")
    assert asked[1] == "Bằng lái xe: không thấy bản ghi yêu cầu giấy này."
    assert asked[2] == "Giấy ủy quyền: chỉ cần trong trường hợp “Nhờ người khác đi làm thay”."


def test_the_records_own_words_for_a_paper_are_heard() -> None:
    record = procedure(cases=[{"documents": [{"name": "Biên bản thử phao cứu sinh do bến lập"}, {"name": "Đơn đề nghị"}]}])
    assert told("em có biên bản thử phao cứu sinh rồi, thiếu gì", record)["Còn thiếu"] == ["Đơn đề nghị"]


def test_a_record_of_cases_only_asks_which() -> None:
    record = procedure(cases=[{"name": f"Thuyền {n}", "documents": [{"name": "Thẻ căn cước"}, {"name": f"Giấy {n}"}]} for n in "ab"])
    assert told("tôi có cccd rồi", record) == {
        "Bạn thuộc trường hợp nào?": ["Thuyền a: đã có căn cước; còn thiếu Giấy a", "Thuyền b: đã có căn cước; còn thiếu Giấy b"]
    }
    assert [number for number, _ in held.cases(record)] == [0, 1]
    alone = procedure(cases=[{"name": "Người nộp", "documents": [{"name": "Thẻ căn cước"}]}])
    assert held.cases(alone) == []
    assert told("tôi có cccd rồi", alone)["Còn thiếu"][0].startswith("Theo lời bạn")


def test_a_long_check_fits_one_message_and_shortens_what_few_need_first() -> None:
    often = [{"name": f"Giấy số {n} của người nộp hồ sơ, bản sao có chứng thực"} for n in range(6)]
    seldom = [{"name": f"Trường hợp {n}: " + "giấy xác nhận của cơ quan có thẩm quyền " * 5} for n in range(9)]
    record = procedure(
        cases=[{"documents": [{"name": "Thẻ căn cước"}, {"name": "Lưu ý: giấy tờ, tài liệu có liên quan"}, *often, *seldom]}]
    )
    sections = told("tôi có căn cước rồi, còn thiếu gì", record, language="en")
    assert len(sections["Still missing"]) == 6
    assert sections["Needed only in the case each line names"][-1].startswith("And ")
    assert sum(len(item) for items in sections.values() for item in items) < 1_600
    assert "Please check these" not in sections, "a remark of the record is no paper"


def test_english() -> None:
    sections = told("I have my passport, do I need a power of attorney?", language="en")
    assert sections["You already have"] == ["Xuất trình: căn cước, hộ chiếu hoặc giấy tờ khác có ảnh của người đi làm (you have: hộ chiếu)"]
    assert sections["The papers you asked about"] == ['Giấy ủy quyền: only needed in the case "Nhờ người khác đi làm thay".']
    assert sections["Still missing"][0].startswith("Tờ khai theo mẫu, khi nộp trực tiếp (originals: 1)")


def test_nothing_to_check() -> None:
    assert held.check(BIRTH, "đăng ký ở đâu") is None
    assert held.check(KITES, "tôi có căn cước rồi") is None, "the record lists no papers"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    held.check(BIRTH, text)
    mentions_held(text)


@pytest.mark.parametrize("piece", ["có cccd, ", "chưa có sổ hồng ", "giấy ", "có (", "khong "])
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    began = time.process_time()
    held.check(BIRTH, piece * 50_000)
    assert time.process_time() - began < 2


def test_no_seed_record_breaks() -> None:
    text = "tôi có cccd, giấy khai sinh, sổ hồng, giấy kết hôn rồi, chưa có hộ chiếu, còn thiếu gì"
    for path in sorted((HOME / "knowledge" / "seed" / "procedures").glob("*.json")):
        record = Procedure.model_validate_json(path.read_text("utf-8"))
        lines = [item for section in held.check(record, text) or [] for item in section.items]
        assert all(item == item.strip() and item for item in lines), record.code


def test_the_table_names_each_paper_once() -> None:
    said = [words for one in table() for words in one.said]
    assert len(said) == len(set(said))
    assert len(table()) >= 75


def test_a_case_nothing_is_there_for_counts_what_is_missing_alone(seed_knowledge: Knowledge) -> None:
    answer = seed_knowledge.answer(Asked("xin giấy phép sửa nhà: tôi có căn cước và giấy khai sinh rồi, còn thiếu gì"))

    assert "còn thiếu 7 giấy tờ" in answer.text
    assert "đã có 0" not in answer.text
