"""A console over a small checkout of its own, and an inbox that real conversations filled."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.parts import Parts
from conversations.schemas import Heard
from conversations.service import Conversations
from core.settings import Settings
from training.inbox.schemas import Item
from training.inbox.service import Inbox
from training.rules import Rules

NLU = """nlu:
- intent: ask_fee
  examples: |
    - lệ phí [cấp hộ chiếu](procedure) là bao nhiêu
    - làm [khai sinh](procedure) tốn mấy đồng
- intent: ask_place
  examples: |
    - [phường Bến Nghé](ward) nộp hồ sơ ở đâu
    - nộp giấy ở chỗ nào
- intent: emergency
  examples: |
    - nhà tôi đang cháy
- intent: greet
  examples: |
    - xin chào
"""
TEST = "nlu:\n- intent: greet\n  examples: |\n    - hế lô bạn nhé em ơi\n"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A checkout with a few examples; what else a console reads is that of the product."""
    home = tmp_path / "home"
    for name, text in (("nlu_data/nlu/a.yml", NLU), ("tests/nlu_holdout/t.yml", TEST)):
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text(text, "utf-8", newline="")
    shutil.copy(settings.home / "intents.yml", home / "intents.yml")
    (home / "knowledge").symlink_to(settings.home / "knowledge")
    return settings.model_copy(update={"home": home})


class People:
    """People who write to the assistant, a minute after another, and the inbox that comes of it."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.at = parts, parts.clock()
        self.talks = Conversations(parts.database, parts.settings, self._now)

    def _now(self) -> datetime:
        return self.at

    def say(self, text: str, answer: str = "Tôi chưa rõ ý bạn.", person: str = "a", status: str = "not_found") -> None:
        self.at += timedelta(minutes=1)
        self.talks.heard(Heard(person * 32, "rest", text, status, answer, self.at))

    def collect(self, *texts: str) -> list[Item]:
        """Say `texts`, take them in, and return what is open, the most useful first."""
        for text in texts:
            self.say(text)
        Inbox(self.parts.database, Rules(sample=0.0), self._now).collect(self.parts.labelling.signals)
        return self.parts.labelling.inbox.page()

    def named(self, text: str) -> Item:
        """The utterance that was written so."""
        return next(item for item in self.parts.labelling.inbox.page(most=200) if item.text == text)
