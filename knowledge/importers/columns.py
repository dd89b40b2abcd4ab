"""The columns of the spreadsheet: title, what a clerk writes there, and how the cell and the record's part become each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.procedure import Procedure
from knowledge.importers import cells, ways

KEEP = "(giữ nguyên)"  # what the cell cannot hold: the record's own stays
WAYS, FEES = "Cách nộp, thời hạn", "Phí, lệ phí"


@dataclass(frozen=True)
class Column:
    """One column. `name` is the record's field; the two columns of ways and fees make `methods` together."""

    title: str
    name: str
    help: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]

    def cell(self, record: Procedure) -> str:
        """Return the cell's text for `record`, or `KEEP` where the text would not be read back as the same."""
        value = getattr(record, self.name)
        text = self.plain(record)
        try:
            return text if self.read(text) == value else KEEP
        except ValueError:
            return KEEP

    def plain(self, record: Procedure) -> str:
        """Return the text of the record's part, for people to read."""
        try:
            return self.write(getattr(record, self.name))
        except ValueError:  # a date in words
            return KEEP


def _lines(title: str, name: str, told: str) -> Column:
    return Column(title, name, f"{told}; mỗi dòng một mục", cells.write_lines, cells.read_lines)


def _text(title: str, name: str, told: str) -> Column:
    return Column(title, name, told, cells.write_text, cells.read_text)


def _date(title: str, name: str, told: str) -> Column:
    return Column(title, name, f"{told}, dạng 05/01/2026", cells.write_date, cells.read_date)


CODE = Column("Mã thủ tục", "code", "Bắt buộc, dạng 1.001193 (định dạng ô là Văn bản)", cells.write_text, cells.read_text)
NAME = Column("Tên thủ tục", "name", "Bắt buộc với thủ tục mới", cells.write_text, cells.read_text)
COLUMNS = [
    CODE,
    NAME,
    _lines("Tên gọi khác", "aliases", "Cách người dân gọi thủ tục"),
    _text("Lĩnh vực", "field", "Một lĩnh vực"),
    Column("Cấp thực hiện", "level", "Cấp xã, Cấp tỉnh, Cấp bộ, Cơ quan khác; mỗi dòng một cấp", cells.write_levels, cells.read_levels),
    _text("Cơ quan giải quyết", "agency", "Cơ quan có thẩm quyền"),
    _text("Nơi nộp", "place", "Nơi nhận hồ sơ"),
    Column(
        "Giấy tờ",
        "cases",
        "Mỗi dòng: Trường hợp: giấy tờ (1 bản chính, 1 bản sao) | ghi chú | mẫu: địa chỉ. Bỏ “Trường hợp:” nếu ai cũng nộp",
        cells.write_cases,
        cells.read_cases,
    ),
    Column(
        WAYS,
        "methods",
        "Mỗi dòng: Trực tiếp: 3 ngày làm việc; ghi chú. Cách nộp: Trực tiếp, Bưu chính, Trực tuyến",
        ways.write_ways,
        lambda text: ways.read_methods(text, ""),
    ),
    Column(
        FEES,
        "methods",
        "Mỗi dòng: Trực tiếp: Lệ phí 50.000 đồng; ghi chú. Không ghi cách nộp thì phí chung cho mọi cách",
        ways.write_fees,
        cells.read_lines,
    ),
    _lines("Các bước", "steps", "Trình tự thực hiện; dòng bắt đầu bằng hai dấu cách thuộc về bước phía trên"),
    _lines("Điều kiện", "requirements", "Yêu cầu, điều kiện"),
    _text("Kết quả", "result", "Giấy tờ nhận được"),
    _lines("Đối tượng", "subjects", "Ai được làm thủ tục"),
    Column(
        "Căn cứ pháp lý",
        "legal_basis",
        "Mỗi dòng: 123/2015/NĐ-CP: tên văn bản (ngày 15/11/2015)",
        cells.write_legal,
        cells.read_legal,
    ),
    _text("Quyết định công bố", "decision_number", "Số quyết định"),
    _text("Nguồn", "source_url", "Địa chỉ trang công bố"),
    _date("Ngày cập nhật", "updated", "Ngày nguồn cập nhật"),
    _date("Ngày đối chiếu", "checked", "Ngày đối chiếu với nguồn"),
    _date("Hiệu lực từ", "valid_from", "Ngày bắt đầu áp dụng"),
    _date("Hiệu lực đến", "valid_to", "Ngày cuối cùng còn áp dụng"),
    _text("Nhóm sự kiện", "life_event_group", "Nhóm sự kiện cuộc đời, như trên Cổng"),
    Column("Thủ tục gần giống", "variants", "Mỗi dòng: 2.000806: khác ở chỗ nào", cells.write_variants, cells.read_variants),
]
BY_TITLE = {column.title: column for column in COLUMNS}


def row_of(record: Procedure) -> dict[str, str]:
    """Return the record as a row of cells by title; what a cell cannot hold is `KEEP`."""
    row = {column.title: column.cell(record) for column in COLUMNS if column.name != "methods"}
    told = {WAYS: ways.write_ways(record.methods), FEES: ways.write_fees(record.methods)}
    try:
        whole = ways.read_methods(told[WAYS], told[FEES]) == record.methods
    except ValueError:
        whole = False
    row |= told if whole else dict.fromkeys(told, KEEP)
    return {column.title: row[column.title] for column in COLUMNS}
