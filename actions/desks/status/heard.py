"""The proof of a dossier in what people type: the end of a phone number or a secret key; and yes, no and never mind beside it."""

import re
import unicodedata
from dataclasses import dataclass

from actions.desks.hearing import agrees, contact_in, puts_question, refuses, stops
from actions.turn import Turn
from core.text import fold, normalize
from core.text.dossier_codes import Found
from portal.dossiers.models import Proof, ProofKind
from portal.dossiers.proof import PHONE_DIGITS

_LONGEST = 1_000  # characters that are read; nobody needs more for a number
_CUE = re.compile(
    r"\b(?:(?:4|bon) ?(?:chu )?so(?: dien thoai)?(?: cuoi(?: cung)?| sau(?: cung)?| duoi)?|last (?:4|four)(?: digits?| numbers?)?"
    r"|(?:4|four) (?:last )?digits)\b"
)
_IDENTITY = re.compile(r"(?<![0-9])0[0-9](?:[ .-]?[0-9]){10}(?![0-9])|(?<![0-9])[0-3][0-9]{8}(?![0-9])")
# Numbers that are something else: years, days, amounts, hotlines, decrees.
_OTHER = re.compile(
    r"\b(?:nam|year|in|since|thang|month|ngay|goi|call|tong dai|hotline|quyet dinh|so nha|phong) [0-9]+"
    r"|[0-9]+(?:[/.-][0-9]+)+(?:/\w+)?|[0-9]+ ?(?:dong|vnd|trieu|nghin|ngan|k|ngay|thang|gio|tuan|days?|weeks?|hours?)\b"
    r"|\b(?:khong phai|ko phai|chu khong|not)(?: la| so)? [0-9]+"
)
_TAKEN_BACK = re.compile(r"\b(?:khong phai|ko phai|k phai|chu khong|not|nham|sai)(?: (?:la|ma|so|ho so|cua|toi))*[\s:]*$")
_SPACED = re.compile(r"(?<![0-9])(?:[0-9](?:[ .-][0-9]){3}|[0-9]{2}[ .-][0-9]{2})(?![ .-]?[0-9])")
_NUMBER = re.compile(r"(?<![0-9])[0-9]+(?![0-9])")
_WORDS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6", "bay": "7", "tam": "8",
    "chin": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9",
}  # fmt: skip
_SECRET_CUE = re.compile(
    r"(?:(?:mã|ma|khóa|khoa) (?:bí mật|bi mat|bảo mật|bao mat|tra cứu|tra cuu)|secret(?: ?key| code)?|\bkey)"
    r"(?: (?:của|cua|tôi|toi|em|mình|minh|hồ sơ|ho so|là|la|is))*\s*[:=]?\s*(?P<value>(?=\S*[0-9])[!-~]{4,64}|[A-Za-z]{6,64}(?!\S))",
    re.IGNORECASE,
)
# A key that is all of a message: letters and digits, or capital letters among small ones; "4321nha" is none.
_TOKEN = re.compile(r"(?![0-9]+[a-z]+$)(?=[!-~]*[0-9])(?=[!-~]*[A-Za-z])[!-~]{6,64}|(?=\w*[a-z])(?=\w+[A-Z])[A-Za-z]{8,64}")
_ONLY_TOKEN = re.compile(r"(?=[!-~]*[0-9])[!-~]{4,64}|[A-Za-z]{8,64}")
_OURS = frozenset({"ask_status", "notice"})
_PLAIN = frozenset({"affirm", "deny", "stop", "nlu_fallback", "greet", "abuse"})  # may be an answer to any question of ours
_SURE = 0.5  # an intent heard less surely says nothing
_DOUBT = 0.1  # probability that something is not of a procedure, up to which it is
_SOMEBODY, _CERTAIN, _SENTENCE = frozenset({"human", "my_data"}), 0.8, 5
_MOST_WORDS = 8  # of an answer that is no sentence on something else
_ABOUT_LOOKUPS = frozenset({
    "tra", "cuu", "ho", "so", "kiem", "xem", "hs", "ma", "nay", "thong", "bao", "tin", "theo", "doi", "nhan", "cho", "look", "up", "notify",
})  # fmt: skip
_PROOF_WORDS = frozenset({
    "so", "sdt", "dt", "dien", "thoai", "cuoi", "duoi", "la", "chu", "ma", "bi", "mat", "bon", "phone", "number", "last", "four", "digits",
    "is", "",
})  # fmt: skip
_READ_RIGHT = frozenset({
    "dung", "phai", "chuan", "chinh no", "dung vay", "dung the", "chinh xac", "right", "correct", "that's right",
})  # fmt: skip
_READ_WRONG = frozenset({"sai", "khong phai", "ko phai", "khong dung", "nham", "chua dung", "wrong", "not that"})
_NO_LOOKUP = re.compile(
    r"(?:(?:thoi|toi|em|minh|i) ){0,2}(?:khong|ko|khoi|hong|don't)(?: can| muon| want to)? (?:tra cuu|tra|xem|kiem tra|check|look it up)"
    r"(?: (?:nua|dau|ho so|gi|het|any more|anymore)){0,3}"
    r"|(?:thoi |(?:toi|em|minh|cho) |muon ){0,3}(?:hoi|noi|coi|xem|lam) (?:cai|viec|chuyen|thu tuc) khac(?: di)?|(?:ask )?something else"
)
_POLITE = frozenset({"da", "a", "vang", "nha", "nhe", "ban", "oi", "ma", "roi"})


@dataclass(frozen=True)
class Given:
    """What a message holds of a proof.

    Attributes:
        proof: what can be used.
        whole: a whole phone number was typed, of which the end was taken.
        identity: an identity number stands in it, which nobody asked for; it is in no other field.
        odd: there are digits which are no proof.
    """

    proof: Proof | None = None
    whole: bool = False
    identity: bool = False
    odd: bool = False


