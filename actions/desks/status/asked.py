"""What somebody who speaks of their dossier wants to know: how it stands, how to look it up, what a word of the portal means, news."""

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
    r"(?:(?:da|a|toi|em|minh|tui|i|thi|cung) )*(?:(?:khong|ko|hong|k|chua|chang) (?:con )?(?:nho|biet|co|thay|giu|ro)|quen|mat|lam mat"
    r"|don't (?:know|have|remember)(?: it)?|forgot(?: it)?|lost(?: it)?)(?: (?:roi|mat|nua|dau|luon|a|nha|no|ma|het|tieu)){0,3}"
)
_MEANING = re.compile(
    r"\b(?:nghia la|la sao|la gi|tuc la|co nghia|hieu sao|sao vay|la the nao|nhu vay la|hoai|mai|lau the|lau vay|tai sao|vi sao|sao|rang"
    r"|bo sung gi|mean|means|why)\b"
)
_STATES = (  # the more special first
    ("late", re.compile(r"\b(?:tre hen|qua hen|qua han|tre han|cham tre|tre qua|late|overdue)\b")),
    ("more_papers", re.compile(r"\b(?:bo sung|additional (?:papers|documents)|more (?:papers|documents))\b")),
    ("fee_due", re.compile(r"\b(?:nghia vu tai chinh|cho thanh toan|cho nop (?:phi|tien)|financial obligation|fee due)\b")),
    ("refused", re.compile(r"\b(?:khong (?:duoc )?tiep nhan|tu choi|bi tra (?:ve|lai)|rejected|refused|not accepted)\b")),
    ("withdrawn", re.compile(r"\b(?:rut ho so|yeu cau rut|withdrawn)\b")),
    ("stopped", re.compile(r"\b(?:dung xu ly|tam dung|dung giai quyet|stopped|suspended)\b")),
    ("returned", re.compile(r"\b(?:da tra ket qua|returned)\b")),
    ("done", re.compile(r"\b(?:da xu ly xong|xu ly xong|da co ket qua|completed)\b")),
    ("registered", re.compile(r"\b(?:moi dang ky|cho tiep nhan|registered)\b")),
    ("processing", re.compile(r"\b(?:dang xu ly|dang giai quyet|processing|in process)\b")),
    ("received", re.compile(r"\b(?:da tiep nhan|duoc tiep nhan|accepted)\b")),
)
_KIN = "me|ba|bo|cha|vo|chong|con|anh|chi|ban|ong|co|chau"
_ANOTHER = re.compile(
    rf"\b(?:ho so|hs|ma|cai|bo) (?:khac|thu hai|nua|moi)\b|\b(?:ho so|hs) (?:\w+ ){{0,3}}cua (?:{_KIN})\b"
    r"|\b(?:another|other|different|second) (?:file|code|dossier|application|one)\b"
)
_FOLLOW_UP = re.compile(
    r"\b(?:xem lai|tra lai|thu lai|kiem tra lai|cap nhat|con (?:may|bao nhieu|bn) (?:ngay|bua|hom)"
    r"|(?:bao gio|khi nao|chung nao|ngay nao|hom nao) (?:thi |moi |toi )?(?:xong|co ket qua|co|tra|lay|nhan)"
    r"|xong chua|co chua|duoc chua|co ket qua chua|tre (?:chua|khong|may)|qua han chua|toi dau|den dau|sao roi|ai (?:dang )?(?:giu|xu ly)"
    r"|(?:check|look) again|try again|refresh|how many (?:more )?days|days left|when will it|is it (?:late|done|ready)|still late)\b"
)
_FOLLOWING = frozenset({
    "ho", "so", "hs", "cua", "toi", "em", "minh", "tui", "con", "no", "nay", "do", "kia", "vay", "a", "ah", "thi", "nua", "oi", "roi", "da",
    "cho", "giup", "gium", "dum", "voi", "nha", "nhe", "di", "ban", "la", "co", "chua", "khong", "moi", "duoc", "ket", "qua", "hen", "the",
    "my", "it", "file", "please", "be", "done", "ready", "left", "are", "there", "ad", "anh", "chi", "u", "ok", "gio", "hien", "dang",
})  # fmt: skip
_ME = "(?:cho |giup |lai |biet )?(?:toi|em|minh|tui|voi|nhe|nha)"
_WHEN = "(?:khi|luc|neu|ngay khi)(?! nao)"
_WANTS_NEWS = re.compile(
    rf"\bbao(?! (?:nhieu|lau|gio|gom|hiem|cao))(?: \w+){{0,4}} {_WHEN}\b|\b(?:nhan|nhan tin|nhac|hu|alo) {_ME}(?: \w+){{0,3}} {_WHEN}\b"
    rf"|\b(?:nhan (?:tin|thong bao)|thong bao)(?: \w+){{0,4}} {_WHEN}\b"
    rf"|\b(?:khi nao|chung nao|bao gio|khi|co ket qua|xong)\b.{{0,40}}\b(?:thi )?(?:bao|nhan|nhan tin|thong bao) {_ME}\b"
    r"|\btheo doi (?:giup|gium|ho so nay)\b"
    r"|\b(?:notify|tell|inform|alert|let|message) me\b.{0,30}\b(?:when|if|know|about|of)\b|\bkeep me (?:posted|updated)\b"
)
_STOPS_NEWS = re.compile(
    r"\b(?:ngung|ngung viec|dung|thoi|khoi|tat|huy|bo|khong|ko|hong)(?: (?:can|muon|co|viec|viec gui|gui))?"
    r" (?:bao(?! (?:nhieu|lau|gio))|thong bao|theo doi|nhan tin|nhan thong bao|nhac)\b"
    r"|\b(?:ngung|dung|thoi|khoi) (?:nhan|canh|nhac) (?:toi|em|minh|tui|cho|nua|tin|ho so)\b"
    r"|\b(?:stop|cancel|turn off|don't|do not|no more)\b.{0,20}"
    r"\b(?:news|notif\w+|telling|following|messages|updates|notices|tell me|notify)\b|\bunfollow\b"
)
_LISTS_NEWS = re.compile(
    r"\b(?:dang )?(?:theo doi|bao tin|cho tin) (?:nhung |cac )?(?:ho so )?(?:nao|gi|may)\b"
    r"|\b(?:ho so nao|may ho so)\b.{0,30}\b(?:theo doi|bao)\b"
    r"|\b(?:which|what)\b.{0,20}\b(?:files?|dossiers?|applications?)\b.{0,20}\b(?:following|follow|watch\w*)\b"
)
_ALL = re.compile(r"\b(?:tat ca|het|toan bo|ca hai|ca ba|moi ho so|all|both|everything)\b")
_NO_PHONE = re.compile(
    r"\b(?:khong|ko|hong|k|chua|quen|mat|doi|bo)\b(?: \w+){0,3} (?:so|sim|dien thoai|sdt)\b"
    r"|\b(?:quen|khong nho|khong biet|ko nho|ko biet|k nho|hong nho)\b|\b(?:lost|changed|forgot|don't (?:know|have|remember))\b"
)
_WHY = re.compile(r"\b(?:sao|tai sao|vi sao|de lam gi|chi vay|lam chi|why|what for)\b")


