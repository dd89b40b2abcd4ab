"""Words that are a danger however the dialogue model hears them: secrets, forgery, somebody who gives up.

Patterns run on folded text and ask for the circumstance, never for a bare word.
"""

import re

from core.text import fold, has_accents, normalize

_DANGERS: dict[str, tuple[str, ...]] = {
    "self_harm": (
        r"(?:chan|het muon|khong muon|khong thiet|ko muon) song",
        r"(?:muon|dinh|se|nghi den) (?:tu tu|tu sat|chet)\b(?! (?:tai|o|roi))",
        r"tu tu (?:cho xong|di)",
        r"ket lieu (?:doi|cuoc doi|ban than)",
    ),
    "safety": (
        r"\bma (?:otp|pin)\b",
        r"\botp\b",
        r"(?:doc|dua|gui|cho|cung cap|noi|nhap) .{0,20}\bma xac (?:thuc|nhan)\b",
        r"mat khau (?:vneid|dich vu cong|ngan hang|tai khoan|cua|la)\b",
        r"(?:gui|doc|dua|cho) .{0,15}mat khau",
        r"(?:so|ma) (?:the|cvv) (?:atm|tin dung|visa|ngan hang)",
    ),
}
# "giả" (forged) without accents reads like "giá" (price) and "gia đình" (family): what follows tells.
_FORGED = re.compile(
    r"(?:lam|mua|ban|nhan) .{0,25}\b(?:bang|giay|so|cccd|can cuoc|ho chieu)(?: \w+){0,3} gia (?!bao|ca|dinh|han|tri|re|hanh|tien|the|sao|$)"
)
_COMPILED = {intent: re.compile("|".join(patterns)) for intent, patterns in _DANGERS.items()}


def danger(text: str) -> str | None:
    """Return the reply (`texts.yml`) that `text` needs before anything else, or `None`."""
    folded = fold(text)
    if _FORGED.search(folded) and (not has_accents(text) or "giả" in normalize(text).lower()):
        return "safety"
    return next((intent for intent, pattern in _COMPILED.items() if pattern.search(folded)), None)
