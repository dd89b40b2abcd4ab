"""What the desks of a person's own matters share: yes and no as people type them, a contact, an answer from the words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from actions.turn import Said, Turn, pick
from core.answer import Answer, Button, Status
from core.errors import TooManyRequests, Unavailable
from core.text import fold, normalize
from core.words import say

_YES = frozenset({
    "co", "vang", "uh", "u", "uhm", "ok", "oke", "okie", "okay", "yes", "yep", "yeah", "sure", "duoc", "gui", "luon",
})  # fmt: skip
_AGREED = re.compile(r"\b(?:dong y|xac nhan|dung roi|chinh xac|chac chan|i agree|agreed|go ahead|send it|do it)\b")
# What may stand beside one of them: "tôi đồng ý cho lưu thông tin". Anything else ("đồng ý là sao", "chưa đồng ý") is no clear yes.
_AGREED_TO = frozenset({
    "luu", "nho", "gui", "bao", "phan", "du", "lieu", "thong", "tin", "cua", "tat", "ca", "nay", "nhu", "tren", "hoan", "toan",
    "day", "voi", "that", "it", "all", "everything",
})  # fmt: skip
_NO = frozenset({
    "khong", "ko", "k", "kg", "hong", "hok", "khoi", "no", "nope", "kh", "not",
})  # fmt: skip
_STOP = re.compile(
    r"(?:(?:da|a|uh|vay|ma)\s+)?(?:thoi|huy|huy bo|bo di|ngung|dung lai|stop|cancel|never mind|forget it)"
    r"(?:\s+(?:khoi|khong|ko|bo|vay|nha|nhe|di|a|em|anh|chi|ban|can|gui|phan anh|nua|roi|luon|the|it|gap|can bo|yeu cau|noi)){0,6}"
    r"|(?:khong|khoi|ko|hong|dung)\s+(?:can\s+|muon\s+)?(?:gui|phan anh|bao|gap)(?:\s+(?:nua|roi|dau|can bo|nha|nhe|a))*"
)
_FILLERS = frozenset({
    "da", "a", "nha", "nhe", "di", "em", "anh", "chi", "ban", "oi", "toi", "minh", "cho", "giup", "luon", "roi", "muon", "can", "dau",
    "thi", "la", "i", "do", "please", "xoa", "het",
})  # fmt: skip
_MOST_WORDS = 7
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
# Ten digits, or eleven of a landline: an identity number has twelve, however it is spaced.
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)[\s.()-]{0,2}(?:[35789](?:[\s.()-]{0,2}\d){8}|2(?:[\s.()-]{0,2}\d){9})(?!\d)")
_QUESTION = re.compile(
    r"\?|\b(?:bao nhieu|o dau|the nao|la gi|gi vay|can gi|nhung gi|giay to gi|may ngay|khi nao|bao gio|bao lau|ra sao|lam sao"
    r"|how|what|where|when|which)\b"
)
_OTHERS = frozenset({
    "choose_procedure", "compare", "who_are_you", "privacy", "my_data", "remember", "human", "ask_status", "go_back",
})  # fmt: skip
_SURE = 0.7


def agrees(text: str) -> bool:
    """Tell whether `text` is a clear yes and nothing else. "Dung" without accents may be yes or don't, and is neither."""
    folded = _plain(text)
    words = folded.split()
    if not words or len(words) > _MOST_WORDS or "?" in text or "đừng" in text.lower():
        return False
    left = set(_AGREED.sub(" ", folded).split())
    fits = left <= (_YES | _FILLERS) - {"dau"} | (_AGREED_TO if _AGREED.search(folded) else set())  # "có đâu" is a no
    return (fits and bool(_AGREED.search(folded) or _YES & left)) or normalize(text).lower() == "đúng"


def refuses(text: str) -> bool:
    """Tell whether `text` is a no and nothing else."""
    words = set(_plain(text).split())
    return 0 < len(words) <= _MOST_WORDS and words <= _NO | _FILLERS | {"lien", "he", "dong", "y"} and bool(_NO & words)


def stops(text: str) -> bool:
    """Tell whether somebody gives up what they are doing: "thôi", "thôi khỏi", "không gửi nữa"."""
    return bool(_STOP.fullmatch(_plain(text)))


def contact_in(text: str) -> str | None:
    """Return the e-mail address or phone number (digits, perhaps a plus) in `text`."""
    if found := _EMAIL.search(text):
        return found[0]
    found = _PHONE.search(text)
    return re.sub(r"[^\d+]", "", found[0]) if found else None


def hint(contact: str) -> str:
    """Return the end of a contact: enough for its owner to know it by."""
    return contact[-3:] if "@" not in contact else contact[contact.index("@") :]


def asks(turn: Turn, but: frozenset[str] = frozenset(), in_words: bool = False) -> bool:
    """Tell whether the turn is a question on something else and no answer to ours; intents in `but` are none.

    `in_words`: only where it is put as one; a number alone is heard as anything.
    """
    if turn.intent in but or turn.confidence < _SURE:
        return False
    about = turn.intent.startswith("ask_") or turn.intent in _OTHERS
    return about and (puts_question(turn.text) or (turn.intent in _OTHERS and not in_words))


def puts_question(text: str) -> bool:
    """Tell whether `text` is put as a question on how things are done: "cần gì", "ở đâu", a question mark."""
    return bool(_QUESTION.search(fold(text)))


def spoken(
    turn: Turn,
    key: str,
    status: Status,
    buttons: Iterable[tuple[str, str]] = (),
    pending: str | None = None,
    more: str = "",
    **values: object,
) -> Said:
    """Say the sentence `key` with `values`; `buttons` are pairs of a sentence and an option, `more` is said after it."""
    text = "\n".join(filter(None, (say(key, turn.language, **values), more)))
    made = [Button(title=say(title, turn.language), payload=pick(option)) for title, option in buttons]
    return Said(Answer(status=status, text=text, buttons=made, language=turn.language), replace(turn.memory, pending=pending))


def guarded(turn: Turn, topic: str, work: Callable[[], Said | None]) -> Said | None:
    """Do `work`; a database that is down, or a person who wants too much in a day, is told in the words of `topic`."""
    try:
        return work()
    except TooManyRequests:
        return spoken(turn, f"{topic}.enough", "handover")
    except Unavailable:
        # A silent desk would be worse than one that says where else to turn.
        return spoken(turn, f"{topic}.down", "error")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text[:200])))
