"""The registry of dialogue models (sổ mô hình): what was made, what may go live, what is live, and the way back.

The pointer in the folder is the truth about what is live, for `troly train` sets it too; the rows are brought in line with it before
each change. Changes of what is live are made one after the other (`shelf.alone`), until the pointer is written: the rows are committed a
moment before it, and who looked at the gate in that moment would compare with the model that has just gone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from core import audit
from core.clock import now
from core.db import Database
from core.errors import Conflict, NotFound
from core.settings import Settings
from training.dialogue import shelf
from training.dialogue.gate import Refusal, Rules, refusals
from training.dialogue.models import DialogueModel, Promotion
from training.dialogue.schemas import Difference
from training.dialogue.shadows import keep


class Blocked(Conflict):
    """The gate is against a model. `refusals` says why."""

    def __init__(self, name: str, found: list[Refusal]) -> None:
        """Keep the reasons."""
        super().__init__(f"{name}: " + ", ".join(refusal.key for refusal in found))
        self.refusals = found


@dataclass(frozen=True)
class Made:
    """A model that was trained and measured; see `training.dialogue.models`. `shadow` is None where no shadow was run."""

    name: str
    dataset: str
    test_set: str
    made_with: dict[str, Any]
    report: dict[str, Any]
    against: str | None = None
    against_report: dict[str, Any] | None = None
    failed: Sequence[str] = ()
    shadow: Sequence[Difference] | None = None


class Registry:
    """The models of a `folder` and their rows in the database. Raises `Unavailable` when the database fails."""

    def __init__(self, database: Database, folder: Path, rules: Rules, clock: Callable[[], datetime] = now) -> None:
        """Keep rows in `database` and point to files of `folder` (`var/models/dialogue`)."""
        self._database, self._folder, self.rules, self._clock = database, folder, rules, clock

    @classmethod
    def of(cls, settings: Settings, database: Database, clock: Callable[[], datetime] = now) -> "Registry":
        """Return the registry of `settings`, with the rules they set."""
        margins = (settings.gate_macro_margin, settings.gate_intent_margin)
        rules = Rules(*margins, settings.gate_costly_more, settings.gate_safety_new, settings.gate_golden_fewer)
        return cls(database, settings.bot_models, rules, clock)

    def add(self, made: Made, by: str) -> int:
        """Enter a model whose file is in the folder, and return its number. Entered again, it is measured anew."""
        with (self._folder / made.name).open("rb") as file:
            checksum = file_digest(file, "sha256").hexdigest()
        with self._database.begin() as session:
            row = _named(session, made.name) or DialogueModel(name=made.name, by=by, at=self._clock(), removed=False)
            row.sha256, row.dataset, row.test_set, row.made_with = checksum, made.dataset, made.test_set, made.made_with
            row.report, row.against, row.against_report, row.failed = made.report, made.against, made.against_report, list(made.failed)
            session.add(row)
            audit.record(session, by, "model.made", f"model:{made.name}", {"dataset": made.dataset, "against": made.against})
            session.flush()
            if made.shadow is not None:
                keep(session, row.id, made.shadow)
            return row.id

    def get(self, number: int) -> DialogueModel:
        """Return a model; raises `NotFound`."""
        with self._database.read() as session:
            return _held(session, number)

    def all(self) -> Sequence[DialogueModel]:
        """Return every model that was ever made, the newest first."""
        with self._database.read() as session:
            return session.scalars(sa.select(DialogueModel).order_by(DialogueModel.id.desc())).all()

    def history(self) -> Sequence[Promotion]:
        """Return what went live, the latest first."""
        with self._database.read() as session:
            return session.scalars(_promotions().order_by(Promotion.id.desc())).all()

    def live(self) -> DialogueModel | None:
        """Return the row of the model that is live; None: there is none, or it was never entered."""
        with self._database.read() as session:
            return _named(session, self.live_name() or "")

    def refusals(self, model: DialogueModel) -> list[Refusal]:
        """Return what the gate has against `model`; one measured against another than the live one is to be measured anew."""
        live = self.live_name()
        if model.against != live and model.name != live:
            return [Refusal("other_live", {"against": model.against, "live": live})]
        return refusals(model.report, model.against_report, self.rules, model.failed)

    def live_name(self) -> str | None:
        """Return the name of the model that the pointer names: also of one that `troly train` made."""
        pointer = self._folder / "current"
        return pointer.read_text("utf-8").strip() or None if pointer.is_file() else None

    def promote(self, number: int, by: str) -> str:
        """Make a model live and return its name; the dialogue engine fetches it within seconds.

        Raises:
            Blocked: the gate is against it.
            Conflict: it is live already, or its file is gone.
        """
        with shelf.alone(self._folder):
            with self._database.begin() as session:
                self._settle(session)
                model = _held(session, number)
                if not self._there(model) or self.live_name() == model.name:
                    raise Conflict(f"{model.name} is live, or its file is gone")
                if found := self.refusals(model):
                    raise Blocked(model.name, found)
                self._enter(session, model, by, back=False)
            shelf.point_to(self._folder, model.name)
        return model.name

    def rollback(self, by: str, leave: str) -> str:
        """Bring back the model that was live before, and return its name.

        Args:
            by: who wants it, an actor of the audit.
            leave: the model that was live to whoever wants it: a wish that two have does not go back twice.

        Raises:
            Conflict: another model is live now, or there is none to go back to.
        """
        with shelf.alone(self._folder):
            with self._database.begin() as session:
                self._settle(session)
                former = _former(session)
                if self.live_name() != leave or former is None or not self._there(former):
                    raise Conflict("another model is live, or there is none to go back to")
                self._enter(session, former, by, back=True)
            shelf.point_to(self._folder, former.name)
        return former.name

    def former(self) -> DialogueModel | None:
        """Return the model that a rollback would bring back."""
        with self._database.read() as session:
            stack = _stack(session)
            return _former(session) if stack and stack[-1].name == self.live_name() else stack[-1] if stack else None

    def prune(self, kept: int = shelf.KEPT) -> list[str]:
        """Remove files of old models but the newest `kept`, the live one and those it can go back to; return their names."""
        with shelf.alone(self._folder), self._database.begin() as session:
            self._settle(session)
            wanted = {model.name for model in _stack(session)[-2:]}
            gone = shelf.remove_old(self._folder, wanted, kept)
            for model in session.scalars(sa.select(DialogueModel).where(DialogueModel.name.in_(gone))):
                model.removed = True
        return gone

    def _there(self, model: DialogueModel) -> bool:
        return not model.removed and (self._folder / model.name).is_file()

    def _settle(self, session: Session) -> None:
        """Enter what is live by the pointer and not by the rows: `troly train` made it, or a promotion broke off."""
        name, stack = self.live_name(), _stack(session)
        if name is None or (stack and stack[-1].name == name):
            return
        unmeasured = DialogueModel(
            name=name, sha256="", dataset="", test_set="", made_with={}, report={}, failed=[], by="cli", at=self._clock(), removed=False
        )
        model = _named(session, name) or unmeasured
        session.add(model)
        session.flush()
        self._enter(session, model, "cli", back=False)
        session.flush()

    def _enter(self, session: Session, model: DialogueModel, by: str, *, back: bool) -> None:
        session.add(Promotion(model_id=model.id, back=back, by=by, at=self._clock()))
        audit.record(session, by, "model.rollback" if back else "model.promote", f"model:{model.name}", {"was": self.live_name()})


def _stack(session: Session) -> list[DialogueModel]:
    """Return the models that were live one after the other, the live one last; a rollback takes the last one away."""
    stack: list[DialogueModel] = []
    for promotion in session.scalars(_promotions().order_by(Promotion.id)):
        if promotion.back:
            stack.pop()
        else:
            stack.append(promotion.model)
    return stack


def _promotions() -> sa.Select[Promotion]:
    """Return the query of what went live; of each model what names it: its report is some hundred kB, and there are ever more of them."""
    return sa.select(Promotion).options(joinedload(Promotion.model).load_only(DialogueModel.name, DialogueModel.removed))


def _former(session: Session) -> DialogueModel | None:
    stack = _stack(session)
    return stack[-2] if len(stack) > 1 else None


def _named(session: Session, name: str) -> DialogueModel | None:
    return session.scalar(sa.select(DialogueModel).where(DialogueModel.name == name).with_for_update())


def _held(session: Session, number: int) -> DialogueModel:
    if (model := session.get(DialogueModel, number)) is None:
        raise NotFound(f"no dialogue model {number}")
    return model
