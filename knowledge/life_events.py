"""Life events (sự kiện đời sống): what a person goes through, and the procedures it brings, as data that staff edit.

One YAML file an event in `knowledge/seed/life_events/`, and in each release; `_common.yml` there holds the words all events share.
No fact stands there: no deadline, amount or place. `knowledge/plans` takes those from the records.
"""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from core.text import syllables
from knowledge.life_event import SKIPPED, Event, Option, Question
from knowledge.live import LiveTable
from knowledge.situations import Listener, Pattern

__all__ = ["FOLDER", "SKIPPED", "Event", "LifeEvents", "Option", "Question", "life_events", "live_events"]

FOLDER = "life_events"

_SHORT = 14  # syllables of a plain statement: "vợ tôi mới sinh em bé"


class LifeEvents:
    """All events, in the order of their files."""

    def __init__(self, events: list[Event], common: dict[str, Any]) -> None:
        """Keep `events`; `common` holds the patterns they share (`_common.yml`)."""
        self.all = {event.id: event for event in events}
        self.common = Listener(common)
        self._triggers = {e.id: [Pattern(text) for text in e.triggers] for e in events}
        self._unless = {e.id: [Pattern(text) for text in e.unless] for e in events}
        self._said = {
            (e.id, q.id, o.id): [Pattern(text) for text in o.said] for e in events for q in e.questions for o in q.options
        }  # fmt: skip

    @classmethod
    def read(cls, folder: Path) -> "LifeEvents":
        """Read the YAML files of `folder`; raises `ValueError` (pydantic's) for one that is not as it should be."""
        reader = YAML(typ="safe")
        files = sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))
        events = [Event.model_validate(reader.load(path.read_text("utf-8"))) for path in files]
        return cls(events, reader.load((folder / "_common.yml").read_text("utf-8")))

    def detect(self, text: str, sure: bool = True) -> Event | None:
        """Return the event `text` tells of, or `None`.

        Args:
            text: what was typed.
            sure: nothing else speaks for a life event, so a named procedure, a question on one facet or a long text is none;
                otherwise (the dialogue model heard one) the situation is enough, typed with or without accents.
        """
        found = next((e for e in self.all.values() if self._tells(e.id, text, strict=sure)), None)
        if found is None or not sure:
            return found
        text = self._unanswered(found, text)
        if self.common.hears("named", text):
            return None
        if self.common.hears("broad", text):
            return found
        plain = not self.common.hears("asks", text) and len(syllables(text)) <= _SHORT
        return found if not found.direct and (plain or self.common.hears("how", text)) else None

    def _unanswered(self, event: Event, text: str) -> str:
        """Return `text` without what answers a question of `event`: "đã đăng ký kết hôn" names no procedure there."""
        for question in event.questions:
            for option in question.options:
                for pattern in self._said[event.id, question.id, option.id]:
                    text = pattern.without(text)
        return text

    def _tells(self, event: str, text: str, strict: bool) -> bool:
        said = any(pattern.found(text, strict) for pattern in self._triggers[event])
        return said and not any(pattern.found(text) for pattern in self._unless[event])

    def related(self, code: str) -> Event | None:
        """Return the event whose package the answer on the procedure `code` may offer."""
        named = [event for event in self.all.values() if code in event.main]
        having = [event for event in self.all.values() if code in event.codes()]
        return named[0] if named else having[0] if len(having) == 1 else None

    def chosen(self, event: Event, question: Question, text: str) -> Option | None:
        """Return the option of `question` that `text` says: its label, another way to say it, or a plain yes or no."""
        labelled = [option for option in question.options if self.common.same(text, option.label.vi, option.label.en)]
        if labelled:  # "không có người nước ngoài" holds "có người nước ngoài" too
            return max(labelled, key=lambda option: len(option.label.vi))
        if heard := self.volunteered(event, question, text):
            return heard
        meaning = next((sign for sign in ("no", "yes") if self.common.hears(sign, text)), None)
        return next((option for option in question.options if meaning and option.means == meaning), None)

    def volunteered(self, event: Event, question: Question, text: str) -> Option | None:
        """Return the option that `text` names by itself ("vợ tôi người Hàn"): of two, the one named at more length."""
        lengths = {
            option.id: max((pattern.length(text) for pattern in self._said[event.id, question.id, option.id]), default=0)
            for option in question.options
        }
        most = max(lengths.values())
        heard = [option for option in question.options if lengths[option.id] == most]
        return heard[0] if most and len(heard) == 1 else None


@cache
def life_events(folder: Path) -> LifeEvents:
    """Read `folder` once a program."""
    return LifeEvents.read(folder)


@cache
def live_events(seed: Path, releases: Path) -> LiveTable[LifeEvents]:
    """Return the events of the live release among `releases`, one reading a program; those of `seed` while it has none."""
    return LiveTable(seed / FOLDER, releases, LifeEvents.read)
