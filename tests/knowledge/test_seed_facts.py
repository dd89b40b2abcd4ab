"""The seed is written in plain words, but its facts are the catalogue's: each file is held against its record."""

import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from core.procedure import Procedure
from core.text import fold
from knowledge.importers.portal import to_procedure
from tests.catalogue import needs_catalogue, raw_records

SEED = Path(__file__).parents[2] / "knowledge" / "seed" / "procedures"
FILES = sorted(SEED.glob("*.json"))
SAME_AS_SOURCE = ("code", "name", "field", "level", "subjects", "decision_number", "source_url", "updated", "checked", "life_event_group")
LONGEST_COPY = 18  # words; a fact may need the law's term, never its sentence

pytestmark = needs_catalogue


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def seed(request: pytest.FixtureRequest) -> Procedure:
    return Procedure.model_validate_json(request.param.read_text("utf-8"))


@pytest.fixture
def source(seed: Procedure) -> Procedure:
    return to_procedure(raw_records()[seed.code], checked=date(2026, 7, 18))


def prose(procedure: Procedure) -> list[str]:
    """Every sentence the seed's author wrote."""
    documents = [d for case in procedure.cases for d in case.documents]
    limits = [m.time_limit.text for m in procedure.methods if m.time_limit]
    fees = [fee.text for method in procedure.methods for fee in method.fees]
    texts = [procedure.agency, procedure.place, procedure.result, *procedure.steps, *procedure.requirements]
    texts += [c.name for c in procedure.cases] + [d.name for d in documents] + [d.note for d in documents] + limits + fees
    texts += [variant.difference for variant in procedure.variants]
    return [text for text in texts if text]


def numbers(text: str) -> set[str]:
    """Numbers of two or more digits, thousands joined ("8.000" -> "8000"), leading zeros dropped ("05" -> left out)."""
    joined = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", text)
    return {n for n in (m.lstrip("0") for m in re.findall(r"\d+", joined)) if len(n) > 1}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def test_identity_is_the_source_s(seed: Procedure, source: Procedure) -> None:
    for name in SAME_AS_SOURCE:
        assert getattr(seed, name) == getattr(source, name), name


def test_time_limits_are_the_source_s(seed: Procedure, source: Procedure) -> None:
    def limits(procedure: Procedure) -> Counter[tuple[str, float | None, str]]:
        return Counter((m.channel, m.time_limit.value, m.time_limit.unit) for m in procedure.methods if m.time_limit)

    assert limits(seed) == limits(source)


def test_fee_amounts_are_the_source_s(seed: Procedure, source: Procedure) -> None:
    known = numbers(json.dumps(raw_records()[seed.code], ensure_ascii=False))
    amounts = {str(f.amount_vnd) for m in seed.methods for f in m.fees if f.amount_vnd is not None}
    stated = {str(f.amount_vnd) for m in source.methods for f in m.fees if f.amount_vnd is not None}
    assert amounts <= known | stated
    assert stated <= amounts | numbers(" ".join(prose(seed))), "an amount of the source is missing"


def test_fee_is_never_made_free(seed: Procedure) -> None:
    raw = fold(json.dumps(raw_records()[seed.code]["detail"]["executionMethods"], ensure_ascii=False))
    said = fold(" ".join(f.text or "" for m in seed.methods for f in m.fees))
    assert not (re.search(r"\bmien\b", said) and "mien" not in raw), "free only where the source says so"
    if "hoi dong nhan dan" in raw:
        assert "hoi dong nhan dan" in said, "the fee is set by the People's Council: say so"


def test_legal_basis_is_the_source_s(seed: Procedure, source: Procedure) -> None:
    assert [basis.number for basis in seed.legal_basis] == [basis.number for basis in source.legal_basis]


def test_every_number_is_in_the_source(seed: Procedure) -> None:
    known = numbers(json.dumps(raw_records()[seed.code], ensure_ascii=False)) | {"2025", "1022"}
    invented = {n for text in prose(seed) for n in numbers(text)} - known
    assert not invented


def test_no_sentence_is_copied(seed: Procedure) -> None:
    source_words = words(json.dumps(raw_records()[seed.code]["detail"], ensure_ascii=False).replace("\\n", " "))
    runs = {tuple(source_words[i : i + LONGEST_COPY]) for i in range(len(source_words))}
    for text in prose(seed):
        own = words(text)
        copied = next(
            (own[i : i + LONGEST_COPY] for i in range(len(own) - LONGEST_COPY + 1) if tuple(own[i : i + LONGEST_COPY]) in runs), None
        )
        assert copied is None, f"copied: {' '.join(copied or [])}"


def test_no_district_decides_any_more(seed: Procedure) -> None:
    said = " ".join([seed.agency or "", seed.place or ""]).lower()
    assert not re.search(r"\b(quận|huyện)\b", said), "no district has decided anything since 1 July 2025"


def test_people_s_names_are_there(seed: Procedure) -> None:
    assert 8 <= len(seed.aliases) <= 30
    folded = [fold(alias) for alias in seed.aliases]
    assert len(set(folded)) == len(folded), "the same alias twice"


def test_parts_a_citizen_asks_for_are_there(seed: Procedure) -> None:
    missing = [part for part in ("cases", "steps", "place", "agency", "result") if not getattr(seed, part)]
    assert not missing


def test_no_alias_names_two_procedures() -> None:
    owner = sorted((fold(alias), path.stem) for path in FILES for alias in json.loads(path.read_text("utf-8"))["aliases"])
    clashes = [(a, b) for a, b in pairwise(owner) if a[0] == b[0]]
    assert not clashes


def test_variants_exist() -> None:
    codes = {path.stem for path in FILES}
    for path in FILES:
        for variant in json.loads(path.read_text("utf-8"))["variants"]:
            assert variant["code"] in codes, f"{path.stem} names {variant['code']}"
