"""What somebody says of lookups: how they are made, that code or phone are not at hand, why a proof, a consent taken back."""

import re

from core.text import fold

_BUT = re.compile(r"\bmà\b", re.IGNORECASE)
_LONGEST = 500  # characters that are read for what is meant
_LOOK = r"(?:tra cuu|tra|xem|kiem tra|theo doi|check)"
_HOW = re.compile(
    r"\b(?:lam sao|lam the nao|lam cach nao|cach nao|cach|bang cach|kieu gi|huong dan|o dau|trang nao|app nao|ung dung nao|web nao)\b"
    rf".{{0,40}}\b(?:{_LOOK}|biet)\b(?! (?:ket qua|giay))"
    rf"|\b{_LOOK}\b.{{0,50}}\b(?:o dau|lam sao|nhu the nao|the nao|kieu gi|bang cach nao|cach nao|trang nao)\b"
    r"|\b(?:how (?:do|can|to|could|would)|where (?:do|can|to)|which (?:site|page|website|app))\b.{0,40}"
    r"\b(?:check|track|look|see|find|follow)\b"
)
_TROUBLE = re.compile(
    r"\btra (?:cuu )?(?:hoai |mai |\w+ )?(?:khong|ko|hong|hok|k|chang) (?:ra|thay|duoc|co)\b"
    r"|\b(?:khong|ko|hong|k) (?:tim|tra) (?:cuu )?(?:thay|ra|duoc)\b|\b(?:can't|cannot|can not|could not) find (?:it|my)\b"
)
_FORGOT = re.compile(
    r"\b(?:khong|ko|hong|hok|k|kg|chua|chang|quen|mat|that lac|lam mat|lost|forgot|forgotten|don't (?:know|have|remember)"
    r"|do not (?:know|have|remember)|no longer have|without)\b"
    r"(?: (?:con|nho|biet|co|thay|giu|cam|duoc|cai|to|het|tieu|luon|my|the|a|file|dossier|application)){0,4}"
    r" (?:ma|so (?:bien nhan|ho so|hs)|bien nhan|giay hen|phieu hen|giay tiep nhan|to hen|code|number|receipt|slip)\b"
)
_FORGOT_IT = re.compile(
    r"(?:(?:da|a|toi|em|minh|tui|i|thi|cung|ba|me|bo|cha|vo|chong|con|anh|chi|ong) )*"
    r"(?:(?:khong|ko|hong|k|chua|chang) (?:con )?(?:nho|biet|co|thay|giu|ro)|quen|mat|lam mat"
    r"|don't (?:know|have|remember)(?: it)?|forgot(?: it)?|lost(?: it)?)(?: (?:giay|to giay|phieu|bien lai)(?: to| hen)?)?"
    r"(?: (?:roi|mat|nua|dau|luon|a|nha|no|ma|het|tieu)){0,3}"
)
_NO_PHONE = re.compile(
    r"\b(?:khong|ko|hong|k|chua|quen|mat|doi|bo)\b(?: \w+){0,3} (?:so|sim|dien thoai|sdt)\b"
    r"|\b(?:quen|khong nho|khong biet|ko nho|ko biet|k nho|hong nho)\b"
    r"|\bso (?:dien thoai )?(?:nao|cua ai|ai|cua \w+(?: \w+)? hay)\b|\b(?:what|which|whose) (?:phone|number)\b"
    r"|\b(?:lost|changed|forgot|don't (?:know|have|remember))\b"
)
_WHY = re.compile(
    r"\b(?:sao|tai sao|vi sao|de lam gi|chi vay|lam chi|an toan|bao mat|bi lo|lo thong tin|lua dao|ai (?:thay|xem|biet)"
    r"|why|what for|safe)\b"
)
_OF_PROOF = re.compile(r"\b(?:so|sdt|dien thoai|dt|numbers?|digits|phone)\b")
_NAMED = (
    "(?:ho )?ten(?: tuoi)?|(?:so )?(?:cccd|cmnd|can cuoc|chung minh(?: nhan dan)?|dinh danh|dien thoai|dt)|sdt"
    "|name|id(?: number| card)?|phone(?: number)?"
)
_BY_OTHER = re.compile(
    rf"\b(?:{_LOOK}|tim)\b.{{0,40}}\b(?:bang|theo|qua|voi|by|with|using)\b(?: \w+){{0,2}} (?:{_NAMED})\b"
    rf"|\b(?:{_NAMED})\b.{{0,25}}\b(?:{_LOOK}|tim) (?:duoc|dc|ra|thay|ho so) "
)
_DOSSIER = re.compile(r"\b(?:ho so|hs|bien nhan|file|application|dossier)\b")
_NAMES_CODE = re.compile(
    r"\b(?:ma|so) (?:so )?(?:ho so|hs|bien nhan|phieu hen|giay hen)\b(?: (?:cua|toi|em|minh|tui|la)){0,3}\W{1,3}"
    r"(?!\d\.\d{6})(?=[^\s\d]{0,9}(?:\d[^\s\d]{0,3}){3}\d)"
)
_WITHDRAWS = re.compile(
    r"\b(?:rut(?: lai)?|thu hoi|huy(?: bo)?|khong con)(?: \w+){0,2} dong y\b|\b(?:khong|ko) dong y(?: \w+){0,4} nua\b"
    r"|\b(?:withdraw|revoke|take back)\b.{0,15}\bconsent\b"
)
_YIELDS = re.compile(
    r"(?:(?:a|u|uh|um|da|thoi|cung|vay|thi|o|well|all|toi|em|minh|duoc) )*(?:duoc|dong y|ok|oke|okay|right|fine|i agree|tra di|tra)"
    r"(?: (?:roi|vay|luon|ma|nha|nhe|di|a|then)){0,3}"
)


