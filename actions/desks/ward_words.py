"""What a person asks about wards and authorities, read from their words."""

import re

from core.text import fold

_NO = r"(?:khong|ko|k\b|hong|hok|ha\b|chua|\?)"
_GONE = re.compile(
    rf"\b(?:con(?! o\b)|bo|het|giai the)\b.{{0,25}}\b(?:quan|huyen|district)\b.{{0,20}}{_NO}"
    rf"|\b(?:quan|huyen)\b.{{0,20}}\b(?:con|bo|ton tai)\b.{{0,12}}{_NO}|\bcon (?:khong|ko|hong)\b"
    r"|khong con (?:cap )?(?:quan|huyen)|bo cap (?:quan|huyen)|districts? (?:still|exist|any more)"
)
_COUNT = re.compile(r"(?:bao nhieu|may) (?:phuong|xa|don vi)|how many (?:wards|communes|units)")
_ELSEWHERE = re.compile(
    r"(?:phuong|xa|noi|cho|trung tam) khac|trai tuyen|khong dung (?:noi|tuyen|phuong)|phi dia gioi|khong phu thuoc"
    r"|bat k[iy] (?:phuong|xa|dau|noi|trung tam)|(?:phuong|xa|noi|dau|trung tam)(?: nao)? cung duoc|o dau cung (?:duoc|nop)"
    r"|(?:any|another|other) (?:ward|centre|center|place)|not where i live|khac phuong"
)
_OWN = re.compile(
    r"\b(?:phuong|xa|thi tran|khu|dia chi|dia gioi|don vi|uy ban|trung tam|quan|huyen|sap nhap|hanh chinh"
    r"|sai gon|hcm|tphcm|ho chi minh|wards?|communes?|districts?|address|renamed|merged)\b"
)
_MATTER = re.compile(
    r"\b(?:lam|dang k[iy]|xin|cap|nop|xoa|gia han|muon|can|nhap|chuyen|tach|dang ki)\b.{0,30}\b(?:khai sinh|khai tu|ket hon|hon nhan"
    r"|tam tru|thuong tru|can cuoc|cccd|ho chieu|giay phep|ho kinh doanh|chung thuc|sao y|cong chung|so do|so hong|bao hiem|ly lich"
    r"|tro cap|bang lai|lai xe|ho khau|giay to|giay xac nhan|doc than|xay nha|sua nha)\b"
    r"|\b(?:birth|death|marriage|passport|licen[cs]e|certificate|permit|id card)\b"
)
_STREET = re.compile(r"\b(?:duong|hem|so nha|ngo|street|chung cu|khu pho|ap)\b|^\s*\d+[a-z]?(?:/\d+)*\s+[a-z]")
_UNSURE = re.compile(r"khong (?:biet|ro|nho|chac)|ko (?:biet|ro|nho)|k (?:biet|ro)|chua (?:biet|ro)|chang biet|hong biet|not sure|know")


def asks_whether_gone(text: str) -> bool:
    """Tell whether `text` asks if districts still exist."""
    return bool(_GONE.search(fold(text)))


def asks_how_many(text: str) -> bool:
    """Tell whether `text` asks how many units there are."""
    return bool(_COUNT.search(fold(text)))


def asks_elsewhere(text: str) -> bool:
    """Tell whether `text` asks if a file may be handed in at another place than one's own."""
    return bool(_ELSEWHERE.search(fold(text)))


def asks_of_own(text: str) -> bool:
    """Tell whether `text` speaks of the person's ward or address without naming it."""
    return bool(_OWN.search(fold(text)))


def names_a_matter(text: str) -> bool:
    """Tell whether `text` asks about a procedure beside naming a place: then it is no turn of this desk."""
    return bool(_MATTER.search(fold(text)))


def names_a_street(text: str) -> bool:
    """Tell whether `text` gives a street or a house number."""
    return bool(_STREET.search(fold(text)))


def is_unsure(text: str) -> bool:
    """Tell whether `text` says that the person does not know."""
    return bool(_UNSURE.search(fold(text)))
