"""Take personal data (dữ liệu cá nhân) out of what people write, before any of it is stored.

Numbers that name no person stay: codes of dossiers and procedures, decrees, dates, amounts. What proves whose dossier it is goes: the
end of a phone number, a secret key. One pass over a copy of the text without accents, in which each letter keeps its place; every
repetition is bounded, so the work grows with the length alone.
"""

import re
import unicodedata
from collections.abc import Iterator

from core.text.dossier_codes import Found, find
from core.text.proofs import BESIDE, CUED, DIGIT, MONEY, NAMES_DOSSIER, alone, blotted, ordinary

TAGS = {
    "password": "[mật khẩu]",
    "otp": "[mã OTP]",
    "card": "[số thẻ]",
    "identity": "[số căn cước]",
    "passport": "[số hộ chiếu]",
    "tax": "[mã số thuế]",
    "insurance": "[mã số bảo hiểm]",
    "account": "[số tài khoản]",
    "phone": "[số điện thoại]",
    "ending": "[số cuối]",
    "secret": "[mã bí mật]",
    "email": "[email]",
    "page": "[trang cá nhân]",
    "plate": "[biển số xe]",
    "name": "[họ tên]",
    "address": "[địa chỉ]",
}

_SEP = r"[\s.\-–_()\u200b\u2060]"
_GAP = r"[^\d\n\ue000]{0,20}?"  # words between a cue and its number: "số căn cước của tôi là"
_DAY = r"(?:20)?[123]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"  # no phone or identity number begins so
_HOUSE = r"\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?){0,5}(?![\w/])"
_WORD = r"(?-i:[A-Z])[^\W\d_]{0,11}(?![^\W\d_])"  # with a capital letter
_STREET = rf"(?:\s+{_WORD}){{1,5}}(?:\s+\d{{1,2}}\b)?"  # "Cách Mạng Tháng 8"
_UNITS = "phuong|quan|xa|huyen|tinh|thanh pho|ap|khu"
_OFFICIAL = "luat|nghi|thong tu|quyet|ban|bo|chinh phu|uy|ubnd|so|dieu|khoan|muc|chuong|thang|nam|ngay"
_NO_STREET = rf"(?!\s+(?:{_UNITS}|{_OFFICIAL})\b)"
_COUNTED = "noi|dia|mat|trung|tang|co|cho|can|phong|nguoi|con|chu|ngoi|lan|phan|bac|cap|lo|thua|khu|vo|ho|nha|to|cua|ben|don|chi|van"
_SMALL_WORDS = r"[^\W\d_]{2,9}(?:\s+[^\W\d_]{2,9}){1,3}"
_SMALL = rf"\s+(?!(?:{_COUNTED})\b)(?:(?:duong|pho|hem)\s+)?{_SMALL_WORDS}"
_UNTIL_WARD = rf"(?=\s*,?\s*(?:(?:{_UNITS}|tp|p|q)\b|[pq]\.?\s?\d))"
_SURNAMES = (
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|truong|lam|mai|trinh|dao|doan|cao|ta|luong|thai|chau"
)
# Words that end a name typed without capitals: "tên tôi là nguyễn văn an muốn hỏi".
_AFTER_NAME = (
    "muon|can|o|sinh|hoi|xin|va|bi|co|nam|que|la|thi|da|dang|se|nay|hien|tru|ngu|lam|di|tai|cho|so|dinh|duoc|khong|phai|nhung|cccd|sdt"
)
_NAME = rf"(?:{_WORD}(?:\s{_WORD}){{0,4}}|(?:{_SURNAMES})\b(?:\s(?!(?:{_AFTER_NAME})\b)[^\W\d_]{{1,8}}){{1,3}})"
_WHO = r"toi|em|minh|anh|chi|chau|con|be|con toi|vo toi|chong toi|me toi|bo toi|ba toi"
_KIN = r"ong|ba|anh|chi|co|chu|bac|em|chau|be|con|vo|chong|me|bo|cha|toi|minh|tui"
_MIDDLE = r"van|thi|duc|minh|ngoc|thanh|huu|quoc|xuan|kim|hong|thu|quang|cong"
_FULL_NAME = rf"(?-i:(?=[A-Z]))(?:{_SURNAMES})(?:\s(?-i:[A-Z])[^\W\d_]{{0,8}}){{1,4}}"  # "Trần Thị Hoa"
_BARE_NAME = rf"(?:{_SURNAMES})\s(?:{_MIDDLE})\s(?!(?:{_AFTER_NAME})\b)[^\W\d_]{{1,8}}"  # "tran thi hoa"
# What bears the name of somebody long dead.
_NAMED_AFTER = (
    "duong|pho|hem|dai lo|cau|truong|thpt|thcs|tieu hoc|mam non|dai hoc|benh vien|chung cu|cong vien|phuong|xa|nga tu|nga ba"
    "|vong xoay|nut giao|goc|tren|gan"
)
_LOGIN_CUE = (
    r"\b(?:mat ?khau|password|passwd|pass|mk|ma pin|pin|cvv|cvc)"
    r"(?:\s+(?:cua|toi|em|minh|me|bo|ba|vo|chong|con|vneid|fb|facebook|gmail|zalo|tai|khoan|dang|nhap|moi|cu)){0,6}"
)
_ID_CUE = r"\b(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh)\b"
_ACCOUNT_CUE = r"\b(?:so tai khoan|stk|tai khoan|tk|so the|account)\b"
_NAME_CUE = (
    rf"\b(?:ten (?:cua )?(?:{_WHO})(?: la)?|(?:toi|em|minh|chau|con|be) ten(?: la)?|ho (?:va )?ten(?: la|:)"
    r"|my name(?: is|'s)|name:)"
)
_HOME_CUE = (
    r"\b(?:so nha|nha so|(?:o|tai|ngu) so|hem|dia chi(?: nha| thuong tru| tam tru| hien tai| lien lac)?"
    r"(?: cua)?(?: toi| em| minh)?(?: la| o| tai)?(?: so)?)"
)

