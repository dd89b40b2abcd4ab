"""The terms the dialogue model is trained to find in a message, written from the live release and the seed."""

from collections.abc import Iterator
from pathlib import Path

from core.procedure import Procedure
from core.settings import Settings
from knowledge import release
from knowledge.offices.models import read_units
from knowledge.passages import labels

_LONGEST_PAPER = 7  # syllables: a longer name is a sentence, nobody types it


def write(settings: Settings) -> Path:
    """Write `var/lookups/terms.tsv` (label, canonical id, term) and return its path.

    Raises:
        ReleaseUnavailable: nothing is published yet, or the live release is damaged.
    """
    folder = settings.releases / (release.current_id(settings.releases) or "none")
    release.verify(folder)
    target = settings.var / "lookups" / "terms.tsv"
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = sorted({*_terms(release.read_procedures(folder)), *_wards(settings.seed / "units.tsv")})
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
    for unit in read_units(path):
        yield "ward", unit.code, unit.full
