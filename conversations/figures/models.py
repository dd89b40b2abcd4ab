"""The table of the figures that stay: no text, no person."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class WeeklyFigure(Base):
    """One figure of one week; `channel` and `topic` as in `conversations.figures.schemas`. A figure of 0 has no row."""

    __tablename__ = "weekly_figures"

    channel: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    figure: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True, index=True)  # its Monday
    value: Mapped[float] = mapped_column(sa.Float)