def without(text: str, codes: list[Found]) -> str:
    """Return `text` without the `codes` found in it."""
    for found in reversed(codes):
        text = f"{text[: found.start]} ; {text[found.end :]}"
    return text


def chosen(text: str, codes: list[Found]) -> Found:
    """Return the code that is meant: not one that is taken back ("không phải ..."), rather one that is sure, else the first."""
    kept = [found for found in codes if not _TAKEN_BACK.search(fold(text[max(0, found.start - 40) : found.start]))] or codes
    return next((found for found in kept if found.sure), kept[0])


def given(text: str, kinds: frozenset[ProofKind]) -> Given:
    """Return the proof in `text` (without codes), of one of `kinds`; an identity number is never taken from what is typed."""
    clean = normalize(unicodedata.normalize("NFKC", text[:_LONGEST]))  # digits as wide as a Chinese sign are digits
    typed_phone = ProofKind.PHONE in kinds
    secret = _secret(clean, _TOKEN if typed_phone else _ONLY_TOKEN) if ProofKind.SECRET in kinds else None
    if secret:
        return Given(Proof(ProofKind.SECRET, secret))
    return _digits(clean) if typed_phone else Given(odd=bool(re.search("[0-9]", clean)))


def consents(text: str) -> bool:
    """Tell whether `text` is a clear yes to what was asked: "đồng ý cho tra cứu", and not "được không"."""
    return agrees(text) or agrees(_less(text))


def consents_beside(text: str) -> bool:
    """Tell whether a clear yes stands beside a proof and nothing else: "đồng ý, số cuối là 4321"."""
    words = [word for word in re.sub(r"\+?[0-9][0-9 .()-]*", " ", text[:200]).split() if fold(word).strip(".,:;!") not in _PROOF_WORDS]
    return consents(" ".join(words))


def declines(text: str) -> bool:
    """Tell whether `text` is a no: "không", "không đồng ý cho tra"."""
    return refuses(text) or refuses(_less(text))


def gives_up(text: str) -> bool:
    """Tell whether somebody drops the lookup: "thôi", "thôi không tra nữa"."""
    return stops(text) or stops(_less(text)) or bool(_NO_LOOKUP.fullmatch(_bare(text)))


def reads_right(text: str) -> bool:
    """Tell whether the code was read as it was meant. This is no consent: "dung" without accents will do."""
    return _bare(text) in _READ_RIGHT or agrees(text)


def reads_wrong(text: str) -> bool:
    """Tell whether the code was read wrongly."""
    return _bare(text) in _READ_WRONG or refuses(text)


def elsewhere(turn: Turn) -> bool:
    """Tell whether what was typed is about something else than our question, as far as the dialogue model knows."""
    if turn.intent in _OURS or not any(letter.isalpha() for letter in turn.text):  # a number alone is heard as anything
        return False
    if turn.confidence < _SURE:  # of what, it may be unsure ("cần gì": papers, conditions), though not that it is of a procedure
        return turn.intent.startswith("ask_") and turn.asked.elsewhere < _DOUBT and puts_question(turn.text)
    if turn.intent not in _PLAIN:
        return True
    return "?" in turn.text or len(turn.text[:500].split()) > _MOST_WORDS


def wants_somebody(turn: Turn) -> bool:
    """Tell whether, number or not, a person or one's own data are asked for: "gọi tôi số ..., tôi muốn gặp cán bộ"."""
    words = re.findall(r"[^\W\d]+", turn.text[:_LONGEST])
    return turn.intent in _SOMEBODY and turn.confidence >= _CERTAIN and len(words) >= _SENTENCE


def _digits(text: str) -> Given:
    folded = _CUE.sub(" ; ", fold(text))
    identity = _IDENTITY.search(folded) is not None
    folded = _IDENTITY.sub(" ; ", folded)
    phone = re.sub("[^0-9]", "", contact_in(folded.replace("@", " ")) or "")
    if phone:
        return Given(Proof(ProofKind.PHONE, phone[-PHONE_DIGITS:]), whole=True, identity=identity)
    four = _spelled(folded)
    if not four:
        # "4 3 2 1", "43 21": read before what looks like a date in them is put aside.
        spaced = _SPACED.search(folded)
        folded = _OTHER.sub(" ; ", f"{folded[: spaced.start()]} ; {folded[spaced.end() :]}" if spaced else folded)
        fours = [number for number in _NUMBER.findall(folded) if len(number) == PHONE_DIGITS]
        four = fours[-1] if fours else re.sub("[^0-9]", "", spaced[0]) if spaced else ""
    return Given(Proof(ProofKind.PHONE, four) if four else None, identity=identity, odd=not four and bool(_NUMBER.search(folded)))


def _spelled(folded: str) -> str:
    """Return four digits that are all there is, in words: "bốn ba hai một"."""
    words = [word for word in re.findall(r"\w+", folded) if word not in ("la", "da", "a", "so", "cuoi", "duoi", "is")]
    return "".join(_WORDS[word] for word in words) if len(words) == PHONE_DIGITS and all(word in _WORDS for word in words) else ""


def _secret(text: str, token: re.Pattern[str]) -> str | None:
    """Return the key that is named as such, or the `token` that is all of `text`."""
    match = _SECRET_CUE.search(text)
    return match["value"] if match else text if token.fullmatch(text) else None


def _less(text: str) -> str:
    return " ".join(word for word in text[:200].split() if fold(word).strip(".,!") not in _ABOUT_LOOKUPS)


def _bare(text: str) -> str:
    return " ".join(word for word in re.findall(r"[\w']+", fold(text[:200])) if word not in _POLITE)
