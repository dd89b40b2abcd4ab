"""The official name of a procedure without what tells its twins apart. Works on folded text (no accents, lower case)."""

import re
from functools import lru_cache

from core.text import fold, normalize
from knowledge.markers import Marker

_LEVEL = r"(?:(?:cap )?(?:trung uong|tw|dia phuong)|cap (?:bo|tinh|huyen|xa))"
LEVELS = rf"{_LEVEL}(?:, {_LEVEL})*"
_MINISTRY = (
    r"(?:cong an|cong thuong|giao duc va dao tao|khoa hoc va cong nghe|ngoai giao|noi vu|nong nghiep va moi truong|quoc phong"
    r"|tai chinh|tu phap|van hoa, the thao va du lich|van hoa va the thao|xay dung|y te)"
)
_ZONES = r"ban quan ly (?:khu cong nghiep, khu che xuat, khu cong nghe cao, )?khu kinh te"
_OFFICE = (
    rf"(?:(?:chu tich )?(?:ubnd|uy ban nhan(?: dan)?)(?: cap)? (?:tinh|xa)|(?:bo truong )?(?:bo|so) {_MINISTRY}(?:/so {_MINISTRY})?"
    rf"|{LEVELS}|thu tuong chinh phu|hoi dong nhan dan cap tinh|{_ZONES})"
)
_DEED = r"(?: (?:cap|cap phep|chap thuan|giai quyet|phe duyet|quan ly|quyet dinh))?"
_COMPETENCE = rf"(?:tham quyen|pham vi quan ly){_DEED}(?: cua)* {_OFFICE}(?: (?:phe duyet|quan ly)\b)?"
_AT = rf"(?:(?:thuc hien|giai quyet) )?(?:(?:tai|o) )?(?:cong an |ubnd )?{LEVELS}"
_WHO = re.compile(
    rf"\((?:{_AT}|(?:thuoc |theo )?{_COMPETENCE}|(?:so|cuc) (?:{_MINISTRY}|thong tin, thong ke)|phan cap ve cho {_OFFICE})(?:\)|$)"
    rf"|\b(?:thuoc|theo) {_COMPETENCE}\b"
    rf"|(?:\b(?:thuc hien )?(?:tai|o)|[-–,;]) (?:cong an |ubnd )?{LEVELS}(?=\W*$)"
)
_CODE = re.compile(r"\(\s*\d\.\d{6}\s*\)")  # some names repeat their code
_LEAD = re.compile(r"^\W*(?:thu tuc(?: hanh chinh)?\b[\s:.-]*)+")
_BRACKET = re.compile(r"\([^()]*\)?")
# What is done to a paper, or how often: "cấp", "cấp lại", "gia hạn" and "điều chỉnh" of one paper are near twins.
_DEEDS = re.compile(
    r"\b(?:(?:de nghi|yeu cau) )?"
    r"(?:(?:cap|dang ky|gia han|dieu chinh|thay doi|sua doi|bo sung|chinh sua|thu hoi|cong bo|xac nhan|cong nhan)"
    r"(?: (?:lai|moi|doi|lan dau|bo sung|noi dung))*(?:/|, | hoac | va |; | )?)+"
)
_SITUATIONS = re.compile(r"\b(?:co yeu to nuoc ngoai|(?:tai|o) khu vuc bien gioi|ket hop .*)")
_TIMES = re.compile(r"\b(?:lan dau|lai|moi|noi dung|bi mat|bi hong|het han)\b")


@lru_cache(8192)  # twins ask for each name several times
def bare(name: str) -> str:
    """Return the words of `name` without "thủ tục" before it and without who handles it.

    >>> bare("Thủ tục cấp lại thẻ căn cước (thực hiện tại cấp tỉnh)")
    'cap lai the can cuoc'
    """
    return _words(_plain(name))


@lru_cache(8192)
def handler(name: str) -> str | None:
    """Return the words by which `name` itself says who handles it, or `None`.

    >>> handler("Cấp lại thẻ căn cước (thực hiện tại cấp tỉnh)")
    'thực hiện tại cấp tỉnh'
    """
    text = normalize(name)
    folded = fold(text)
    found = _WHO.search(folded)
    if not found or len(folded) != len(text):  # a letter of two: places do not correspond
        return None
    return text[found.start() : found.end()].strip(" ()-–,;") or None


def stem(name: str, markers: list[Marker]) -> str:
    """Return what near twins share: `bare` without brackets, without what `markers` tell, without what is done."""
    text = _SITUATIONS.sub(" ", _BRACKET.sub(" ", _plain(name)))
    for marker in markers:
        text = marker.in_record.sub(" ", text)
    return _words(_TIMES.sub(" ", _DEEDS.sub(" ", text)))


@lru_cache(8192)  # for `bare` and `stem`
def _plain(name: str) -> str:
    return _LEAD.sub("", _WHO.sub(" ", _CODE.sub(" ", fold(name))))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))
