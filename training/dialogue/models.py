"""The tables of dialogue models: each that was made, how it was judged, and which were live. Moments are UTC."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, Instant


class DialogueModel(Base):
    """One model.

    `report` is of `training.dialogue.report`, empty for one that `troly train` put to use unmeasured; `against` is the model that was
    live when it was measured, with its report on the same test set.
    """

    __tablename__ = "dialogue_models"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)  # of its file
    sha256: Mapped[str] = mapped_column(sa.String(64))
    dataset: Mapped[str] = mapped_column(sa.String(64))  # `training.dialogue.dataset.Dataset.id`
    test_set: Mapped[str] = mapped_column(sa.String(64))
    made_with: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # versions, seed, seconds, examples
    report: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    against: Mapped[str | None] = mapped_column(sa.String(80))
    against_report: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    failed: Mapped[list[str]] = mapped_column(sa.JSON)  # conversation tests
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    removed: Mapped[bool] = mapped_column(default=False)  # its file is gone; what was measured stays


class ShadowDifference(Base):
    """A real question, masked, that is answered otherwise as the candidate hears it; it leaves with its turn, by a trigger.

    `live` and `new` are `training.dialogue.schemas.Side` as JSON. Who judged it says which answer is better: new, live or same.
    """

    __tablename__ = "shadow_differences"
    __table_args__ = (
        sa.UniqueConstraint("model_id", "turn_id", name="one_difference"),
        {"sqlite_autoincrement": True},  # a page that shows number 7 of a former measuring must not judge another question
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(sa.ForeignKey("dialogue_models.id"), index=True)
    turn_id: Mapped[int] = mapped_column(index=True)
    question: Mapped[str] = mapped_column(sa.Text)
    live: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    new: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    harm: Mapped[int]  # `training.dialogue.schemas.Difference.harm`
    doubt: Mapped[float] = mapped_column(sa.Float)  # 1 - the lower confidence of both
    verdict: Mapped[str | None] = mapped_column(sa.String(4))
    by: Mapped[str | None] = mapped_column(sa.String(40))
    at: Mapped[datetime | None] = mapped_column(Instant)


class Promotion(Base):
    """That a model went live: promoted, or brought back by a rollback."""

    __tablename__ = "dialogue_promotions"

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(sa.ForeignKey("dialogue_models.id"))
    back: Mapped[bool]
    by: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    model: Mapped[DialogueModel] = relationship(lazy="joined")