# At one place the first that fits is taken. `keep` is passed over whole, so that no later pattern sees a part of it. Where there is
# a group `value`, that alone is replaced.
_PATTERNS: tuple[tuple[str, str], ...] = (
    # Dossiers: "000.00.01.H29-260310-0420", "38.98.H29-210519-0013", "G09.20-20260609-0092637"; below, of social insurance.
    (
        "keep",
        rf"(?<!\w)(?:(?:\d{{1,3}}[. ]?){{1,3}}[a-h]\d{{2}}|[a-h]\d{{2}}(?:\.\d{{1,3}}){{0,3}})"
        rf"[-. ]{{0,3}}{_DAY}[-. ]{{0,3}}\d{{3,7}}(?!\d)",
    ),
    ("keep", r"(?<![\w/])\d{3,6}/\d{4}/\d{3,7}(?!\d)"),
    ("keep", r"(?<![\w.])\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[a-h]\d{2})?(?!\d)"),  # a procedure
    ("email", r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[(\[]at[)\]])\s?[a-z][\w-]{1,62}(?:\.[\w-]{1,63}){0,4}"),
    ("email", r"(?<![\w.+-])[\w.+-]{1,64}(?: [\w.+-]{1,30})? a (?:cong|coong|moc) [a-z]\w{1,30}(?: (?:cham|\.) (?:com|vn|net|org))?"),
    ("page", r"\b(?:facebook|fb|zalo|tiktok|instagram)\.(?:com|me)/[\w.@?=/-]{1,80}"),
    ("password", rf"{_LOGIN_CUE}\s*[:=]\s*(?P<value>(?!\[|\S{{0,64}}\ue000)\S{{3,64}})"),
    (
        "password",
        rf"{_LOGIN_CUE}\s+(?:(?:la|is)\s+)?(?P<value>(?!\[|\S{{0,64}}\ue000)(?=\S{{0,40}}[\d@#$%^&*])(?!\d{{1,2}}\b)[^\s,;?]{{3,64}})",
    ),
    ("password", rf"{_LOGIN_CUE}\s+(?:la|is)\s+(?P<value>(?!(?:nghia|truong|duong|nhung)\b)[!-~]{{5,64}})(?=\s*(?:[.,;?!]|$))"),
    (
        "otp",
        rf"\b(?:otp|ma xac (?:nhan|thuc|minh))\b{_GAP}(?<![\d/.])"
        rf"(?P<value>\d{{4,8}}|\d{{3}}[ -]\d{{3}}|\d\d(?:[ -]\d\d){{2}})(?![\d/])(?!{MONEY})",
    ),
    ("otp", rf"\b(?:ma|code)\b[^\d\n\ue000]{{0,16}}?\b(?:gui ve|ve may|tin nhan|sms){_GAP}(?P<value>\d{{4,8}})(?![\d/])(?!{MONEY})"),
    ("otp", r"(?<![\w/.])(?P<value>\d{4,8}) (?:la )?(?:ma )?otp\b"),
    *CUED,
    ("tax", rf"\b(?:ma so thue|mst|tax code)\b{_GAP}(?P<value>\d{{10}}(?:[ -]?\d{{3}})?)(?!\d)"),
    ("insurance", rf"\b(?:bhxh|bhyt|bao hiem)\b{_GAP}(?P<value>\d{{10}})(?![\d/])(?!{MONEY})"),
    ("passport", rf"\b(?:passport|ho chieu)\b{_GAP}(?P<value>\b[a-z]\d{{7,8}})(?!\w)"),
    ("identity", rf"(?:{_ID_CUE}|\b(?:gplx|bang lai)\b){_GAP}(?P<value>\d(?:[ ./-]?\d){{8,11}})(?!\d)(?!{MONEY})"),
    (
        "phone",
        rf"\b(?:sdt|so dien thoai|dien thoai|dt|phone|zalo|so (?:cua )?(?:toi|em|minh))\b{_GAP}"
        rf"(?P<value>\+?\d(?:{_SEP}{{0,3}}\d){{6,11}})(?!\d)(?!{MONEY})",
    ),
    ("account", rf"{_ACCOUNT_CUE}{_GAP}(?P<value>\d(?:[ .-]?\d){{5,18}})(?!\d)(?!{MONEY})"),
    ("name", rf"{_NAME_CUE}[:\s]{{1,3}}(?P<value>{_NAME})"),
    ("keep", rf"\b(?:{_NAMED_AFTER})\s+{_FULL_NAME}"),
    ("keep", r"\blien minh chau (?:au|phi)\b"),  # no Mr. Châu
    ("name", rf"\b(?:{_KIN}|ho (?:va )?ten)(?:\s(?:toi|em|minh|ay))?(?:\s(?:la|ten la|ten))?\s(?P<value>{_FULL_NAME})"),
    ("name", rf"\b(?:{_KIN})(?:\s(?:toi|em|minh|ay))?\s(?:la|ten)\s(?P<value>{_BARE_NAME})"),
    ("name", rf"(?<!\w)(?P<value>(?-i:(?=[A-Z]))(?:{_SURNAMES})\s(?:van|thi)(?:\s(?-i:[A-Z])[^\W\d_]{{0,8}}){{1,3}})"),
    ("keep", r"(?<![\w.])[1-9]\d{0,2}(?:[.,]\d{3}){1,5}(?![.,]?\d)"),  # an amount
    ("keep", rf"(?<!\w)[1-9]\d{{3,15}}{MONEY}"),
    ("card", r"(?<!\w)(?:3[47]\d\d[ .-]?\d{6}[ .-]?\d{5}|9704(?:[ .-]?\d){12,15})(?!\d)"),
    ("card", r"(?<!\w)(?:\d{4}(?:[ .-]?\d{4}){3}(?:[ .-]?\d{3})?|\d{16,19}|[a-z]{2}[ -]?\d{13})(?!\d)"),
    (
        "identity",
        r"(?<![\w/])(?:0\d{2}(?:[ .-]?\d{3}){3}|0\d{3}(?:[ .-]?\d{4}){2}"
        r"|0\d{5}[ .-]?\d{6}|0\d{2}[ .-]?\d{5}[ .-]?\d{4}|0(?:[ .-]\d){11})(?!\d)",
    ),
    (
        "phone",
        rf"(?<![\w/])(?:\(?(?:\+|00)\s?84|84|\(?0)"
        rf"(?:{_SEP}{{0,3}}[35789](?:{_SEP}{{0,3}}\d){{8}}|{_SEP}{{0,3}}2(?:{_SEP}{{0,3}}\d){{9}})(?!\d)",
    ),
    ("phone", r"(?<![\w/])[0o][35789][\do]{1,2}[/,][\do]{3,4}[/,][\do]{3,4}(?![\d/])"),
    ("phone", r"(?<!\w)o[35789][\do]{8}(?!\w)"),
    ("phone", rf"\b{DIGIT}(?: {DIGIT}){{8,10}}\b"),
    ("account", rf"(?<![\w/.])[1-9]\d{{11,14}}(?<!000)(?!\d)(?!{MONEY})"),
    ("tax", r"(?<![\w/.])[1-9]\d{9}(?:-\d{3})?(?<!000)(?![\d/])"),
    ("identity", r"(?<![\w/.])(?:[0-3]\d{8}(?<!000)|0\d{2}[ .-]\d{3}[ .-]\d{3})(?![\d/])"),  # the old card of nine digits
    ("passport", r"(?<!\w)[a-z]\d{7}(?!\w)"),
    ("plate", r"(?<![\w/])[1-9]\d[-. ]?[a-z]{1,2}\d?(?:[-. ]{0,2}\d{3}\.?\d{2}|-\d{4})(?![\w/])"),
    (
        "address",
        rf"{_HOME_CUE}\s?:?\s*(?P<value>{_HOUSE}(?!\s*(?:thang|nam|ngay)\b)"
        rf"(?:,?\s+(?:duong|pho|hem)\b)?(?:{_NO_STREET}{_STREET})?)",
    ),
    ("address", rf"(?<![\w/.])(?P<value>{_HOUSE}\s+(?:duong|pho){_NO_STREET}{_STREET})"),
    (
        "address",
        rf"(?<![\w/])(?P<value>\d{{1,4}}[a-z]?(?:/\d{{1,4}}[a-z]?){{1,5}}(?<!/19\d\d)(?<!/20\d\d)(?![\w/]){_NO_STREET}{_STREET})",
    ),
    # In small letters, up to the ward or the end of what is said: "o 45 le lai quan 1", "so nha 12 nguyen trai".
    ("address", rf"(?:{_HOME_CUE}|\b(?:o|tai|nha)(?: em| toi| minh)?(?: so)?)\s?:?\s*(?P<value>{_HOUSE}{_NO_STREET}{_SMALL}){_UNTIL_WARD}"),
    ("address", rf"(?<![\w/.])(?P<value>{_HOUSE}\s+(?:duong|hem)\s+(?:so\s+\d{{1,3}}[a-z]?\b|{_SMALL_WORDS}{_UNTIL_WARD}))"),
    ("address", rf"(?<![\w/.])(?P<value>{_HOUSE}{_NO_STREET}{_STREET})(?=,?\s*(?:[pq]\.|{_UNITS}\b))"),
    ("address", r"\b(?:can ho|can|phong)\s+(?:so\s+)?(?P<value>[a-z]{0,3}\d{1,3}(?:[.-]\d{1,3})?)(?=,?\s+(?:lo|chung cu|cc|block|toa)\b)"),
    ("address", rf"\bso\s+(?P<value>{_HOUSE}{_NO_STREET}(?=(?:\s+{_WORD}){{2}}){_STREET})"),
)
_CODE = "\ue000"  # stands in the copy where the code of a dossier does: no pattern sees a part of it
_ROUNDS = 4  # a tag parts what stood together, so that more may be seen beside it; most texts need one, seldom one needs three
_TAG = re.compile("|".join(map(re.escape, TAGS.values())))  # what was masked before: its words announce nothing
_UNDER = re.compile("dưới", re.IGNORECASE)  # without accents it is "đuôi", the end of a number


