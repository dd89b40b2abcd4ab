"""The dossiers of the sample portal: invented, of nobody, in every state."""

from dataclasses import dataclass, field
from datetime import date

from portal.dossiers.models import Dossier


@dataclass(frozen=True)
class SampleDossier:
    """An invented dossier: what is told of it, and what its portal knows beside that, which is never told."""

    dossier: Dossier
    applicant: str = field(repr=False)
    phone: str = field(repr=False)
    identity: str = field(repr=False)  # twelve digits
    secret: str = field(repr=False)  # of OpenCPS


def samples(today: date) -> tuple[SampleDossier, ...]:
    """Return the dossiers as they stand on `today`; the same day gives the same ones."""
    raise NotImplementedError(today)
