"""Proofs that a dossier is one's own, as they stand in what people write: the end of a phone number, a secret key.

Patterns for `core.text.mask`, which reads a copy without accents in which the code of a dossier, and what was masked before, is blotted
out (U+E000): no word before it announces what stands behind it.
"""

import re

MONEY = r"\s?(?:dong|d|vnd|trieu|tr|nghin|ngan|ty|usd|m2|k)\b"
DIGIT = "(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)"
_SPELLED = "(?:zero|one|two|three|four|five|six|seven|eight|nine)"
_ENDING_CUE = (
    r"\b(?:(?:[3-6] |ba |bon |nam |sau |may )?(?:chu )?so (?:dien thoai |dt )?(?:cuoi|duoi)|duoi so(?: dien thoai| dt| sdt)?"
    r"|last (?:(?:four|4|three|3|few) ?(?:digits?|numbers?)?|digits)|ending(?: in| with)?|ends (?:in|with))\b"
)
_ENDING = rf"(?:\d(?:[ .-]?\d){{2,5}}(?![ .-]?\d)|{DIGIT}(?: {DIGIT}){{2,5}}\b|{_SPELLED}(?: {_SPELLED}){{2,5}}\b)"
_FOUR = rf"(?:\d{{4}}|\d(?:[ .-]\d){{3}}|\d\d \d\d|{DIGIT}(?: {DIGIT}){{3}}|{_SPELLED}(?: {_SPELLED}){{3}})(?!\w)"
_COUNTED = r"\s?(?:nguoi|m|met|cm|km|kg|g|gram|gam|ngay|tuoi|cai|con|ho|trang|met vuong|mv|cc|watt|w)\b"  # "duoi 2000 nguoi": fewer than
_KEY_CUE = (
    r"\b(?:(?:ma|khoa) (?:so )?(?:bi mat|bao mat|tra cuu)|secret(?: ?key| code)?|secretkey|lookup (?:code|key)|private key)\b"
    r"(?:\s+(?:cua|toi|em|minh|tui|ho|so|hs|nay|do|day|cap|duoc|my|the|for|application)){0,6}"
)

# Behind words that announce a proof.
CUED: tuple[tuple[str, str], ...] = (
    ("secret", rf"{_KEY_CUE}\s*[:=]\s*(?P<value>(?!\d\.\d{{6}})(?=[!-~]{{8}}|[!-~]{{0,8}}\d)[!-Z\\^-~]{{4,64}})"),
    ("secret", rf"{_KEY_CUE}\s+(?:(?:la|is)\s+)?(?P<value>(?!\d\.\d{{6}}|\d{{1,3}}\b)(?=[!-~]{{0,40}}\d)[!-Z\\^-~]{{4,64}})"),
    ("secret", rf"{_KEY_CUE}\s+(?:la|is)\s+(?P<value>(?!(?:nghia|truong|duong|nhung)\b)[a-z]{{6,64}})(?=\s*(?:[.,;?!]|$))"),
    ("ending", rf"{_ENDING_CUE}[^\d\n?!\ue000]{{0,24}}?(?P<value>{_ENDING})(?![\w/])(?!{MONEY})"),
    ("ending", rf"\bduoi(?: dien thoai| dt| sdt)?[^\d\n?!\ue000]{{0,12}}?(?P<value>{_FOUR})(?![ ./-]?\d|/)(?!{MONEY}|{_COUNTED})"),
    ("ending", rf"\b(?:sdt|so dien thoai|phone number)\b[^\d\n?!\ue000]{{0,12}}?(?P<value>(?!1022){_FOUR})(?![ ./-]?\d|/)(?!{MONEY})"),
)
# Where a code was announced, or was mistyped beyond reading.
NAMES_DOSSIER = re.compile(
    r"\b(?:ma|so) (?:so )?(?:ho so|hs|bien nhan)\b|\bbien nhan so\b|(?<!\w)[a-h]\d{2}(?:[.-]\d{1,9}){2,5}(?!\d)", re.IGNORECASE
)
# Beside the code of a dossier, a number of four digits or a token of letters and digits that has no other sense is its proof.
BESIDE: tuple[tuple[str, str], ...] = (
    ("keep", r"\b(?:nam|year|since|in|thang \d{1,2}|quy \d)[ ,/-]{1,2}(?:19|20)\d\d(?!\d)"),
    ("keep", r"(?<![\d/])\d{1,2}[/.-]\d{1,2}(?:[/.-]| )(?:19|20)\d\d(?!\d)"),
    (
        "keep",
        r"\b(?:quyet dinh|qd|cong van|cv|nghi dinh|thong tu|van ban|giay phep|to trinh|luat|mau|dieu|thua|thua dat|goi|hotline|tong dai"
        r"|duong day nong|hem|nha|duong|lo|can ho|phong)(?: so)? ?\d{4}(?!\d)",
    ),
    ("ending", rf"(?<![\w/])(?<!\d[.,:-])(?P<value>{_FOUR})(?![/.,:-]\d|/)(?!{MONEY})"),
    ("token", r"(?<![\w.@/-])(?P<value>(?=[a-z]{0,40}\d)(?=\d{0,40}[a-z])[a-z\d]{6,64})(?![\w@]|[./-]\w)"),
)
# A message that is nothing but an answer to "the last four digits?" or "the secret key?", and what people put around it.
_AROUND = (
    "da|vang|thua|la|so|ma|cuoi|duoi|4|bon|sdt|dt|dien|thoai|cua|toi|em|minh|tui|con|chau|no|day|ne|nha|nhe|nhen|a|ah|u|uh|um|ok|oke|its|it"
    "|is|the|my|last|four|digits|phone|number|key|anh|chi|co|chu|bac|ban|ad|oi"
)
_ALONE = re.compile(
    rf"(?:(?:{_AROUND})\W{{1,3}}){{0,8}}?(?P<value>{_FOUR}|[!-~]{{6,64}}?)(?:\W{{1,3}}(?:{_AROUND})){{0,5}}\W{{0,5}}", re.IGNORECASE
)
_LONGEST_ALONE = 120  # characters
# Words that stand with a number without a blank, and words spelled with digits ("k0biet"): no key.
_NUMBERED = (
    "quan|phuong|q|p|tp|thang|ngay|nam|lop|cap|buoc|muc|khu|duong|cau|dieu|khoan|mau|covid|vneid|hinh|cach|lan|to|ap|hem|tang|thu|so|ct"
)
_MEASURES = "dong|d|vnd|trieu|tr|nghin|ngan|k|ty|usd|thang|ngay|nam|tuoi|nguoi|gio|h|phut|km|m|con|ban|lan|tuan|phuong|quan"
_ORDINARY = re.compile(rf"(?:(?:{_NUMBERED})\d{{1,4}}){{1,3}}|(?:\d{{1,9}}(?:{_MEASURES})){{1,3}}\d{{0,4}}")
_SYLLABLE = "(?:ngh?|nh|th|tr|ch|ph|kh|gh|gi|qu|[bcdghklmnprstvxfjwz])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnptj])?"
_READABLE = re.compile(rf"k?(?:{_SYLLABLE}){{1,4}}")
_LEET = str.maketrans("0134", "oiea")


