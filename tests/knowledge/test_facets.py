"""What is asked of a procedure, however it is put: with accents, without, as the south says it."""

from typing import get_args

import pytest

from core.answer import Facet
from core.text import fold
from knowledge.facets import detect, framing

ASKED = """
place, requirements | nộp ở phường được không
time, requirements | lấy liền được không
time | co luon ko
place, requirements | ra công an xã làm được hông
requirements | cần bao nhiêu thành viên mới lập được
requirements | phải có ít nhất mấy người
documents | Làm giấy khai sinh cần giấy tờ gì?
documents | hồ sơ gồm những gì
documents | ho so gom nhung gi vay
documents | Đi đăng ký kết hôn phải mang theo những gì?
documents | cần chuẩn bị gì để làm tạm trú
documents | chuẩn bị cái chi hả chị
documents | Nộp những gì khi xin giấy phép xây dựng?
documents | co can cong chung ban sao khong
documents | thiếu giấy gì thì được bổ sung
documents | thành phần hồ sơ cấp lại bằng lái
fee | Lệ phí bao nhiêu?
fee | le phi bao nhieu
fee | làm cái này hết nhiêu tiền vậy
fee | het bao nhieu
fee | có tốn tiền không
fee | có mất phí ko
fee | đóng bao nhiêu tiền
fee | chi phí sang tên xe
fee | tốn nhiêu vậy anh
fee | có miễn phí không
time | Bao lâu thì có?
time | bao lau xong
time | mấy bữa thì lấy được
time | may ngay co giay
time | khi nào thì nhận được thẻ
time | thời hạn giải quyết là mấy ngày
time | chừng nào có bằng lái
time | làm có lâu không
time | làm trong ngày được luôn hả
place | Nộp ở đâu?
place | nop o dau vay
place | ra đâu làm giấy này
place | phải tới chỗ nào
place | cơ quan nào giải quyết
place | nộp ở phường nào
place | ai cấp giấy này
place | địa chỉ nộp hồ sơ
place | len phuong hay len quan
steps | Trình tự thực hiện ra sao?
steps | quy trình đăng ký thường trú
steps | có mấy bước
steps | cac buoc lam giay phep lao dong
requirements | Điều kiện để nhập hộ khẩu
requirements | mấy tuổi thì được thi bằng A1
requirements | dieu kien huong tro cap that nghiep
requirements | Người nước ngoài có được mua nhà không
legal_basis | Căn cứ pháp lý là gì?
legal_basis | theo luật nào
legal_basis | nghị định nào quy định
legal_basis | theo nghi dinh nao
result | kết quả nhận được
result | nhận lại được gì
online | nộp trực tuyến
online | đăng ký qua mạng
online | gui qua buu dien
subjects | Ai được làm thủ tục này?
subjects | đối tượng nào được hưởng
form | Mẫu đơn nào?
form | xin biểu mẫu đăng ký
documents, fee | cần giấy tờ gì và lệ phí bao nhiêu
documents, place | mang giấy tờ gì, nộp ở đâu
fee, time | tốn nhiêu tiền, mấy ngày xong
time, place | bao lâu có và lấy ở đâu
fee, online | nộp online có mất phí không
requirements, online | Nộp online được không?
requirements, online | làm qua mạng được hông
place, form | tải tờ khai ở đâu
documents, fee, time | hồ sơ gồm gì, phí nhiêu, bao lâu
"""
# A matter is named and nothing is asked of it: an overview.
NAMED = """
đăng ký tạm trú
Đăng ký kết hôn
sang tên xe máy cũ
cấp lại giấy phép lái xe
xin chào
đăng ký khai sinh cho con ngoài giá thú
thủ tục tách hộ
làm hộ chiếu cho trẻ em
dang ky ho kinh doanh quan an
làm căn cước cho con
doi can cuoc
đăng ký lại khai sinh
xác nhận nguồn gốc đất
chuyển sang đất phi nông nghiệp
gia nhập quốc tịch
"""
ROWS = [(text, tuple(asked.split(", "))) for asked, text in (line.split(" | ") for line in ASKED.strip().splitlines())]


@pytest.mark.parametrize(("text", "asked"), ROWS, ids=[text for text, _ in ROWS])
def test_what_is_asked_is_heard(text: str, asked: tuple[Facet, ...]) -> None:
    assert detect(text) == list(asked)


@pytest.mark.parametrize(("text", "asked"), ROWS, ids=[text for text, _ in ROWS])
def test_without_accents_or_in_capitals_the_same_is_heard(text: str, asked: tuple[Facet, ...]) -> None:
    assert detect(fold(text)) == detect(text.upper()) == list(asked)


@pytest.mark.parametrize("text", NAMED.strip().splitlines())
def test_a_matter_alone_asks_for_nothing_in_particular(text: str) -> None:
    assert detect(text) == []


@pytest.mark.parametrize("text", ["cấp lại được bao lâu", "khai lại phải mất bao lâu", "hai di sản thì bao lâu"])
def test_who_is_a_word_of_its_own(text: str) -> None:
    """'Ai' asks for the person; the end of "lại", "khai" or "hai" does not."""
    assert detect(text) == ["time"]


def test_the_words_that_only_ask_are_told_from_those_that_name() -> None:
    asking = framing("làm giấy khai sinh cần giấy tờ gì, lệ phí bao nhiêu")
    assert {"giấy", "tờ", "lệ", "phí"} <= asking
    assert not {"khai", "sinh"} & asking
    assert {"giay", "to", "bao", "nhieu"} <= framing("lam giay khai sinh can giay to gi, bao nhieu tien")


def test_a_word_that_only_looks_like_an_asking_one_is_told_by_its_accents() -> None:
    asking = framing("đóng bảo hiểm xã hội bao nhiêu tiền")
    assert "bao" in asking
    assert "bảo" not in asking


@pytest.mark.parametrize(
    ("text", "content"),
    [("có được hỗ trợ tiền mai táng không", {"mai", "táng", "hỗ", "trợ"}), ("có phải đăng ký tạm trú không", {"tạm", "trú"})],
)
def test_what_stands_between_asking_words_names_the_matter(text: str, content: set[str]) -> None:
    assert not content & framing(text)
    assert "không" in framing(text)


def test_every_facet_has_a_title_and_can_be_asked_for() -> None:
    heard = {facet for _, asked in ROWS for facet in asked}
    assert heard == set(get_args(Facet)) - {"overview"}
