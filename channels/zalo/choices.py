"""The choices under an answer: Zalo's buttons where they fit, else lines; a numbered line is chosen by typing its number.

A typed number counts what `actions.choices` counts: the procedures offered, or the answers to a question that was just asked. Only
those are numbered; any other choice stands in a line whose words can be typed.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from channels.payload import choose
from core.answer import Alternative, Answer, Button, Link
from core.words import Language, say

MOST_BUTTONS, LONGEST_TITLE, LONGEST_PAYLOAD = 5, 100, 1_000
_LAST_NUMBER = 9  # a typed number has one digit
_LONGEST_URL = 2_000
_ASKING = ("clarify", "form")

Choice = Button | Link


@dataclass(frozen=True)
class Arranged:
    """Buttons as Zalo takes them, and paragraphs that stand after the text."""

    buttons: list[dict[str, Any]]
    paragraphs: list[str]


def arrange(answer: Answer, public_url: str, possible: bool = True) -> Arranged:
    """Arrange what can be chosen and opened. `possible`: buttons are, which a conversation without a name has none of."""
    offered, links = _offered(answer), [_absolute(link, public_url) for link in answer.links]
    everything: list[Choice] = [*offered, *links]
    made = [made for one in everything if (made := _button(one))]
    if possible and len(everything) == len(made) <= MOST_BUTTONS:
        return Arranged(made, _paragraph(_untold(answer, offered), "zalo.choose", answer.language))
    numbered, first = _numbered(answer, offered), []
    if possible and answer.status in _ASKING and len(numbered) <= MOST_BUTTONS and all(map(_button, numbered)):
        numbered, first = [], numbered  # what was just asked is answered by a press, whatever else stands there
    rest = [*first, *(one for one in everything if one not in (*numbered, *first))]
    shown = [one for one in rest if _button(one)][: MOST_BUTTONS if possible else 0]
    left = [one for one in rest if one not in shown]
    listed = [] if _stands(numbered, answer) else [f"{n}. {_line(one, answer)}" for n, one in enumerate(numbered, start=1)]
    untold = [line for line in map(_reading(answer), left) if line]
    return Arranged(
        [button for one in shown if (button := _button(one))],
        [
            *_paragraph(_untold(answer, first), "zalo.choose", answer.language),
            *_paragraph(listed, "zalo.number", answer.language),
            *_paragraph(untold, "zalo.write", answer.language),
        ],
    )


def clean(text: str) -> str:
    """Return `text` as Zalo counts it: composed (NFC), without what no client can be sent."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())


def _offered(answer: Answer) -> list[Button]:
    """Return the buttons, in their order, and one for each alternative that has none."""
    payloads = {button.payload for button in answer.buttons}
    missing = [one for one in answer.alternatives if choose(one.code) not in payloads]
    return [*answer.buttons, *(Button(title=one.difference or one.name, payload=choose(one.code)) for one in missing)]


def _numbered(answer: Answer, offered: list[Button]) -> list[Button]:
    """Return what a typed number chooses from, in its order (`actions.choices.meant`)."""
    picks = [button for button in offered if button.payload.startswith("/pick")]
    procedures = [next(button for button in offered if button.payload == choose(one.code)) for one in answer.alternatives]
    return ((answer.status in _ASKING and picks) or procedures or picks)[:_LAST_NUMBER]


def _button(one: Choice) -> dict[str, Any] | None:
    """Return `one` as a button of Zalo's, or `None` when it does not fit one whole."""
    title = clean(" ".join(one.title.split()))
    if not 0 < len(title) <= LONGEST_TITLE:
        return None
    if isinstance(one, Link):
        return {"type": "oa.open.url", "title": title, "payload": {"url": one.url}} if _opens(one.url) else None
    payload = clean(one.payload)
    # A command is hidden: it would stand in the conversation as if the person had written it.
    kind = "oa.query.hide" if payload.startswith("/") else "oa.query.show"
    return {"type": kind, "title": title, "payload": payload} if 0 < len(payload) <= LONGEST_PAYLOAD else None


def _absolute(link: Link, public_url: str) -> Link:
    url = urljoin(public_url.rstrip("/") + "/", link.url.lstrip("/")) if link.url.startswith("/") else link.url
    return Link(title=link.title, url=url)


def _opens(url: str) -> bool:
    try:
        told = urlsplit(url)
    except ValueError:
        return False
    whole = bool(told.netloc) and not any(sign.isspace() for sign in url)
    return whole and told.scheme in ("http", "https") and len(url) <= _LONGEST_URL


def _stands(numbered: list[Button], answer: Answer) -> bool:
    """Tell whether the text numbers these already, in this order."""
    lines = answer.text.split("\n")
    return all(any(line.startswith(f"{n}. ") and _names(line, one, answer) for line in lines) for n, one in enumerate(numbered, start=1))


def _names(line: str, one: Button, answer: Answer) -> bool:
    alternative = _alternative(one, answer)
    return one.title.lower() in line.lower() or (alternative is not None and _told(alternative, line))


def _line(one: Button, answer: Answer) -> str:
    alternative = _alternative(one, answer)
    return one.title if alternative is None or _told(alternative, answer.text) else _whole(alternative)


def _alternative(one: Button, answer: Answer) -> Alternative | None:
    return next((other for other in answer.alternatives if choose(other.code) == one.payload), None)


def _told(alternative: Alternative, text: str) -> bool:
    """Tell whether `text` says which procedure this is: its name, and its difference where it has one."""
    parts = [part for part in (alternative.difference, alternative.name) if part]
    return any(part.lower() in text.lower() for part in parts[:1] or parts)


def _whole(alternative: Alternative) -> str:
    return f"{alternative.name} ({alternative.difference})" if alternative.difference else alternative.name


def _untold(answer: Answer, shown: list[Button]) -> list[str]:
    """Return lines on the procedures among the buttons `shown` that the text does not name: a button says little."""
    alternatives = [other for one in shown if (other := _alternative(one, answer))]
    return [f"- {_whole(one)}" for one in alternatives if not _told(one, answer.text)]


def _reading(answer: Answer) -> Callable[[Choice], str]:
    """Return what makes a line to read of a choice that has no button; nothing where the text has it already."""

    def line(one: Choice) -> str:
        if isinstance(one, Link):
            return "" if one.url in answer.text and one.title in answer.text else f"- {one.title}: {one.url}"
        return f"- {_line(one, answer)}"

    return line


def _paragraph(lines: list[str], head: str, language: Language) -> list[str]:
    return ["\n".join([say(head, language), *lines])] if lines else []