def _combined(patterns: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    parts = (rf"(?P<p{number}>{pattern.replace('<value>', f'<v{number}>')})" for number, (_, pattern) in enumerate(patterns))
    return re.compile("|".join(parts), re.IGNORECASE)


_ANY = _combined(_PATTERNS)
_ALL = _PATTERNS + BESIDE
_BESIDE_CODE = _combined(_ALL)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # "＠", "０": as wide as a Chinese sign
_LETTERS = _WIDE | {
    ord(letter): bare
    for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)))
    if len(bare := letter.translate({0x110: "D", 0x111: "d"})) == 1 and (bare := unicodedata.normalize("NFD", bare)[0]) != letter
}


def mask(text: str, keep: frozenset[str] = frozenset()) -> str:
    """Return `text` (composed, NFC) with tags such as "[số điện thoại]" where personal data stood; idempotent.

    Args:
        text: what somebody wrote.
        keep: kinds (keys of `TAGS`) that stay; where the street light is broken is no personal datum.
    """
    masked = unicodedata.normalize("NFC", text)
    for _ in range(_ROUNDS):
        before, masked = masked, _once(masked, keep)
        if masked == before:
            break
    return masked


def blot(text: str) -> str:
    """Return `text` as it may be stored when it is about somebody's own dossier: masked, and without any number or key."""
    composed = unicodedata.normalize("NFC", text)
    return mask(blotted(composed, composed.translate(_LETTERS)))