def asks_how(text: str) -> bool:
    """Tell whether somebody asks how or where dossiers are looked up."""
    return bool(_HOW.search(_fold(text)))


def has_trouble(text: str) -> bool:
    """Tell whether somebody looked it up and found nothing."""
    return bool(_TROUBLE.search(_fold(text)))


def forgot_code(text: str, asked: bool = False) -> bool:
    """Tell whether somebody has no code; once it was `asked` for, "quên rồi" will do."""
    folded = _fold(text)
    return bool(_FORGOT.search(folded) or (asked and _FORGOT_IT.fullmatch(folded.strip(" .,!?"))))


def lacks_phone(text: str) -> bool:
    """Tell whether somebody does not have, or know, the phone number that was registered."""
    return bool(_NO_PHONE.search(_fold(text)))


def asks_why(text: str) -> bool:
    """Tell whether somebody asks what the proof is for."""
    return bool(_WHY.search(_fold(text)))


def state_asked(text: str) -> str | None:
    """Return the state, or "late", whose word somebody does not understand: "yêu cầu bổ sung nghĩa là gì"."""
    folded = _fold(text)
    return next((name for name, words in _STATES if words.search(folded)), None) if _MEANING.search(folded) else None


def another_one(text: str) -> bool:
    """Tell whether another dossier is meant than the one shown."""
    return bool(_ANOTHER.search(_fold(text)))


def follows_up(text: str) -> bool:
    """Tell whether the words ask on about the dossier that was just shown: "còn mấy ngày nữa", "xem lại", and names nothing else."""
    folded = _fold(text)
    left = re.findall(r"\w+", _FOLLOW_UP.sub(" ", folded))
    return bool(_FOLLOW_UP.search(folded)) and set(left) <= _FOLLOWING


def wants_news(text: str) -> bool:
    """Tell whether news are wanted: "báo tôi khi có kết quả"."""
    return bool(_WANTS_NEWS.search(_fold(text))) and not stops_news(text)


def stops_news(text: str) -> bool:
    """Tell whether news are wanted no more: "ngừng báo", "đừng báo nữa"."""
    return bool(_STOPS_NEWS.search(_fold(text)))


def lists_news(text: str) -> bool:
    """Tell whether somebody asks which dossiers they wait for news of."""
    return bool(_LISTS_NEWS.search(_fold(text)))


def means_all(text: str) -> bool:
    """Tell whether all of several are meant."""
    return bool(_ALL.search(_fold(text)))


def _fold(text: str) -> str:
    # "mà" (but) would be "mã" (code) without its accent.
    return fold(_BUT.sub(" ", text[:_LONGEST]))