def alone(composed: str, copy: str) -> tuple[int, int, str] | None:
    """Return the proof that is all of a message: "dạ 4321 ạ", "aB3xY9kQ"."""
    start = len(copy) - len(copy.lstrip())
    if len(copy) - start > _LONGEST_ALONE or not (match := _ALONE.fullmatch(copy, start, len(copy.rstrip()))):
        return None
    value = composed[slice(*match.span("value"))]
    if re.fullmatch(_FOUR, match["value"], re.IGNORECASE):
        return *match.span("value"), "ending"
    long = re.fullmatch(r"(?=(?:[^\d]*\d){4})[\w-]{16,64}", value) is not None  # with dashes it is as long as a UUID
    mixed = re.search("[a-z]", value, re.IGNORECASE) is not None and re.search("[0-9]", value) is not None
    token = mixed and value.isascii() and (value.isalnum() or long) and not ordinary(value)
    return (*match.span("value"), "secret") if token else None


def ordinary(token: str) -> bool:
    """Whether a token of letters and digits is a word, a measure or the code of a form rather than a key."""
    small = token.lower()
    teencode = token in (small, small.capitalize()) and len(re.findall("[0-9]", token)) <= 2 and _READABLE.fullmatch(small.translate(_LEET))
    return bool(teencode or _ORDINARY.fullmatch(small))


_NUMBER = re.compile(rf"\S*\d\S*(?:\s+\S*\d\S*)*|\b{DIGIT}(?:\s+{DIGIT}){{2,}}\b|\b{_SPELLED}(?:\s+{_SPELLED}){{2,}}\b", re.IGNORECASE)
_TOKEN = re.compile(r"(?<!\w)(?=\w*[a-z][A-Z])\w{6,64}(?!\w)")  # a capital inside a word
_LONE = re.compile(r"[A-Za-z]{8,64}")  # longer than a Vietnamese syllable
_FEW = 3  # words


def blotted(text: str, bare: str) -> str:
    """Return `text` without any number or key, for what was said about somebody's own dossier: nothing in it is worth the risk.

    Args:
        text: what was said.
        bare: the same without accents, each letter in its place, so that numbers in words are read.
    """
    spans = [match.span() for pattern in (_NUMBER, _TOKEN) for match in pattern.finditer(bare)]
    if len(text.split()) <= _FEW:
        spans += [match.span() for match in _LONE.finditer(bare)]
    end, parts = 0, []
    for start, stop in sorted(spans):
        if start >= end:
            parts += [text[end:start], "[số]"]
        end = max(end, stop)
    return "".join((*parts, text[end:]))
