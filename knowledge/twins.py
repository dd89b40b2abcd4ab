"""Twins: one procedure in several records, and procedures that differ in one thing only, with the difference said.

The portal holds a procedure once for each level that handles it ("(thực hiện tại cấp tỉnh)", "thuộc thẩm quyền của
Bộ Y tế"), and some twice. Such records are one group. Near twins (first time and again, with and without a foreign
element) stay apart but name each other as variants.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from pathlib import Path

from pydantic import BaseModel

from core.procedure import Procedure, Variant
from core.text import fold
from knowledge import differences, names
from knowledge.levels import likely
from knowledge.markers import Marker

MOST = 8  # variants listed of a record
_COMMON = frozenset(["quan", "ly", "hoat", "dong", "linh", "vuc", "va", "nha", "nuoc", "viet", "nam", "doi", "voi", "cua", "trong"])


class Twins(BaseModel):
    """What a release keeps of its twins: the group number of each row, and the variants of each code that has any."""

    groups: list[int]
    variants: dict[str, list[Variant]]


def save(path: Path, procedures: list[Procedure], markers: list[Marker]) -> None:
    """Write the twins among `procedures` to `path` (JSON)."""
    path.write_text(Twins(groups=groups(procedures), variants=variants(procedures, markers)).model_dump_json() + "\n", "utf-8")


def read(path: Path) -> Twins:
    """Read what `save` wrote."""
    return Twins.model_validate_json(path.read_bytes())


def groups(procedures: list[Procedure]) -> list[int]:
    """Return the group number of each row of `procedures`: equal numbers are records of one procedure.

    They have one name but for who handles it, and fields of the same kind. A group's number is its first row.
    """
    number = list(range(len(procedures)))
    for rows in alike(names.bare(procedure.name) for procedure in procedures):
        heads: list[int] = []
        for row in rows:
            field = procedures[row].field
            head = next((head for head in heads if _related(procedures[head].field, field)), None)
            if head is None:
                heads.append(row)
            else:
                number[row] = head
    return number


def variants(procedures: list[Procedure], markers: list[Marker]) -> dict[str, list[Variant]]:
    """Return by code the twins of each record that has any, with how each differs, at most `MOST`.

    Those written by hand in a record stand first, then the same procedure's other records, then one record of each
    near twin; the likelier to be meant come earlier (ward before province before ministry, citizens before others).
    """
    by_code = {procedure.code: procedure for procedure in procedures}
    written = {p.code: [v for v in p.variants if v.code in by_code] for p in procedures}
    told: dict[str, dict[str, str]] = {code: {} for code in by_code}
    numbers = groups(procedures)
    for record, others in _same(procedures, numbers):
        told[record.code] |= {other.code: differences.of_same(other, record) for other in others}
    for record, others in _near(procedures, numbers, markers):
        told[record.code] |= {other.code: differences.of_near(other, record, markers) for other in others}
    number = {procedure.code: group for procedure, group in zip(procedures, numbers, strict=True)}
    listed = {code: _listed(written[code], _apart(twins, by_code), code, number) for code, twins in told.items()}
    return {code: twins for code, twins in listed.items() if twins}


def _listed(written: list[Variant], told: dict[str, str], of: str, number: dict[str, int]) -> list[Variant]:
    """Put what is `written` by hand before what is `told`; a near twin's procedure is not named twice."""
    known = {variant.code for variant in written}
    named = {number[code] for code in known} - {number[of]}
    others = [Variant(code=code, difference=text) for code, text in told.items() if code not in known and number[code] not in named]
    return [*written, *others][:MOST]


def _apart(told: dict[str, str], by_code: dict[str, Procedure]) -> dict[str, str]:
    """Say of twins told in the same words what tells them from one another too."""
    worded: dict[str, list[str]] = defaultdict(list)
    for code, text in told.items():
        worded[text].append(code)
    for text, (first, *others) in worded.items():
        for code, other in zip((first, *others), (*others[:1], *(first for _ in others)), strict=False):
            told[code] = f"{text}, {differences.of_same(by_code[code], by_code[other])}"
    return told


def _same(procedures: list[Procedure], numbers: list[int]) -> Iterable[tuple[Procedure, list[Procedure]]]:
    for rows in alike(numbers):
        records = sorted((procedures[row] for row in rows), key=likely)
        for record in records:
            yield record, [other for other in records if other is not record]


def _near(procedures: list[Procedure], numbers: list[int], markers: list[Marker]) -> Iterable[tuple[Procedure, list[Procedure]]]:
    """Yield each record with its near twins: of each other group the one of its own level, or the likeliest."""
    for rows in alike(names.stem(procedure.name, markers) or row for row, procedure in enumerate(procedures)):
        rows.sort(key=lambda row: likely(procedures[row]))
        for row in rows:
            nearest: dict[int, Procedure] = {}
            level = set(procedures[row].level)
            for other in sorted(rows, key=lambda other: not level & set(procedures[other].level)):
                nearest.setdefault(numbers[other], procedures[other])
            nearest.pop(numbers[row])
            yield procedures[row], sorted(nearest.values(), key=likely)


def _related(field: str | None, other: str | None) -> bool:
    """One procedure may stand under "Chứng thực" and "Công chứng, chứng thực"; taxes and customs are two matters."""
    if field == other or not field or not other:
        return True
    return len((_words(field) & _words(other)) - _COMMON) > 1


def _words(field: str) -> set[str]:
    return set(fold(field).replace(",", " ").split())


def alike(keys: Iterable[Hashable]) -> list[list[int]]:
    """Return the rows with equal keys, those that stand alone left out."""
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    return [found for found in rows.values() if len(found) > 1]
