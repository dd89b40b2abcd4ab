"""Which facets of a procedure a question asks for (giấy tờ, lệ phí, thời hạn, nơi nộp, ...).

Patterns run on folded text, so that accents and their absence read alike. Order is the order of an answer.
"""

import re

from core.answer import Facet
from core.text import fold
from core.words import Language, say

_MUCH = "(?:bao nhieu|bao nhiu|nhieu|nhiu|bn|may)"
_PATTERNS: dict[Facet, tuple[str, ...]] = {
    "documents": (
        r"giay to",
        r"giay gi\b",
        r"giay te",
        r"ho so (?:gom|can|bao gom|nhu the nao|ra sao)",
        r"ho so (?:\w+ ){0,2}gi",
        r"ho so(.{1,150})\bgom (?:co |nhung |cac |gi\b)",
        r"(?:thanh phan|bo|nhung|cac|can|chuan bi|lam) ho so",
        r"chuan bi (?:nhung |cai )?(?:gi|chi)",
        r"can (?:nhung |cai |nop |co |phai co |mang |dem )*(?:gi|chi)\b",
        r"mang (?:theo )?(?:nhung |cai )?(?:gi|chi)",
        r"dem theo",
        r"nop (?:nhung |cai )?gi\b",
        r"giay nao",
        r"thieu (?:giay )?gi",
        r"co can (.{0,40})\b(?:giay|ban sao|ban chinh|cong chung)",
    ),
    "fee": (
        r"le phi",
        r"chi phi",
        r"mien phi",
        r"ton tien",
        r"mat tien",
        r"mat phi",
        r"ton phi",
        r"dong tien",
        r"dong phi",
        r"thu phi",
        r"thu tien",
        r"phi(?! (?:nong|vat|chinh|hanh|phap|thuong))",
        r"tien (?:khong|k|ko|hong|hok)\b",
        rf"{_MUCH} tien",
        rf"het {_MUCH}\b(?! (?:ngay|lau|bua|buoi))",
        rf"gia {_MUCH}",
        rf"ton {_MUCH}\b(?! (?:ngay|lau|bua))",
        r"muc thu",
        r"tra tien",
        r"nop tien",
        rf"(?:mat|ton|het) {_MUCH} (?:xu|dong)",
    ),
    "time": (
        r"(?:mat |het |ton )?bao lau(?: thi)?(?: xong)?",
        rf"(?:mat |het |ton )?{_MUCH} (?:ngay|bua|hom|tuan|thang|gio|buoi)",
        r"(?:khi nao|bao gio|chung nao|luc nao|hoi nao|ngay nao|bua nao) (?:thi )?(?:xong|co|duoc|lay|nhan|tra)",
        r"thoi (?:han|gian)",
        r"(?:co |mat )lau (?:khong|k|ko|hong|hok)",
        r"lau khong",
        r"trong ngay",
        r"(?:lay|co|nhan|cap|tra) (?:lien|ngay|luon)(?: trong ngay)? (?:duoc |dc )?(?:khong|k|ko|hong|hok|hem)",
        r"(?:lay|co|nhan|cap|tra) lien (?:duoc|dc)",
        r"nhanh nhat",
        r"ngay lam viec",
    ),
    "place": (
        r"o dau",
        r"\bdau (?:vay|the|a|ha|ta|z|v|nhi|day|duoc)",
        r"(?:nop|lam|ra|den|toi|len|di|xin|dang ky|gap|qua|gui|cap|khai) (?:o )?dau\b",
        r"cho nao",
        r"noi nao",
        r"co quan nao",
        r"don vi nao",
        r"cap nao",
        r"phong nao",
        r"dia chi",
        r"tham quyen",
        r"(?:ai|ben nao) (?:cap|giai quyet|lam|nhan|tiep nhan|phu trach|xu ly)",
        r"tai dau",
        r"(?:phuong|xa|so) nao",
        r"phuong hay",
        r"xa hay",
        r"quan hay",
        r"tinh hay",
        r"noi (?:nop|nhan)",
        r"nop (?:tai|ve) dau",
        r"(?:o|qua|tai|den) (?:mot )?(?:phuong|xa|noi|cho|tinh) khac",
        r"(?:o|tai|ra|len|toi|den) (?:cong an |uy ban |ubnd )?(?:xa|phuong|tinh|thanh pho)(.{0,30})\b(?:duoc|dc) (?:khong|k|ko|hong|hok)",
    ),
    "steps": (
        r"cac buoc",
        r"may buoc",
        r"nhung buoc",
        r"tung buoc",
        r"bao nhieu buoc",
        r"trinh tu",
        r"quy trinh",
        r"cac khau",
        r"buoc (?:dau|tiep|nao)",
        r"cach thuc",
    ),
    "requirements": (
        r"dieu kien",
        r"(?:can|phai co|du) (?:it nhat |toi thieu )?(?:bao nhieu|may)"
        r" (?!tien|ngay|lau|thang|tuan|gio|buoi|bua|nam|ban|giay|to\b|bo\b|buoc|loai)\w+",
        r"yeu cau gi",
        r"truong hop nao",
        r"khi nao (?:thi )?(?:duoc|phai)",
        r"(?:du|bao nhieu|may) tuoi",
        r"bat buoc",
        r"co duoc (.{0,60})\b(?:khong|k|ko|hong|hok|hem|hong)\b",
        r"(?:duoc|dc) (?:khong|k|ko|hong|hok|hem|hok|chua|ko a)\b",
        r"co phai (.{0,60})\bkhong",
        r"tieu chuan",
        r"bi tu choi",
    ),
    "legal_basis": (
        r"can cu",
        r"phap ly",
        r"co so phap",
        r"luat nao",
        r"(?:nghi dinh|thong tu|quyet dinh|van ban|quy dinh) nao",
        r"theo (?:luat|quy dinh|nghi dinh|thong tu|van ban|dieu) (?:nao|gi)",
        r"dieu may",
        r"quy dinh (?:o|tai) dau",
        r"(?:link|trich|dan) nguon",
        r"nguon (?:nao|o dau|thong tin)",
    ),
    "result": (
        r"ket qua",
        r"nhan (?:lai )?duoc (?:gi|cai gi)",
        r"duoc cap (?:gi|cai gi|giay gi)",
        r"ra (?:giay|to) gi",
    ),
    "online": (
        r"online",
        r"onl\b",
        r"truc tuyen",
        r"(?:qua|tren) (?:mang|internet|app)",
        r"dich vu cong",
        r"vneid",
        r"(?:o|tai|ngoi) nha (?:nop|lam|dang)",
        r"khong can (?:den|ra|len)",
        r"buu dien",
        r"qua duong buu",
    ),
    "subjects": (
        r"doi tuong",
        r"(?:nhung )?ai (?:duoc|co the|phai|co quyen|la nguoi|moi duoc|di|dung ten)",
        r"danh cho ai",
        r"ap dung (?:cho|voi) ai",
    ),
    "form": (
        r"mau (?:don|to khai|giay|nao|gi|so|van ban)",
        r"to khai",
        r"bieu mau",
        r"don (?:xin|de nghi) (?:nao|gi|o dau|mau)",
        r"tai (?:mau|don|to)",
        r"download",
        r"viet don",
    ),
}
_COMPILED = {facet: re.compile(rf"\b(?:{'|'.join(patterns)})\b") for facet, patterns in _PATTERNS.items()}

