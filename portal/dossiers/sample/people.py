"""The applicants of the sample portal: nobody. The n-th is the same person on every day.

- Names are put together from surnames and given names that no list of people was asked for; a likeness is chance.
- Phones begin with 057: landlines of Phú Yên until 2017, and in no block of a network since (none in Google's libphonenumber).
- Identity numbers begin with 0998: codes of provinces end at 096, and 8 stands for men born from 2300 on (Thông tư 07/2016/TT-BCA,
  điều 7).
"""

import hashlib
from dataclasses import dataclass, field

_SURNAMES_TEXT = "Khổng,Lục,Nghiêm,Giản,Mạc,Cù,Ngụy,Tống,Ninh,Quách,Tôn,Nguyễn,Trần,Phạm,Võ,Đặng,Bùi,Huỳnh,Trịnh,Đoàn,Âu,Thạch,Vưu,Lê,Hoàng"
_GIVEN_TEXT = (
    "Thục Nhiên,Diệu Khiết,Khắc Uyển,Bá Triêm,Hoài Nhược,Vĩnh Khuê,Mộc Miên,Thị Hạc Huyên,Sĩ Thuyên,Nhã Quỳnh Dao,Trọng Khoát,"
    "Ái Nhụy,Thế Phiên,Lạc Nhi Uyên,Đình Toại,Mỹ Diễm Xuyến,Khánh Trầm,Tuệ Mẫn Nhu,Hạo Thiều,Thị Ngà Khuyên,Duy Kỉnh,Yên Đan Thảo,"
    "Chí Doãng,Thùy Nhạn,Bảo Kiềm,Cẩm Tú Nghi,Hữu Phác,Song Nhị Kiều,Viết Thưởng Lãm,Phương Nghê,Nguyệt Cầm Sa,Tấn Khiêm Nhượng,"
    "Linh Đoan Thục,Công Uẩn Trạch,Hồng Nhung Tơ,Phúc Lân Viễn,Thu Ba Lài,Gia Kỳ Sương,Minh Triết Nghị,Thị Tuyền Nhụy,Đức Khảng"
)
_SURNAMES, _GIVEN = _SURNAMES_TEXT.split(","), _GIVEN_TEXT.split(",")
MOST = len(_SURNAMES) * len(_GIVEN)  # people with names of their own
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_FIRST_DIGITS, _STEP = 4321, 2749  # the step shares no factor with 10,000: the last four digits repeat after that many people


@dataclass(frozen=True)
class SamplePerson:
    """Who handed a sample dossier in."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    identity: str = field(repr=False)
    secret: str = field(repr=False)


def person(number: int) -> SamplePerson:
    """Return the `number`-th of the people, 0 to `MOST` - 1; no two share a name, the last digits of a phone, or a number."""
    name = f"{_SURNAMES[number % len(_SURNAMES)]} {_GIVEN[number % len(_GIVEN)]}"
    last = (_FIRST_DIGITS + number * _STEP) % 10_000
    phone = f"057{(100 + number * 37) % 1000:03d}{last:04d}"
    identity = f"0998{(40 + number * 13) % 100:02d}{(104_729 * (number + 1)) % 1_000_000:06d}"
    return SamplePerson(name, phone, identity, "k7Xm2Qp9" if number == 0 else _secret(number))


def _secret(number: int) -> str:
    digest = hashlib.sha256(b"sample %d" % number).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:8])
