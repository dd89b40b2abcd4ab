"""Pages: templates, words, and the sentence that a page shows once after something was done."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console import csrf, desks
from console.auth.schemas import Signed
from console.parts import Parts, parts_of
from core.audit import staff_actor
from core.clock import VIETNAM

Given = TypeVar("Given", bound=Response)
FOLDER = Path(__file__).parent
FLASH = "troly_said"
_ACTOR = re.compile(r"\bstaff:\d+\b")
_FLASH_LASTS = 60  # seconds


@cache
def words() -> dict[str, str]:
    """Read every sentence of the console, once: `{"room.key": sentence}`."""
    reader = YAML(typ="safe")
    files = sorted((FOLDER / "words").glob("*.yml"))
    return {f"{file.stem}.{key}": str(said).strip() for file in files for key, said in reader.load(file.read_text("utf-8")).items()}


def text(key: str, **values: object) -> str:
    """Return the sentence `key`, with `values` put in. Raises `KeyError` for an unknown key or value."""
    return words()[key].format(**values) if values else words()[key]


def moment(at: datetime | None) -> str:
    """Return a moment as the city writes it, in its own time."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" if at else text("frame.never")


def day(given: date | str | None) -> str:
    """Return a day as the city writes it: 22/11/2026. What is no day of the calendar stays as it was written."""
    try:
        read = date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        return str(given)
    return f"{read:%d/%m/%Y}" if read else text("frame.never")


def amount(number: float) -> str:
    """Return a number as it is written in Vietnamese: 75.000, 7,5."""
    return (f"{number:,}" if isinstance(number, int) else f"{number:,.10g}").translate(str.maketrans(",.", ".,"))


def life_group(name: str) -> str:
    """Return what the portal calls a group of life events, or the name itself."""
    return words().get(f"life_groups.{name}", name)


def action(name: str) -> str:
    """Return what the audit's `name` of an action means in words, or the name itself."""
    return words().get(f"actions.{name}", name)


def detail(given: Any) -> str:
    """Return a field or value of an audit entry's detail as it is read: in words where there are some."""
    if isinstance(given, list):
        return ", ".join(map(detail, given))
    if isinstance(given, dict):
        return "; ".join(f"{detail(name)}: {detail(value)}" for name, value in given.items())
    return words().get(f"details.{given}") or words().get(f"roles.{given}") or str(given)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    from console.audit import subjects  # these ask this module for its words
    from console.jobs import lines

    made.globals.update(t=text)
    made.filters.update(moment=moment, day=day, amount=amount, life_group=life_group, action=action, detail=detail)
    made.filters.update(subject=subjects.about, subject_place=subjects.place)
    from console.models import told  # so does this one

    made.filters.update(writings=told.writings, reasons=told.reasons, intent_name=told.intent)
    from console.labels import telling  # and this one

    made.filters.update(entity_title=telling.entity, useful=telling.factors, same_text=telling.same)
    from console.corpus import told as corpus
    from training.labels.proposals import file_of
    from training.labels.schemas import read
    from training.texts import key_of

    made.filters.update(pieces=corpus.pieces, what_said=corpus.said, file_of=file_of)
    made.filters.update(read_entities=read, text_key=key_of)
    made.filters.update(job_kind=lines.kind, job_line=lines.told, job_place=lines.place, took=lines.took)
    return made


def _naming(parts: Parts) -> Callable[[str], str]:
    """Return what tells who an actor of the audit is; accounts are read once a page, and only where somebody is named."""
    known = cache(parts.staff.names)
    return lambda actor: known().get(actor) or words().get(f"actors.{actor}", actor)


def _named(name_of: Callable[[str], str]) -> Callable[[str], str]:
    """Return what puts people's names into a line in which a program tells of actors of the audit."""
    return lambda line: _ACTOR.sub(lambda actor: name_of(actor[0]), line)


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return the page `template`; it finds the person, their desks, the form's token, what was said last, and who an actor is."""
    parts = parts_of(request)
    who = signed(request)
    bound_to, new = csrf.anchor(request, parts)
    said = parts.seal.open(request.cookies[FLASH], _FLASH_LASTS) if FLASH in request.cookies else None
    frame: dict[str, Any] = {
        "signed": who,
        "desks": desks.of(who),
        "here": request.url.path,
        "csrf": csrf.token(parts.key, bound_to),
        "said": said,
        "faults": {},
        "oidc": parts.oidc is not None,
        "name_of": (name_of := _naming(parts)),
        "named": _named(name_of),
    }
    response = HTMLResponse(_templates().get_template(template).render({**frame, **values}), status)
    if new:
        response.set_cookie(csrf.FORM_COOKIE, bound_to, httponly=True, secure=parts.secure, samesite="lax")
    if FLASH in request.cookies:
        response.delete_cookie(FLASH, httponly=True, secure=parts.secure, samesite="lax")
    return response


def redirect(place: str) -> RedirectResponse:
    """Return the way to another page of ours; a form that was taken leads away, so that a reload does not send it again."""
    return RedirectResponse(address(place), 303)


def address(place: str) -> str:
    """Return `place` as it may stand in a header, if it is a page of ours; else the first page."""
    return quote(local(place), safe="/?=&-_.~%")


def local(place: str) -> str:
    """Return `place` if it is a page of ours, else the first page: nobody is led elsewhere by what stands in an address."""
    ours = place.startswith("/") and not place.startswith(("//", "/\\")) and place.isprintable() and place.isascii()
    return place if ours else "/"


def told(response: Given, parts: Parts, key: str, *, wrong: bool = False) -> Given:
    """Have the next page say the sentence `key`, once."""
    said = parts.seal.close({"key": key, "wrong": wrong})
    response.set_cookie(FLASH, said, max_age=_FLASH_LASTS, httponly=True, secure=parts.secure, samesite="lax")
    return response


def sign_on(response: Given, parts: Parts, token: str) -> Given:
    """Give the browser its session; it goes with the browser, and in the database earlier."""
    response.set_cookie(parts.cookie, token, httponly=True, secure=parts.secure, samesite="lax", path="/")
    response.delete_cookie(csrf.FORM_COOKIE, httponly=True, secure=parts.secure, samesite="lax")
    return response


def sign_off(response: Given, parts: Parts) -> Given:
    """Take the session from the browser."""
    response.delete_cookie(parts.cookie, httponly=True, secure=parts.secure, samesite="lax", path="/")
    return response


def signed(request: Request) -> Signed | None:
    """Return who calls, as far as a rule looked it up."""
    found: Signed | None = getattr(request.state, "signed", None)
    return found


def person(request: Request) -> Signed:
    """Return who calls a route whose rule wants somebody."""
    return cast(Signed, request.state.signed)


def actor(request: Request) -> str:
    """Return who calls as the audit names them."""
    return staff_actor(person(request).account)