# Asked in general, an overview answers; what is asked for besides stands here.
_HOW = re.compile(
    r"\b(?:lam|phai|thi|thu tuc|can|xin) (?:lam )?(?:sao|the nao|nhu the nao|ra sao|nhu nao|gi)\b|\blam gi\b"
    r"|(?<!tai )(?<!vi )\b(?:ra sao|the nao|nhu nao|kieu gi|cach nao|sao)(?: (?:vay|a|nhi|ta|ha|z|day|dzay|the|nha|em|chi|anh|ban|ad))*\W*$"
)
_WHETHER = re.compile(r"\bco .{2,}\b(?:khong|ko|k|hong|hok|hem|kg)\b")


def title(facet: Facet, language: Language = "vi") -> str:
    """Return the heading of `facet`: "Lệ phí", "Fee"."""
    return say(f"facets.{facet}", language)


def detect(question: str) -> list[Facet]:
    """Return the facets `question` asks for, in the order an answer gives them; none means an overview.

    How something is done asks for an overview and the steps, whether it is done for the conditions beside.
    """
    text = fold(question)
    asked = [facet for facet, pattern in _COMPILED.items() if pattern.search(text)]
    if not asked and _HOW.search(text):
        return ["overview", "steps"]
    if not asked and _WHETHER.search(text):
        return ["overview", "requirements"]
    return asked


def framing(question: str) -> set[str]:
    """Return the syllables of `question`, in lower case, that only ask ("cần giấy tờ gì") and name no procedure.

    What stands between asking words ("có được hỗ trợ tiền mai táng không") names the matter, and is not among them.
    """
    text, spelled = fold(question), question.lower()
    if len(spelled) != len(text):  # a stray mark: places do not correspond
        spelled = text
    found: set[str] = set()
    for pattern in _COMPILED.values():
        for match in pattern.finditer(text):
            inside = {part for group in match.regs[1:] for part in spelled[slice(*group)].split() if group[0] >= 0}
            found |= set(spelled[slice(*match.span())].split()) - inside
    return found
