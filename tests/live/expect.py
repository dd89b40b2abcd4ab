"""What is right of an answer: what a script expects of it, and what holds for every answer."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from core import working_days
from core.answer import Answer
from tests.live.script import Line, Words

LONGEST = 2_000  # characters, but for the whole list of papers or steps of a record
LONGEST_RECORD = 4_500
_LISTS = {"documents", "steps", "requirements", "legal_basis"}
# Payloads, codes of options, Python and templates have no business in what a citizen reads.
_INTERNAL = re.compile(r"/pick|/ask_|/choose_|\{|\}|\bNone\b|\bnull\b|\bTrue\b|\bFalse\b|Traceback|nlu_fallback|utter_|action_[a-z]|\b(?:life|ward|human|report|data|rate):[a-z]")  # fmt: skip  # noqa: E501
_DISTRICT = re.compile(r"(?:nộp|đến|tại|gặp)[^.\n]{0,40}(?:Ủy ban nhân dân|UBND|Công an) (?:quận|huyện|Quận|Huyện) [A-ZĐ0-9]")


def complaints(line: Line, answer: Answer, sent: str) -> list[str]:
    """Return what is wrong with `answer` to `sent`; nothing when all is right."""
    return [*always(answer, sent), *_fields(line, answer), *_texts(line, answer), *_choices(line, answer)]


def always(answer: Answer, sent: str = "") -> list[str]:
    """Return what is wrong by what every answer keeps to, whatever it is about."""
    text, found = answer.text, []
    longest = LONGEST_RECORD if _LISTS & set(answer.facets) else LONGEST
    if not text.strip() or len(text) > longest:
        found.append(f"{len(text)} characters of text")
    if hidden := _INTERNAL.search(text.replace(sent, "") if len(sent) > 3 else text):
        found.append(f"shows an internal word: {hidden[0]!r}")
    if office := _DISTRICT.search(text):
        found.append(f"sends people to a district: {office[0]!r}")
    if unicodedata.normalize("NFC", text) != text:
        found.append("is not composed")
    for button in answer.buttons:
        if not button.title.strip() or not button.payload.strip() or _INTERNAL.search(button.title):
            found.append(f"has a button nobody can read: {button}")
    if len({button.payload for button in answer.buttons}) < len(answer.buttons):
        found.append("has a button twice")
    if answer.status == "safety" and (answer.procedure or answer.alternatives):
        found.append("answers a danger with a procedure")
    if answer.status == "answered" and answer.procedure and answer.procedure.code in [other.code for other in answer.alternatives]:
        found.append("offers beside what it answers")
    return found


def _fields(line: Line, answer: Answer) -> list[str]:
    found = []
    if line.status and answer.status not in _list(line.status):
        found.append(f"status {answer.status}, not {line.status}")
    code = answer.procedure.code if answer.procedure else "none"
    if line.procedure and code not in _list(line.procedure):
        found.append(f"procedure {code}, not {line.procedure}")
    if line.offers and line.offers not in (code, *(other.code for other in answer.alternatives)):
        found.append(f"procedure {code}, and {line.offers} is not offered")
    if missing := set(line.facets) - set(answer.facets):
        found.append(f"facets {answer.facets} without {sorted(missing)}")
    if line.language and answer.language != line.language:
        found.append(f"language {answer.language}, not {line.language}")
    return found


def _texts(line: Line, answer: Answer) -> list[str]:
    found = [f"does not say {words!r}" for words in line.says if not _says(answer.text, _words(words))]
    return [*found, *(f"says {words!r}" for words in line.never if _says(answer.text, words))]


def _choices(line: Line, answer: Answer) -> list[str]:
    codes = [other.code for other in answer.alternatives]
    if isinstance(line.alternatives, int):
        found = [f"only {len(codes)} alternatives"] if len(codes) < line.alternatives else []
    else:
        found = [f"alternatives {codes} without {code}" for code in line.alternatives or () if code not in codes]
    titles = [button.title for button in answer.buttons]
    found += [f"buttons {titles} without {wanted!r}" for wanted in line.buttons if not any(_says(title, wanted) for title in titles)]
    urls = [link.url for link in answer.links]
    return [*found, *(f"links {urls} without {wanted!r}" for wanted in line.links if not any(_says(url, wanted) for url in urls))]


def _says(text: str, words: str) -> bool:
    if len(words) > 2 and words.startswith("/") and words.endswith("/"):
        return re.search(words[1:-1], text, re.IGNORECASE) is not None
    return words.lower() in text.lower()


def _words(words: Words) -> str:
    """Return what a text holds: `working_days` and `days` after today, as a date of the day they end on."""
    if isinstance(words, str):
        return words
    ((unit, count),) = words.items()
    received = working_days.next_working_day(working_days.today())
    days = {"working_days": lambda: working_days.add_working_days(received, count), "days": lambda: received + timedelta(days=count)}
    return written(days[unit]())


def written(day: date) -> str:
    """Write a date as answers do."""
    return f"{day:%d/%m/%Y}"


def _list(one: str | Sequence[str]) -> list[str]:
    return [one] if isinstance(one, str) else list(one)
