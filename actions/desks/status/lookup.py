"""The steps of a lookup: code, consent, proof, the portal; each is taken when the one before it is done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from actions.desks.status import told
from actions.desks.status.held import Held, Pocket
from actions.desks.status.news import News
from actions.turn import Said, Turn
from conversations.schemas import Purpose
from conversations.service import Conversations
from core.answer import Answer, Button, Facet, reference
from core.clock import VIETNAM
from core.errors import LookupPaused, PortalDenied, PortalUnavailable
from core.procedure import Procedure
from core.text.dossier_codes import DossierCode
from knowledge.facets import title
from knowledge.sections import stated
from portal.dossiers.explanation import explained
from portal.dossiers.explanation.promise import Promise
from portal.dossiers.models import Dossier, Proof, ProofKind, State
from portal.dossiers.service import Dossiers, Lookup

_TYPED = frozenset({ProofKind.PHONE, ProofKind.SECRET})  # proofs that can be asked for
_FACETS: tuple[Facet, ...] = ("documents", "fee")
_AFTER: dict[State | None, tuple[Facet, ...]] = {State.FEE_DUE: ("fee", "documents"), State.DONE: ("result", "place")}


class LookupSteps:
    """Looks a dossier up for somebody who agreed to that."""

    def __init__(
        self,
        dossiers: Dossiers,
        conversations: Conversations,
        pocket: Pocket,
        news: News,
        record: Callable[[str], Procedure | None],
        portal_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        """Ask `dossiers`; consents are kept by `conversations`, codes and proofs in the `pocket`; `record` knows procedures."""
        self._dossiers, self._conversations, self._pocket, self._news = dossiers, conversations, pocket, news
        self._record, self._portal_url, self._clock = record, portal_url, clock

    def go(self, turn: Turn, held: Held, more: str = "") -> Said:
        """Take the next step with what is `held`, and say `more` after it. Raises `Unavailable` when our own database fails."""
        code = held.dossier
        if code is None:
            return self._pocket.keep(told.with_more(told.ask_code(turn), more), Held(news=held.news, misses=held.misses))
        if area := self._dossiers.elsewhere(code):
            return self._pocket.keep(told.elsewhere(turn, area, self._portal_url), Held())
        kinds = self._dossiers.proofs(code)
        held = self._signed_in(turn, held, kinds)
        if not self._may_look(turn):
            asked = told.ask_consent(turn, _by_identity(held))
            return self._pocket.keep(told.with_more(asked, more), held)
        if held.proof is None:
            return told.with_more(self.ask_proof(turn, held), more)
        return told.with_more(self._looked_up(turn, held, code, held.proof), more)

    def agreed(self, turn: Turn, held: Held) -> Said:
        """Note a clear yes to the words of the consent, and go on."""
        words = told.consent_words(turn.language, _by_identity(held))
        self._conversations.agreed(turn.person, Purpose.LOOKUP, words)
        return self.go(turn, held)

    def ask_proof(self, turn: Turn, held: Held, first: str = "") -> Said:
        """Ask the proof that the portal of the code can check, after the sentence `first`."""
        kinds = self.kinds(held)
        if not kinds & _TYPED:
            return self._pocket.keep(told.other_ways(turn, "status.sign_in_only", told.START, told.HUMAN), Held())
        asked = told.ask_proof(turn, held.hint, ProofKind.PHONE not in kinds, first)
        return self._pocket.keep(asked, held)

    def kinds(self, held: Held) -> frozenset[ProofKind]:
        """Return the proofs that fit what is held."""
        code = held.dossier
        return self._dossiers.proofs(code) if code else frozenset()

    def follow(self, turn: Turn, held: Held) -> Said:
        """Have news sent of the dossier that is held, after a clear yes: it is looked at first, as it stands now."""
        held = self._signed_in(turn, held, self.kinds(held))
        code, proof = held.dossier, held.proof
        if code is None or proof is None or not self._may_look(turn):
            return self.go(turn, replace(held, news=True))

        def followed(dossier: Dossier) -> Said:
            return self._pocket.keep(self._news.follow(turn, code, proof, dossier), held)

        return self._asked(turn, replace(held, news=True), code, proof, followed)

    def _may_look(self, turn: Turn) -> bool:
        return self._conversations.has_agreed(turn.person, Purpose.LOOKUP)

    def _late(self, dossier: Dossier) -> bool:
        return Promise.of(dossier, self._clock().astimezone(VIETNAM).date()).broken

    def _signed_in(self, turn: Turn, held: Held, kinds: frozenset[ProofKind]) -> Held:
        """Return `held` with the proof of who is signed in at this moment: nobody looks on with that of who was before."""
        if _by_identity(held) and held.proof != self._pocket.identity(turn):
            held = replace(held, proof=None, fitted=False)
        if held.proof or not held.signed or ProofKind.IDENTITY not in kinds:
            return held
        return replace(held, proof=self._pocket.identity(turn))

    def _looked_up(self, turn: Turn, held: Held, code: DossierCode, proof: Proof) -> Said:
        return self._asked(turn, held, code, proof, lambda dossier: self._found(turn, held, dossier))

    def _asked(self, turn: Turn, held: Held, code: DossierCode, proof: Proof, then: Callable[[Dossier], Said]) -> Said:
        """Ask the portal, and say what came of it; what is held stays, so that a second try needs nothing typed again."""
        try:
            dossier = self._dossiers.lookup(Lookup(turn.person, turn.channel, code, proof))
        except LookupPaused as pause:
            return self._pocket.keep(told.paused(turn, pause), held)
        except PortalDenied:
            return self._pocket.keep(told.denied(turn), held)
        except PortalUnavailable as fault:
            return self._pocket.keep(told.unavailable(turn, fault, self._dossiers.title(code), self._clock()), held)
        return then(dossier) if dossier else self._missed(turn, held)

    def _missed(self, turn: Turn, held: Held) -> Said:
        pending = "status:proof" if self.kinds(held) & _TYPED else "status:code"
        # Who is signed in may ask for somebody else's dossier, with that one's phone number.
        return self._pocket.keep(told.no_match(turn, pending), Held(code=held.code, news=held.news, signed=False))

    def _found(self, turn: Turn, held: Held, dossier: Dossier) -> Said:
        record = self._record(dossier.procedure_code) if dossier.procedure_code else None
        answer = Answer(
            status="dossier",
            text=explained(dossier, turn.language, self._clock(), self._portal_url),
            procedure=reference(record) if record else None,
            buttons=[*self._news.buttons(turn, held.hint, dossier), *_facets(turn, dossier, record)],
            language=turn.language,
        )
        # Without a record of its procedure, a question that follows must not be answered about the one spoken of before.
        memory = replace(turn.memory, pending=None, procedure_code=turn.memory.procedure_code if record else None)
        said = Said(answer, memory)
        if held.news:
            said = self._news.asked_with(turn, said, held.hint, dossier)
        return self._pocket.keep(said, replace(held, fitted=True, state=dossier.state, late=self._late(dossier), news=False, misses=0))


def _by_identity(held: Held) -> bool:
    return held.proof is not None and held.proof.kind is ProofKind.IDENTITY


def _facets(turn: Turn, dossier: Dossier, record: Procedure | None) -> list[Button]:
    """Offer what the record of its procedure says."""
    if record is None:
        return []
    offered = [facet for facet in _AFTER.get(dossier.state, _FACETS) if stated(record, facet)]
    return [Button(title=title(facet, turn.language), payload=f'/ask_{facet}{{"procedure_code":"{record.code}"}}') for facet in offered]
