"""Where the sample dossiers lie, and what they are about. The numbers of the offices in the codes are invented."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "procedures.tsv"
INSURANCE = "Bảo hiểm xã hội Thành phố Hồ Chí Minh"
CITY_CENTRE = "Trung tâm Phục vụ hành chính công Thành phố Hồ Chí Minh"
_WARDS = (  # the first is of the fixed dossiers
    "Phường Sài Gòn,Phường Bến Thành,Phường Xuân Hòa,Phường Diên Hồng,Phường Chợ Lớn,Phường Gia Định,Phường Hạnh Thông,"
    "Phường Tân Sơn Nhất,Phường Bảy Hiền,Phường Thủ Đức,Phường Linh Xuân,Phường Tân Thuận,Phường Bình Dương,Phường Dĩ An,"
    "Phường Thuận An,Phường Vũng Tàu,Phường Bà Rịa,Xã Củ Chi,Xã Hóc Môn,Xã Bình Chánh,Xã Cần Giờ,Xã Long Điền,Đặc khu Côn Đảo"
)
WARDS = tuple(_WARDS.split(","))
_CITY_OFFICES = {
    "Sở Tài chính": 3,
    "Sở Công Thương": 4,
    "Sở Giáo dục và Đào tạo": 7,
    "Sở Văn hóa và Thể thao": 9,
    "Sở An toàn thực phẩm": 12,
    "Thuế Thành phố Hồ Chí Minh": 14,
}


@dataclass(frozen=True)
class SampleProcedure:
    """A published procedure as the samples need it; `days` are working days, `amount_vnd` is that of this sample alone."""

    code: str
    name: str
    office: str
    days: int
    result: str
    fee: str
    amount_vnd: int
    papers: tuple[str, ...]


@cache
def procedures() -> tuple[SampleProcedure, ...]:
    """Return them in the order of the table."""
    rows = [line.split("\t") for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return tuple(
        SampleProcedure(code, name, office, int(days), result, fee, int(amount or 0), tuple(papers.split(";")))
        for code, name, office, days, result, fee, amount, papers in rows
    )


def agency(procedure: SampleProcedure, ward: int) -> str:
    """Return the office that has a dossier of `procedure`, in the `ward`-th of the wards where that matters."""
    place = WARDS[ward % len(WARDS)]
    return {"ward": f"UBND {place}", "police": f"Công an {place}"}.get(procedure.office, procedure.office)


def centre(procedure: SampleProcedure, ward: int) -> str:
    """Return where its result is handed out."""
    at_ward = procedure.office in ("ward", "police")
    if procedure.office == INSURANCE:
        return INSURANCE
    return f"Trung tâm Phục vụ hành chính công {WARDS[ward % len(WARDS)]}" if at_ward else CITY_CENTRE


def code(procedure: SampleProcedure, ward: int, day: str, number: int) -> str:
    """Return the code of the `number`-th dossier of `day` ("20260310") in the way the office writes it."""
    if procedure.office == "ward":
        return f"H29.{18 + ward % len(WARDS)}-{day[2:]}-{number:04d}"
    if procedure.office == "police":
        return f"{38 + ward % len(WARDS)}.98.H29-{day[2:]}-{number:04d}"
    if procedure.office == INSURANCE:
        return f"03799/{day[:4]}/{number:05d}"
    if procedure.office == "Sở Nội vụ":
        return f"G09.20-{day}-{90_000 + number:07d}"
    return f"000.00.{_CITY_OFFICES[procedure.office]:02d}.H29-{day[2:]}-{number:04d}"
