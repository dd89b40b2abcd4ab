"""What the desks of knowledge stand on: the editorial room (`knowledge.editorial`), opened once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.asked import Asked
from core.db import Database
from core.jobs import Jobs
from core.settings import Settings
from knowledge.editorial.catalogue import Catalogue
from knowledge.editorial.dealt import DealtWith
from knowledge.editorial.drafts import Drafts
from knowledge.editorial.history import History
from knowledge.editorial.imports import Imports
from knowledge.editorial.laws import Laws
from knowledge.editorial.links import Links
from knowledge.editorial.listing import Listing
from knowledge.editorial.plan import Plan
from knowledge.editorial.queue import Queue
from knowledge.editorial.review import Review
from knowledge.reference.entries import Entries
from knowledge.reference.review import Review as EntryReview
from knowledge.reference.shipped import Shipped


@dataclass(frozen=True)
class Editorial:
    """The services of the editorial room over one database; none holds a connection between two calls."""

    catalogue: Catalogue
    listing: Listing
    drafts: Drafts
    review: Review
    history: History
    queue: Queue
    imports: Imports
    laws: Laws
    plan: Plan
    jobs: Jobs
    asked: Asked
    links: Links
    dealt: DealtWith
    entries: Entries
    entry_review: EntryReview

    @classmethod
    def open(cls, settings: Settings, database: Database, clock: Callable[[], datetime]) -> "Editorial":
        """Open the room on the records of `settings`; nothing is read before somebody asks."""
        catalogue, laws = Catalogue(settings.seed, settings.var / "knowledge" / "imported.jsonl"), Laws(database, clock)
        listing, shipped = Listing(database, catalogue, laws.ended, clock, timedelta(days=settings.stale_days)), Shipped(settings.seed)

        def name(code: str) -> str | None:
            row = listing.row(code)
            return row.entry.name if row else None

        return cls(
            catalogue=catalogue,
            listing=listing,
            drafts=Drafts(database, catalogue, clock),
            review=Review(database, clock),
            history=History(database, catalogue, clock),
            queue=Queue(database),
            imports=Imports(database, catalogue, clock),
            laws=laws,
            plan=Plan(database, clock),
            jobs=Jobs(database, clock),
            asked=Asked(database, clock),
            links=Links(database, clock),
            dealt=DealtWith(database, clock),
            entries=Entries(database, shipped, name, clock),
            entry_review=EntryReview(database, shipped, clock),
        )
