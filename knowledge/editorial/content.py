"""The content of a version: a record in its JSON form, in which names and numbers may still be empty while it is written."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError, create_model

from core.procedure import Case, Document, LegalBasis, Procedure, Variant
from core.text import normalize

Content = dict[str, Any]
FIELDS: tuple[str, ...] = tuple(name for name in Procedure.model_fields if name != "code")
_REQUIRED = frozenset({"name", "number", "code", "difference"})  # an empty one is unfinished; any other empty text is "not stated"
_DEEPEST = 6  # a paper's name is four deep; what lies deeper is no record, and is refused as such

_Document = create_model("_Document", __base__=Document, name=(str, ""))
_Case = create_model("_Case", __base__=Case, documents=(list[_Document], []))
_Legal = create_model("_Legal", __base__=LegalBasis, number=(str, ""))
_Variant = create_model("_Variant", __base__=Variant, code=(str, ""), difference=(str, ""))
_Unfinished = create_model(
    "_Unfinished",
    __base__=Procedure,
    name=(str, ""),
    cases=(list[_Case], []),
    legal_basis=(list[_Legal], []),
    variants=(list[_Variant], []),
)


def empty(code: str) -> Content:
    """Return the content of a record of which only the code is known; raises `ValidationError` for what is no code."""
    return _Unfinished.model_validate({"code": code}).model_dump(mode="json")


def of(record: Procedure) -> Content:
    """Return a record as content."""
    return record.model_dump(mode="json")


def finished(content: Content) -> Procedure:
    """Return the record that `content` is; raises `ValidationError` while something is unfinished."""
    return Procedure.model_validate(content)


def reads(content: Content) -> Procedure:
    """Return `content` as a record to look at: what is unfinished is empty in it. Never to be published."""
    return _Unfinished.model_validate(content)


def taken(content: Content, sent: Mapping[str, Any]) -> tuple[Content, dict[str, str]]:
    """Return the fields of `sent` that can be kept beside `content`, in their JSON form, and what is wrong with the others by field.

    Texts are tidied as an import tidies them. A field that is sent as it stands is left out: nothing changes.
    """
    new = {name: tidy(value, name) for name, value in sent.items() if name in FIELDS and value != content.get(name)}
    wrong = {name: "there is no such field" for name in sent if name not in FIELDS and name != "code"}
    while new:
        try:
            whole = _Unfinished.model_validate({**content, **new}).model_dump(mode="json")
        except ValidationError as error:
            faulty = {str(each["loc"][0]): _told(each["loc"], each["msg"]) for each in reversed(error.errors())}
            if not faulty.keys() & new.keys():
                raise
            wrong |= {name: why for name, why in faulty.items() if name in new}
            new = {name: value for name, value in new.items() if name not in faulty}
        else:
            return {name: whole[name] for name in new if whole[name] != content.get(name)}, wrong
    return {}, wrong


def tidy(value: Any, name: str = "", depth: int = 0) -> Any:
    """Return `value` with its texts in one spelling; empty ones are None, or go where they stand in a list."""
    if isinstance(value, str):
        return normalize(value) or ("" if name in _REQUIRED else None)
    if depth == _DEEPEST:
        return value
    if isinstance(value, Mapping):
        return {key: tidy(part, str(key), depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [part for part in (tidy(one, depth=depth + 1) for one in value) if part is not None]
    return value


def _told(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(map(str, place))}: {message}"
