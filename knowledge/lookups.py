"""The terms the dialogue model is trained to find in a message, written from the live release and the seed."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.procedure import Procedure
from core.settings import Settings
from knowledge import release, tables
from knowledge.offices.models import Former, Unit, read_units
from knowledge.passages import labels

_LONGEST_PAPER = 7  # syllables: a longer name is a sentence, nobody types it
# How the name of a paper begins; "kết hôn" and the like also stand in the table of papers, but name a procedure as well.
_PAPERS = ("giấy ", "thẻ ", "sổ ", "tờ ", "bằng ", "căn cước", "chứng minh", "cccd", "cmnd", "hộ chiếu", "hộ khẩu", "hợp đồng ")


def write(settings: Settings) -> Path:
    """Write `var/lookups/terms.tsv` (label, canonical id, term) and return its path.

    Raises:
        ReleaseUnavailable: nothing is published yet, or the live release is damaged.
    """
    folder = settings.releases / (release.current_id(settings.releases) or "none")
    release.verify(folder)
    target = settings.var / "lookups" / "terms.tsv"
    target.parent.mkdir(parents=True, exist_ok=True)
    units = folder / "units.tsv"
    found = {*_terms(release.read_procedures(folder)), *_wards(units if units.exists() else settings.seed / units.name)}
    rows = sorted({*found, *_everyday(settings.seed, {term.lower() for label, _, term in found if label == "procedure"})})
    target.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
    return target


def _terms(procedures: list[Procedure]) -> Iterator[tuple[str, str, str]]:
    for procedure in procedures:
        for label in labels(procedure):
            yield "procedure", procedure.code, label
        if procedure.agency and len(procedure.agency) < 60:
            yield "agency", procedure.agency, procedure.agency
        for case in procedure.cases:
            for document in case.documents:
                name = document.name.split("(")[0].split(",")[0].strip()
                if name and len(name.split()) <= _LONGEST_PAPER:
                    yield "paper", name.lower(), name.lower()


def _wards(path: Path) -> Iterator[tuple[str, str, str]]:
    """Units of today, and by their full names those they were made of: of a split ward, the unit that has most of it."""
    units = read_units(path)
    for unit in units:
        yield "ward", unit.code, unit.full
    today = {unit.full for unit in units}
    yield from {("ward", former.district, former.district) for _, former in _formers(units)}
    for unit, former in _formers(units):
        if former.name not in today and not former.name[-1].isdigit():
            yield "ward", unit.code, former.name


def _formers(units: Sequence[Unit]) -> Iterator[tuple[Unit, Former]]:
    return ((unit, part.former) for unit in units for part in unit.parts if part.share != "part")


def _everyday(seed: Path, procedures: set[str]) -> Iterator[tuple[str, str, str]]:
    """What people call papers and agencies; the name of a procedure stays one."""
    for label, file in (("agency", "agencies.tsv"), ("paper", "papers.tsv")):
        for _, (name, said, *_) in tables.raw_rows(seed / file, columns=(2, 3, 4)):
            for term in (term.strip() for term in said.split(";")):
                if term not in procedures and (label == "agency" or term.startswith(_PAPERS)):
                    yield label, name, term