def _once(composed: str, keep: frozenset[str]) -> str:
    codes = find(composed)
    tagless, tags = _TAG.subn(_blot, composed)
    copy = _without(codes, _UNDER.sub("dzoi", tagless).translate(_LETTERS))
    parts, end = [], 0
    for start, stop, kind in _spans(composed, copy, _BESIDE_CODE if codes or NAMES_DOSSIER.search(copy) else _ANY):
        if kind not in keep:
            parts += [composed[end:start], TAGS[kind]]
            end = stop
    if not parts and not codes and not tags and (proof := alone(composed, copy)) and proof[2] not in keep:
        parts, end = [composed[: proof[0]], TAGS[proof[2]]], proof[1]
    return "".join((*parts, composed[end:]))


def _blot(tag: re.Match[str]) -> str:
    return f"[{_CODE * (len(tag.group()) - 2)}]"


def _without(codes: list[Found], copy: str) -> str:
    parts, end = [], 0
    for code in codes:
        parts += [copy[end : code.start], _CODE * (code.end - code.start)]
        end = code.end
    return "".join((*parts, copy[end:]))


def _spans(composed: str, copy: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where personal data stands, and its kind."""
    for match in pattern.finditer(copy):
        number = (match.lastgroup or "p0")[1:]
        kind, place = _ALL[int(number)][0], match.span(f"v{number}" if f"v{number}" in pattern.groupindex else f"p{number}")
        if kind == "token" and not ordinary(composed[slice(*place)]):
            kind = "secret"
        if kind in TAGS:
            yield *place, kind
