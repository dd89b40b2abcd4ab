"""Rasa's notation of an example: `[text](entity)`, `[text]{"entity": "..", "value": ".."}`, `[text][{..}, {..}]`.

Source: Rasa 3.6, `rasa.shared.nlu.training_data.entities_parser`, whose readings these are. It knows no escape: what it would read
otherwise than it is meant cannot be written and is refused.
"""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from core.errors import BadRequest
from training.corpus.schemas import Entity, Utterance

# The four forms, the leftmost first. The name of an entity ends at a colon, after which its value may stand.
_MARKED = re.compile(
    r"\[(?P<text>[^\]]+?)\](?:\((?P<name>[^:)]+?)(?:\:(?P<value>[^)]+))?\)|\{(?P<one>[^}]+?)\}|\[(?P<many>.*?)\])",
)
_ONE = re.compile(r"\{(?P<one>[^}]+?)\}")
_STRIPPED = "\n\r "  # what Rasa takes off both ends of an example
_NAME = re.compile(r"[^\s:()\[\]{}]+")
# What YAML cannot hold in a block of text, where it knows no escape; and the byte-order mark, which readers take out.
_UNFIT = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

_HALF = re.compile("[\ud800-\udfff]")


class Unwritable(BadRequest):
    """A text or span that Rasa's notation cannot hold."""

    code = "bad_request"


def parse(markup: str) -> Utterance:
    """Return the plain text and the entities of one example.

    Raises:
        BadRequest: an entity in braces is no JSON object with the text `entity`.
    """
    entities: list[Entity] = []
    parts: list[str] = []
    length = end = 0
    for match in _MARKED.finditer(markup):
        before, text = markup[end : match.start()], match["text"]
        start = length + len(before)
        entities += _entities(match, start, text)
        parts += [before, text]
        length, end = start + len(text), match.end()
    return Utterance("".join((*parts, markup[end:])), tuple(entities))


def _entities(match: re.Match[str], start: int, text: str) -> Iterator[Entity]:
    stop = start + len(text)
    if match["name"]:
        yield Entity(start, stop, match["name"], _other(match["value"], text))
        return
    for inside in [match["one"]] if match["one"] else [each["one"] for each in _ONE.finditer(match["many"] or "")]:
        fields = _fields(inside)
        yield Entity(start, stop, fields["entity"], _other(fields.get("value"), text), fields.get("role"), fields.get("group"))


def _fields(inside: str) -> dict[str, Any]:
    try:
        fields = json.loads(f"{{{inside}}}")
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"an entity in braces that is no JSON: {type(error).__name__}") from error
    if not isinstance(fields.get("entity"), str) or any(not isinstance(one, str) for one in fields.values()):
        raise BadRequest("an entity in braces needs texts, `entity` among them")
    return dict(fields)


def _other(value: str | None, text: str) -> str | None:
    return None if value == text else value


def write(utterance: Utterance) -> str:
    """Return the markup of an utterance; `parse` gives it back exactly.

    Raises:
        Unwritable: it is empty, has a line break or a sign no file of ours may hold, spans that overlap or lie outside, or letters that
            Rasa would read as marks of its own.
    """
    text = utterance.text
    if not text or text != text.strip(_STRIPPED) or len(text.splitlines()) != 1 or _UNFIT.search(text):
        raise Unwritable("an example is one line of text, without blanks at its ends")
    if any(_HALF.search(told) for one in utterance.entities for told in (one.name, one.value, one.role, one.group) if told):
        raise Unwritable("an entity has half a sign, which no page can show")
    parts, end = [], 0
    for (start, stop), group in groupby(sorted(utterance.entities, key=_place), key=_place):
        if not end <= start < stop <= len(text):
            raise Unwritable(f"the span {start}-{stop} is empty, overlaps another or lies outside")
        parts += [text[end:start], f"[{text[start:stop]}]", _marks(list(group))]
        end = stop
    markup = "".join((*parts, text[end:]))
    _check(markup, utterance)
    return markup


def _check(markup: str, utterance: Utterance) -> None:
    try:
        read = parse(markup)
    except BadRequest:
        read = None
    if read is None or read.text != utterance.text or list(read.entities) != _known(utterance):
        raise Unwritable("brackets in it would be read as marks of entities")


def _known(utterance: Utterance) -> list[Entity]:
    """The entities in order; a value that is the text itself is none."""
    return [
        Entity(one.start, one.end, one.name, _other(one.value, utterance.text[one.start : one.end]), one.role, one.group)
        for one in sorted(utterance.entities, key=_place)
    ]


def _place(entity: Entity) -> tuple[int, int]:
    return entity.start, entity.end


def _marks(entities: list[Entity]) -> str:
    if len(entities) == 1:
        one = entities[0]
        plain = one.value is None and one.role is None and one.group is None and _NAME.fullmatch(one.name)
        return f"({one.name})" if plain else _braces(one)
    return f"[{', '.join(map(_braces, entities))}]"


def _braces(entity: Entity) -> str:
    fields = {"entity": entity.name, "value": entity.value, "role": entity.role, "group": entity.group}
    told = json.dumps({key: value for key, value in fields.items() if value is not None}, ensure_ascii=False)
    inner = "".join(sign if sign.isprintable() and sign not in "}]{[" else _escaped(sign) for sign in told[1:-1])
    return f"{{{inner}}}"


def _escaped(sign: str) -> str:
    return "".join(f"\\u{int.from_bytes(pair, 'big'):04x}" for pair in _pairs(sign.encode("utf-16-be", "surrogatepass")))


def _pairs(raw: bytes) -> Iterator[bytes]:
    return (raw[at : at + 2] for at in range(0, len(raw), 2))
