"""Answers on every procedure of the portal's catalogue, on both platforms: no message breaks a limit, no word is lost."""

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from channels.demo.messenger.limits import wrong
from channels.demo.zalo.rules import unfit
from channels.messenger.render import render as on_messenger
from channels.zalo.render import render as on_zalo
from core.answer import Alternative, Answer, Facet
from core.procedure import Procedure
from knowledge import answer
from knowledge.importers.portal import BROKEN, to_procedure
from tests.catalogue import needs_catalogue, raw_records

URL = "https://troly.example"
BROKEN_RECORDS = 2  # the importer's own tests name them
_BESIDE = 3
_LONG: tuple[Facet, ...] = ("documents", "steps", "requirements", "legal_basis")


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """On each procedure, in turn, one facet, or all that make long texts, beside three others that may be meant; and which is meant."""
    records = list(_procedures())
    assert len(records) >= len(raw_records()) - BROKEN_RECORDS
    return list(_answers(records))


def _procedures() -> Iterator[Procedure]:
    for raw in raw_records().values():
        try:
            yield to_procedure(raw)
        except BROKEN:
            continue


def _answers(records: list[Procedure]) -> Iterator[Answer]:
    asked: list[list[Facet]] = [*([one] for one in get_args(Facet)), list(_LONG), list(get_args(Facet))]
    for place, record in enumerate(records):
        others = [Alternative(code=one.code, name=one.name, difference=one.field) for one in records[place + 1 : place + 1 + _BESIDE]]
        yield answer.answered(record, asked[place % len(asked)], others, "r", 0.9)
        if place % len(asked) == 0:
            yield answer.clarify(others, "r", 0.5)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _zalo(told: Answer) -> tuple[list[object], str]:
    messages = [one["message"] for one in on_zalo(told, URL)]
    return [unfit(one) for one in messages], "".join(one["text"] for one in messages)


def _zalo_anonymous(told: Answer) -> tuple[list[object], str]:
    messages = [one["message"] for one in on_zalo(told, URL, "c-1")]
    return [unfit(one, plain=True) for one in messages], "".join(one["text"] for one in messages)


def _messenger(told: Answer) -> tuple[list[object], str]:
    messages = on_messenger(told, URL)
    texts: list[Any] = [one.get("text") or one["attachment"]["payload"].get("text", "") for one in messages]
    return [wrong(one) for one in messages], "".join(texts)


@pytest.mark.slow
@pytest.mark.timeout(900)  # on however busy a machine
@needs_catalogue
@pytest.mark.parametrize("platform", [_zalo, _zalo_anonymous, _messenger], ids=["zalo", "zalo, no name", "messenger"])
def test_every_procedure_fits(answers: list[Answer], platform: Callable[[Answer], tuple[list[object], str]]) -> None:
    for told in answers:
        broken, text = platform(told)
        assert broken
        assert not any(broken)
        assert _bare(text).startswith(_bare(told.text))
