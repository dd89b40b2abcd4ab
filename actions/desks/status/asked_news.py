"""What somebody says of news of a dossier: they want it, no more of it, ask which they wait for."""

import re

from actions.desks.status.asked import folded

_ME = "(?:cho |giup |lai |biet )?(?:toi|em|minh|tui|voi|nhe|nha)"
_WHEN = "(?:khi|luc|neu|ngay khi)(?! nao)"
_WANTS_NEWS = re.compile(
    rf"\bbao(?! (?:nhieu|lau|gio|gom|hiem|cao))(?: \w+){{0,4}} {_WHEN}\b|\b(?:nhan|nhan tin|nhac|hu|alo) {_ME}(?: \w+){{0,3}} {_WHEN}\b"
    rf"|\b(?:nhan (?:tin|thong bao)|thong bao)(?: \w+){{0,4}} {_WHEN}\b"
    rf"|\b(?:khi nao|chung nao|bao gio|khi|co ket qua|xong)\b.{{0,40}}\b(?:thi )?(?:bao|nhan|nhan tin|thong bao) {_ME}\b"
    r"|\btheo doi (?:giup|gium|ho so nay)\b"
    r"|\b(?:notify|tell|inform|alert|let|message) me\b.{0,30}\b(?:when|if|know|about|of)\b|\bkeep me (?:posted|updated)\b"
)
_TELL_ME, _FEW = re.compile(r"\bbao (?:cho |giup |tin cho )?(?:toi|em|minh|tui|con)\b|\b(?:notify|follow) (?:me|it)\b"), 7
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


def wants_news(text: str, shown: bool = False) -> bool:
    """Tell whether news are wanted: "báo tôi khi có kết quả"; once a dossier was `shown`, "báo tôi luôn cái này"."""
    said = folded(text)
    wanted = _WANTS_NEWS.search(said) or (shown and len(said.split()) <= _FEW and _TELL_ME.search(said))
    return bool(wanted) and not stops_news(text)


def stops_news(text: str) -> bool:
    """Tell whether news are wanted no more: "ngừng báo", "đừng báo nữa"."""
    return bool(_STOPS_NEWS.search(folded(text)))


def lists_news(text: str) -> bool:
    """Tell whether somebody asks which dossiers they wait for news of."""
    return bool(_LISTS_NEWS.search(folded(text)))


def means_all(text: str) -> bool:
    """Tell whether all of several are meant."""
    return bool(_ALL.search(folded(text)))
