"""One answer as messages of Messenger. Every limit is kept and nothing of the answer's text is left out."""

import re
import unicodedata
from collections import Counter
from typing import Any
from urllib.parse import urljoin

from channels.beside import beside
from channels.cutter import split, tail
from channels.messenger import limits
from channels.messenger.labels import Label, labelled, numbers, short
from channels.payload import choose
from core.answer import Answer, Button, Link
from core.words import Language, say

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)

Message = dict[str, Any]


def render(answer: Answer, public_url: str) -> list[Message]:
    """Return the messages that say `answer`, in order; none for an answer that says nothing.

    Links and up to three short choices become buttons below the last text, alternatives with what sets them apart become cards, other
    choices quick replies of the last message. `public_url` goes before links that are paths.
    """
    text = _clean("\n\n".join(part.strip() for part in (answer.text, *beside(answer)) if part.strip()))
    cards = _cards(answer)
    carded = {card["buttons"][0]["payload"] for card in cards}
    buttons = [button for one in answer.buttons if one.payload not in carded and (button := _tidy(one)).title]
    links = [link for one in answer.links if (link := _absolute(one, public_url)).title]
    few = _few(text, buttons, links)
    messages = [few] if few else _told(text, answer, buttons, links)
    if cards:
        quick = messages[-1].pop("quick_replies", None) if messages else None
        messages.append(_template({"template_type": "generic", "elements": cards}) | ({"quick_replies": quick} if quick else {}))
    return messages


def _few(text: str, buttons: list[Button], links: list[Link]) -> Message | None:
    """Return a text with all its buttons, where they are few, short and different."""
    titles = _titles(links, buttons)
    fits = 0 < len(titles) <= limits.TEMPLATE_BUTTONS and all(limits.size(title) <= limits.TITLE for title in titles)
    distinct = len({title.casefold() for title in titles}) == len(titles)
    plain = all(_ADDRESS.fullmatch(link.url) for link in links) and all(_sendable(button) for button in buttons)
    if not (fits and distinct and plain and 0 < limits.size(text) <= limits.TEMPLATE_TEXT):
        return None
    return _buttons(text, [*(_opens(link.title, link.url) for link in links), *(_says(button.title, button.payload) for button in buttons)])


def _told(text: str, answer: Answer, buttons: list[Button], links: list[Link]) -> list[Message]:
    """Return the text, its links as buttons below its end, its choices as quick replies."""
    sendable = sorted(buttons, key=lambda button: not _sendable(button))
    most = min(limits.QUICK_REPLIES, sum(map(_sendable, buttons)))
    typed = numbers(answer)
    opened = [link for link in links if _ADDRESS.fullmatch(link.url)][: limits.TEMPLATE_BUTTONS]
    titled = [*(link.title for link in opened), *_apart(sendable, answer)]
    labels = labelled(titled, [None] * len(opened) + [typed.get(button.payload) for button in sendable], text, len(opened) + most)
    names, replies = labels[: len(opened)], labels[len(opened) :]
    others = [f"{link.title}: {link.url}" for link in links if link not in opened and link.url not in text]
    lines = [line for line in [*(label.line for label in labels), *others] if line]
    whole = "\n\n".join(filter(None, [text, "\n".join(lines)])) or "\n".join(_titles(links, buttons))
    messages = _texts(whole, [_opens(label.title, link.url) for label, link in zip(names, opened, strict=True)])
    quick = [_quick(label, button) for label, button in zip(replies[:most], sendable, strict=False)]
    if quick and messages:
        messages[-1]["quick_replies"] = quick
    return messages


def _apart(buttons: list[Button], answer: Answer) -> list[str]:
    """Return the titles; of procedures whose titles are the same, with their names, which are not."""
    names = {choose(other.code): _line(other.name) for other in answer.alternatives}
    same = Counter(button.title.casefold() for button in buttons)
    return [
        f"{one.title}: {names[one.payload]}" if same[one.title.casefold()] > 1 and one.payload in names else one.title for one in buttons
    ]


def _texts(whole: str, opens: list[dict[str, str]]) -> list[Message]:
    if not opens:
        return [{"text": piece} for piece in split(whole, limits.TEXT, limits.size)]
    head, end = tail(whole, limits.TEMPLATE_TEXT, limits.size)
    return [*({"text": piece} for piece in split(head, limits.TEXT, limits.size)), _buttons(end, opens)]


def _cards(answer: Answer) -> list[dict[str, Any]]:
    """Return a card for each alternative: what sets it apart, its whole name, a button; none where one of them does not fit.

    None either while a question is open, whose answers must stay last.
    """
    titles = {button.payload: _line(button.title) for button in answer.buttons}
    if not 1 < len(answer.alternatives) <= limits.CARDS or any(payload.startswith("/pick") for payload in titles):
        return []
    cards = []
    for other in answer.alternatives:
        payload, title, name = choose(other.code), titles.get(choose(other.code), ""), _line(other.name)
        fits = title and name and max(map(limits.size, (title, name))) <= limits.CARD_TEXT and limits.size(payload) <= limits.PAYLOAD
        if not fits or _line(other.difference or "").casefold() not in f"{title} {name}".casefold() or not other.difference:
            return []
        cards.append({"title": title, "subtitle": name, "buttons": [_says(_choose(answer.language), payload)]})
    return cards


def _titles(links: list[Link], buttons: list[Button]) -> list[str]:
    return [*(link.title for link in links), *(button.title for button in buttons)]


def _choose(language: Language) -> str:
    return short(say("messenger.choose", language))


def _sendable(button: Button) -> bool:
    return limits.size(button.payload) <= limits.PAYLOAD


def _tidy(button: Button) -> Button:
    title = _line(button.title)
    return Button(title=title, payload=button.payload.strip() or title)


def _absolute(link: Link, public_url: str) -> Link:
    """Return `link` with an address of its own."""
    url = urljoin(f"{public_url.rstrip('/')}/", link.url) if link.url.startswith("/") and not link.url.startswith("//") else link.url
    return Link(title=_line(link.title), url=url.strip())


def _clean(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _says(title: str, payload: str) -> dict[str, str]:
    return {"type": "postback", "title": title, "payload": payload}


def _opens(title: str, url: str) -> dict[str, str]:
    return {"type": "web_url", "title": title, "url": url}


def _quick(label: Label, button: Button) -> dict[str, str]:
    return {"content_type": "text", "title": label.title, "payload": button.payload}


def _buttons(text: str, buttons: list[dict[str, str]]) -> Message:
    return _template({"template_type": "button", "text": text, "buttons": buttons})


def _template(payload: dict[str, Any]) -> Message:
    return {"attachment": {"type": "template", "payload": payload}}
