"""Sort what is read into accepted, kept out, replaced and refused, each with its reason."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.procedure import Procedure
from knowledge.importers.jurisdiction import Scope
from knowledge.importers.originals import Packed, pack
from knowledge.importers.portal import BROKEN, SOURCE_PAGE, Raw, to_procedure, updated_at
from knowledge.importers.reading import Unreadable, Where
from knowledge.importers.report import Row, problem

REPLACED = "replaced"


@dataclass(frozen=True)
class Accepted:
    """A record that will stand: where it was read, when its source last changed it, and whether that is the portal."""

    where: Where
    record: Procedure
    updated: int
    portal: bool = False


@dataclass
class Intake:
    """The records of one import. `known` tells when a portal record of an earlier import was last changed, by id."""

    scope: Scope
    checked: date | None
    known: dict[str, int] = field(default_factory=dict)
    read: int = 0
    accepted: dict[str, Accepted] = field(default_factory=dict)
    aside: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    received: list[Packed] = field(default_factory=list)  # not as objects: thousands of records fill the memory
    barred: set[str] = field(default_factory=set)  # source addresses of what is kept out

    def take_all(self, rows: Iterable[tuple[Where, Any]]) -> "Intake":
        """Take every row and return this."""
        for where, raw in rows:
            self.take(where, raw)
        return self

    def take(self, where: Where, raw: Any) -> None:
        """Take one record: of the portal's form, or of our own (an export, a seed file)."""
        self.read += 1
        try:
            if isinstance(raw, Unreadable):
                raise ValueError(raw.reason)
            _form(raw)(self, where, raw)
        except BROKEN as error:
            self.refused.append(problem(where, raw, error))

    def put_out(self) -> dict[str, int]:
        """Count what is kept out by reason, without what a later record replaced."""
        counts = Counter(row["kept_out"] for row in self.aside)
        del counts[REPLACED]
        return dict(counts)

    @property
    def replaced(self) -> int:
        """How many gave way to a later record of the same code."""
        return sum(row["kept_out"] == REPLACED for row in self.aside)

    def take_portal(self, where: Where, raw: Raw) -> None:
        """Take a record as the portal sends it."""
        record = to_procedure(raw, self.checked)
        when = updated_at(raw)
        if when < self.known.get(raw["id"], 0):
            return self._set_aside(where, record, {REPLACED: "an earlier state than the record imported before"})
        self.received.append(pack(raw))
        if reasons := self.scope.reasons(raw):
            self.barred.add(SOURCE_PAGE.format(id=raw["id"]))
            return self._set_aside(where, record, reasons)
        return self._accept(Accepted(where, record, when, portal=True))

    def take_own(self, where: Where, raw: Raw) -> None:
        """Take a record in our own form."""
        record = Procedure.model_validate(raw)
        record.model_dump_json()  # half a letter can be held, and would stop the writing of all the others
        self.stand(where, record)

    def stand(self, where: Where, record: Procedure) -> None:
        """Take a record of ours that is read already."""
        self._accept(Accepted(where, record, record.updated.toordinal() if record.updated else 0))

    def _accept(self, new: Accepted) -> None:
        """Of two records with one code the one changed later stands; of two changed at once, the one read last."""
        code = new.record.code
        if (old := self.accepted.get(code)) is None:
            self.accepted[code] = new
            return
        kept, gone = (new, old) if new.updated >= old.updated else (old, new)
        self.accepted[code] = kept
        self._set_aside(gone.where, gone.record, {REPLACED: f"a later record has the same code ({_place(kept.where)}: {kept.record.name})"})

    def _set_aside(self, where: Where, record: Procedure, reasons: dict[str, str]) -> None:
        first = next(iter(reasons))
        self.aside.append({**where, "code": record.code, "name": record.name, "kept_out": first, "reason": "; ".join(reasons.values())})


def _place(where: Where) -> str:
    return " ".join(map(str, *where.items()))


def _form(raw: Any) -> Callable[[Intake, Where, Any], None]:
    own = isinstance(raw, dict) and "name" in raw and not {"id", "detail"} & set(raw)
    return Intake.take_own if own else Intake.take_portal
