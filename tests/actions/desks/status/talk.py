"""A person at the status desk, over the real services and the sample portal, or a portal with a fault."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from actions.desks.status.desk import StatusDesk
from actions.turn import Memory, Said, Turn
from conversations.service import Conversations
from core.db import Database
from core.procedure import Case, Document, Procedure
from core.seal import Seal
from core.settings import Settings
from core.words import Language
from knowledge.schemas import Asked
from portal.dossiers.access import Patience
from portal.dossiers.models import Dossier, Proof, ProofKind
from portal.dossiers.notices import Notices
from portal.dossiers.ports import DossierStatusProvider
from portal.dossiers.routing import Portal, Portals
from portal.dossiers.sample.portal import SampleStatus
from portal.dossiers.service import Dossiers
from tests.actions.desks.conftest import AN, HOME, MONDAY

KEY = b"0123456789abcdef"
LATE, LATE_PHONE = "H29.18-260310-0420", "4321"  # processing, long overdue
RETURNED, RETURNED_PHONE = "000.00.03.H29-260511-0019", "8066"
DONE, DONE_PHONE = "H29.18-260601-0107", "7070"
RECORD = Procedure(
    code="1.004884",
    name="Thủ tục đăng ký lại khai sinh",
    level=["ward"],
    cases=[Case(documents=[Document(name="Tờ khai")])],
)


class Aging(Seal):
    """Seals that are as old as a test says."""

    age = 0

    def open(self, sealed: str, within: int | None = None) -> Any:
        return None if within is not None and self.age > within else super().open(sealed)


@dataclass
class Faulty:
    """A portal that knows the sample's dossiers, until it is given a `fault`."""

    fault: Exception | None = None
    proofs: frozenset[ProofKind] = frozenset(ProofKind)
    name: str = "sample"

    async def lookup(self, code: str, proof: Proof) -> Dossier | None:
        if self.fault:
            raise self.fault
        return await SampleStatus(lambda: MONDAY).lookup(code, proof)

    async def close(self) -> None:
        """Nothing is open."""


class StatusTalk:
    """Says and presses, and remembers as the reception does."""

    intent = "ask_status"

    def __init__(self, desk: StatusDesk, seal: Aging, channel: str = "rest", language: Language = "vi") -> None:
        self.desk, self.seal, self.channel, self.language = desk, seal, channel, language
        self.memory = Memory(language=language)
        self.identity: str | None = None
        self.last: Said | None = None

    def turn(self, text: str = "", intent: str | None = None, picked: str | None = None) -> Turn:
        asked = Asked(text=text, language=self.language)
        return Turn(asked, intent or self.intent, 0.95, self.memory, AN, self.channel, identity=self.identity, picked=picked)

    def hear(self, text: str, intent: str | None = None) -> Said | None:
        """Say `text`, to the open question first; `None` when it is for somebody else."""
        turn, (desk, _, question) = self.turn(text, intent), (self.memory.pending or "").partition(":")
        said = self.desk.resume(turn, question) if desk == "status" else None
        if said is None and turn.intent in ("ask_status", "notice"):
            said = self.desk.reply(turn)
        return self._after(said)

    def say(self, text: str, intent: str | None = None) -> str:
        said = self.hear(text, intent)
        assert said is not None, f"{text!r} is taken for something else"
        return said.answer.text

    def press(self, title: str) -> str:
        """Press the one button among those shown last whose title holds `title`."""
        (payload,) = (payload for name, payload in self.memory.options if title in name)
        return self.pick(payload.split('"')[3])

    def pick(self, option: str) -> str:
        said = self._after(self.desk.pressed(self.turn(picked=option), option.removeprefix("status:")))
        assert said is not None
        return said.answer.text

    @property
    def titles(self) -> list[str]:
        assert self.last is not None
        return [button.title for button in self.last.answer.buttons]

    @property
    def status(self) -> str:
        assert self.last is not None
        return self.last.answer.status

    def agreed(self, text: str = LATE) -> "StatusTalk":
        """Give a code and agree."""
        self.say(text)
        self.say("đồng ý", "affirm")
        return self

    def shown(self) -> "StatusTalk":
        """Be shown the dossier that is late."""
        assert "trễ hẹn" in self.agreed(f"{LATE} {LATE_PHONE}").text or "late" in self.text
        return self

    @property
    def text(self) -> str:
        assert self.last is not None
        return self.last.answer.text

    def _after(self, said: Said | None) -> Said | None:
        if said is not None:
            assert len(said.answer.text) <= 2_000
            payloads = [button.payload for button in said.answer.buttons]
            assert len(set(payloads)) == len(payloads)
            self.memory, self.last = said.memory.after(said.answer), said
            stored = repr(self.memory.dump())
            for secret in (LATE, RETURNED, DONE, LATE_PHONE, "0571004321"):
                assert secret not in stored, "nothing of a lookup stands in the memory in clear"
        return said


Serve = Callable[..., StatusTalk]


@contextmanager
def serving(database: Database, conversations: Conversations, notices: Notices) -> Iterator[Serve]:
    """Give a maker of talks over one portal; its connections are closed at the end."""
    opened: list[Dossiers] = []

    def serve(provider: DossierStatusProvider | None = None, title: str = "", patience: Patience | None = None, **talk: Any) -> StatusTalk:
        provider, patience = provider or SampleStatus(lambda: MONDAY), patience or Patience(cache=0)
        settings = Settings(home=HOME)
        portals = Portals({"": Portal(provider, title)})
        dossiers = Dossiers(portals, database, KEY, settings, patience, clock=lambda: MONDAY, sleep=lambda _: None)
        opened.append(dossiers)
        seal = Aging(KEY)
        desk = StatusDesk(dossiers, notices, conversations, seal, {RECORD.code: RECORD}.get, "https://dichvucong.gov.vn", lambda: MONDAY)
        return StatusTalk(desk, seal, **talk)

    try:
        yield serve
    finally:
        for dossiers in opened:
            dossiers.close()


def forgets_procedure(talk: StatusTalk) -> None:
    """Have spoken of another procedure before."""
    talk.memory = replace(talk.memory, procedure_code="1.001193")
