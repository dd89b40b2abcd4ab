"""What is said without the dialogue engine: to a picture, to somebody who opens the conversation, when something is off."""

from typing import Any

from channels.payload import choose, plain, pressed
from conversations.notices import Notice
from core.answer import Answer, Button
from core.errors import MessageEmpty, MessageTooLong
from core.text import normalize
from core.text.language import language
from core.words import Language, say, words


def understood(content: dict[str, Any], longest: int) -> tuple[str, str | None]:
    """Return the clean text and the payload of a message. Raises `MessageEmpty` or `MessageTooLong`."""
    payload = pressed(str(content.get("payload") or content.get("text") or "").strip())
    if payload:
        return payload, payload
    text = normalize(plain(normalize(str(content.get("text") or ""))))
    if not text:
        raise MessageEmpty
    if len(text) > longest:
        raise MessageTooLong(f"{len(text)} characters")
    return text, None


def entrance(ref: object) -> str | None:
    """Return the payload of a link into the conversation that names a procedure (`1.001193`), else `None`."""
    return pressed(choose(ref)) if isinstance(ref, str) else None


def greeting(tongue: Language = "vi") -> Answer:
    """Greet, and say that this is a machine."""
    entry = words()["service.greet"]
    buttons = [Button(title=title, payload=title) for title in entry["buttons"][tongue]]
    return Answer(status="greeting", text=say("service.greet", tongue), buttons=buttons, language=tongue)


def by_machine(answer: Answer) -> Answer:
    """Return `answer` with the word that a machine gives it."""
    return answer.model_copy(update={"text": f"{say('delivery.machine', answer.language)}\n\n{answer.text}"})


def may_wait(answers: list[Answer]) -> bool:
    """Tell whether something may stand before `answers`: there are some, and none of them is about a danger."""
    return bool(answers) and all(answer.status != "safety" for answer in answers)


def noticed(answer: Answer, notice: Notice) -> Answer:
    """Return `answer` with the notice of the day before it."""
    return answer.model_copy(update={"text": f"{notice.said(answer.language)}\n\n{answer.text}"})


def told(key: str, content: dict[str, Any], status: Any = "error") -> Answer:
    """Return the sentence `key` in the language of what was written."""
    tongue = tongue_of(content)
    return Answer(status=status, text=say(key, tongue), language=tongue)


def tongue_of(content: dict[str, Any]) -> Language:
    """Return the language of what was written; Vietnamese where it does not tell."""
    return language(str(content.get("text") or "")) or "vi"
