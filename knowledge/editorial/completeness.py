"""How much of what citizens ask a record tells (mức đầy đủ): 0 to 100, and what is missing."""

from collections.abc import Callable
from dataclasses import dataclass

from core.procedure import Procedure


@dataclass(frozen=True)
class Part:
    """One thing a record should tell; `weight` is how much it counts of 100: what is asked most counts most."""

    key: str
    field: str
    weight: int
    told: Callable[[Procedure], bool]


PARTS = (
    Part("documents", "cases", 20, lambda record: any(case.documents for case in record.cases)),
    Part("fee", "methods", 14, lambda record: any(method.fees for method in record.methods)),
    Part("time", "methods", 14, lambda record: any(_limited(method.time_limit) for method in record.methods)),
    Part("place", "place", 10, lambda record: bool(record.place or record.agency)),
    Part("steps", "steps", 10, lambda record: bool(record.steps)),
    Part("legal_basis", "legal_basis", 10, lambda record: bool(record.legal_basis)),
    Part("result", "result", 8, lambda record: bool(record.result)),
    Part("aliases", "aliases", 5, lambda record: bool(record.aliases)),
    Part("level", "level", 3, lambda record: bool(record.level)),
    Part("subjects", "subjects", 3, lambda record: bool(record.subjects)),
    Part("source", "source_url", 3, lambda record: bool(record.source_url)),
)


def missing(record: Procedure) -> list[Part]:
    """Return what `record` does not tell, the weightiest first."""
    return [part for part in PARTS if not part.told(record)]


def score(record: Procedure) -> int:
    """Return how complete `record` is, of 100."""
    return 100 - sum(part.weight for part in missing(record))


def _limited(limit: object) -> bool:
    return limit is not None and (getattr(limit, "value", None) is not None or bool(getattr(limit, "text", None)))
