"""Answers on every published procedure, each facet of it: no message breaks a limit, no word is lost."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest

from channels.demo.zalo.rules import unfit
from channels.zalo.render import render
from core.answer import Alternative, Answer, Facet
from core.procedure import Procedure
from knowledge import answer
from knowledge.importers.portal import BROKEN, to_procedure
from tests.catalogue import needs_catalogue, raw_records

_BESIDE = 3


def procedures() -> list[Procedure]:
    found = []
    for raw in raw_records().values():
        try:
            found.append(to_procedure(raw))
        except BROKEN:  # the importer's own tests count these
            continue
    return found


def answers(records: list[Procedure]) -> Iterator[Answer]:
    """One answer a procedure, each with another facet, beside three others that may be meant; and the question which of them is."""
    facets = get_args(Facet)
    for place, record in enumerate(records):
        others = [Alternative(code=one.code, name=one.name) for one in records[place + 1 : place + 1 + _BESIDE]]
        yield answer.answered(record, [facets[place % len(facets)]], others, "r", 0.9)
        yield answer.clarify(others, "r", 0.5)


@pytest.mark.slow
@needs_catalogue
def test_every_procedure_fits() -> None:
    records = procedures()
    assert len(records) > 1_000
    for one in answers(records):
        for anonymous in (None, "c-1"):
            messages = render(one, "https://troly.example", anonymous)
            assert [unfit(message["message"], plain=anonymous is not None) for message in messages] == [0] * len(messages)
            told = "".join(message["message"]["text"] for message in messages)
            assert re.sub(r"\s", "", told).startswith(re.sub(r"\s", "", one.text))
