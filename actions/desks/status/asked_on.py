"""What somebody asks on about the dossier that was just shown, or about another; and what a word of the portal means."""

import re

from actions.desks.status.asked import folded
from portal.dossiers.models import State

_MEANING = re.compile(
    r"\b(?:nghia la|la sao|la gi|tuc la|co nghia|hieu sao|sao vay|la the nao|nhu vay la|hoai|mai|lau the|lau vay|tai sao|vi sao|sao"
    r"|rang|lam gi|lam sao|phai sao|bo sung gi|mean|means|why)\b"
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
_PAPERS = re.compile(
    r"\b(?:bo sung|thieu|nop them|can them)(?: \w+){0,3} (?:gi|nao)\b|\bhan (?:chot )?(?:bo sung|nop)\b"
    r"|\bbo sung(?: \w+){0,3} (?:khi nao|bao gio|chung nao|ngay nao|ngay may|hom nao)\b"
    r"|\b(?:what|which) (?:papers|documents)\b|\bdeadline\b"
)
_FEES = re.compile(
    r"\b(?:nop|dong|tra|thanh toan)(?: \w+){0,3} (?:bao nhieu|o dau|cho nao|kieu gi|the nao|bang cach nao|cach nao)\b"
    r"|\bhow much\b|\bwhere (?:do i|can i|to) pay\b"
)
_COMPLAINS = re.compile(
    r"\b(?:khieu nai|phan anh|kien nghi|to cao)(?: \w+){0,3} (?:o dau|cho nao|voi ai|the nao|lam sao|cach nao|duoc khong)\b"
    r"|\b(?:where|how)\b.{0,15}\bcomplain\b"
)
_DEMANDS = {State.MORE_PAPERS: _PAPERS, State.FEE_DUE: _FEES}
_COMPLAINED = frozenset({State.REFUSED, State.STOPPED})  # told where to complain
_FOLLOWING = frozenset({
    "ho", "so", "hs", "cua", "toi", "em", "minh", "tui", "con", "no", "nay", "do", "kia", "vay", "a", "ah", "thi", "nua", "oi", "roi", "da",
    "cho", "giup", "gium", "dum", "voi", "nha", "nhe", "di", "ban", "la", "co", "chua", "khong", "moi", "duoc", "ket", "qua", "hen", "the",
    "ngay", "may", "giay", "to", "tien", "phi", "le", "phai", "can", "tre", "han", "cai",
    "my", "it", "file", "i", "should", "we", "please", "be", "done", "ready", "left", "are", "there", "ad", "anh", "chi", "u", "ok", "gio",
    "hien", "dang",
})  # fmt: skip
_AROUND_A_WORD = frozenset({
    "bao", "ghi", "trang", "thai", "yeu", "cau", "bi", "tren", "cong", "he", "thong", "nghia", "nhu", "lai", "gi", "what", "does", "s",
})  # fmt: skip


def state_asked(text: str) -> str | None:
    """Return the state, or "late", whose word somebody does not understand: "yêu cầu bổ sung nghĩa là gì"."""
    said = folded(text)
    return next((name for name, words in _STATES if words.search(said)), None) if _MEANING.search(said) else None


def meaning_asked(text: str) -> str | None:
    """Return as `state_asked`, where nothing else is spoken of, so that it is sure even before a dossier was."""
    state = state_asked(text)
    if state in (None, "withdrawn"):  # "rút hồ sơ làm sao" asks how it is done
        return None
    left = _MEANING.sub(" ", dict(_STATES)[state].sub(" ", folded(text)))
    return state if set(re.findall(r"\w+", left)) <= _FOLLOWING | _AROUND_A_WORD else None


def another_one(text: str) -> bool:
    """Tell whether another dossier is meant than the one shown."""
    return bool(_ANOTHER.search(folded(text)))


def follows_up(text: str, state: State | None = None, late: bool = False) -> bool:
    """Tell whether the words ask on about the dossier that was just shown: "còn mấy ngày nữa", "xem lại", and name nothing else.

    What it demands is asked of one in such a `state` ("thiếu giấy gì", "đóng tiền ở đâu"), where to complain of one that is `late`.
    """
    said = folded(text)
    patterns = [_FOLLOW_UP, *([_DEMANDS[state]] if state in _DEMANDS else []), *([_COMPLAINS] if late or state in _COMPLAINED else [])]
    left = next((pattern.sub(" ", said) for pattern in patterns if pattern.search(said)), None)
    return left is not None and set(re.findall(r"\w+", left)) <= _FOLLOWING