def asks_how(text: str) -> bool:
    """Tell whether somebody asks how or where dossiers are looked up."""
    return bool(_HOW.search(folded(text)))


def has_trouble(text: str) -> bool:
    """Tell whether somebody looked it up and found nothing."""
    return bool(_TROUBLE.search(folded(text)))


def forgot_code(text: str, asked: bool = False) -> bool:
    """Tell whether somebody has no code; once it was `asked` for, "quên rồi" will do."""
    said = folded(text)
    return bool(_FORGOT.search(said) or (asked and _FORGOT_IT.fullmatch(said.strip(" .,!?"))))


def lacks_phone(text: str) -> bool:
    """Tell whether somebody does not have, or know, the phone number that was registered, or asks which one it is."""
    return bool(_NO_PHONE.search(folded(text)))


def asks_why(text: str) -> bool:
    """Tell whether somebody asks what the proof is for."""
    return bool(_WHY.search(folded(text)))


def doubts_proof(text: str) -> bool:
    """Tell whether somebody asks why the proof is wanted, or who will see it: "sao phải cho số điện thoại"."""
    return asks_why(text) and bool(_OF_PROOF.search(folded(text)))


def by_other(text: str, asked: bool = False) -> bool:
    """Tell whether a dossier is to be looked up by a name, an identity number or a phone; once a code was `asked` for, "tra theo tên"."""
    said = folded(text)
    return bool(_BY_OTHER.search(f"{said} ") and (asked or _DOSSIER.search(said)))


def speaks_of_dossier(text: str) -> bool:
    """Tell whether the word "hồ sơ", or one like it, stands in `text`."""
    return bool(_DOSSIER.search(folded(text)))


def names_code(text: str) -> bool:
    """Tell whether a number is called the code of a dossier: "số biên nhận 0420"."""
    return bool(_NAMES_CODE.search(folded(text)))


def withdraws(text: str) -> bool:
    """Tell whether somebody takes back what they agreed to: "rút lại sự đồng ý"."""
    return bool(_WITHDRAWS.search(folded(text)))


def gives_in(text: str) -> bool:
    """Tell whether somebody who said no says yes after all: "thôi cũng được". It is no consent."""
    return bool(_YIELDS.fullmatch(" ".join(re.findall(r"\w+", folded(text)))))


def folded(text: str) -> str:
    """Return the beginning of `text` without accents, as the patterns read it."""
    # "mà" (but) would be "mã" (code) without its accent.
    return fold(_BUT.sub(" ", text[:_LONGEST]))
