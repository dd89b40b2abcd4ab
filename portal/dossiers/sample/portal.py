"""The sample portal: invented dossiers, in this process. It serves the first run, demonstrations and tests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from core.clock import VIETNAM
from portal.dossiers.models import Dossier, Proof, ProofKind
from portal.dossiers.proof import fits
from portal.dossiers.sample.dossiers import SampleDossier, samples

TITLE = "Kho hồ sơ mẫu"


class SampleStatus:
    """The `DossierStatusProvider` over `samples` of today."""

    name = "sample"
    proofs = frozenset(ProofKind)

    def __init__(self, clock: Callable[[], datetime], title: str = "") -> None:
        """Take the day from `clock` (aware); `title` is what citizens read as the portal's name."""
        self._clock, self._title = clock, title or TITLE
        self._day: tuple[date, dict[str, SampleDossier]] = (date.min, {})

    async def lookup(self, code: str, proof: Proof) -> Dossier | None:
        """As the port; what is unknown is compared as well, with somebody's, so that it takes as long."""
        now = self._clock()
        known = self._of(now.astimezone(VIETNAM).date())
        one = known.get(code) or next(iter(known.values()))
        fitting = fits(proof, phones=(one.phone,), identities=(one.identity,), secret=one.secret)
        return replace(one.dossier, portal=self._title, seen=now) if fitting and one.dossier.code == code else None

    async def close(self) -> None:
        """As the port; there is nothing to close."""

    def _of(self, today: date) -> dict[str, SampleDossier]:
        """Return the dossiers of `today` by their codes; they are made once a day."""
        if self._day[0] != today:
            self._day = (today, {one.dossier.code: one for one in samples(today)})
        return self._day[1]
