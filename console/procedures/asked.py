"""What is asked of the list of procedures, as it stands in the address."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, get_args
from urllib.parse import urlencode

from fastapi import Depends, Query

from knowledge.editorial import listing
from knowledge.editorial.listing import Order
from knowledge.editorial.staleness import REASONS, Reason

ORDERS: tuple[Order, ...] = get_args(Order)
SIZE = 50
_Words = Annotated[str, Query(max_length=300)]
_Page = Annotated[int, Query(ge=1, le=10_000)]


@dataclass(frozen=True)
class Asked:
    """The filters as they were typed; "" means any. `stale` is a reason, or anything else for all that have one."""

    q: str = ""
    field: str = ""
    level: str = ""
    state: str = ""
    missing: str = ""
    life: str = ""
    stale: str = ""
    order: str = ""
    page: int = 1

    @property
    def query(self) -> listing.Query:
        """What the listing is asked."""
        order = self.order if self.order in ORDERS else "code"
        stale: bool | Reason = self.stale if self.stale in REASONS else bool(self.stale)
        return listing.Query(
            self.q, self.field or None, self.level or None, self.state or None, self.missing or None, stale, self.life or None,
            order, self.page, SIZE,
        )  # fmt: skip

    @property
    def narrowed(self) -> bool:
        """Tell whether any filter is set."""
        return any((self.q, self.field, self.level, self.state, self.missing, self.life, self.stale))

    def address(self, **other: Any) -> str:
        """Return the list's address with these filters, some of them `other`; what is unset stands in none."""
        told = {
            name: value for name, value in vars(replace(self, **{"page": 1, **other})).items() if value and (name, value) != ("page", 1)
        }
        return f"/procedures?{urlencode(told)}" if told else "/procedures"


def asked(
    q: _Words = "", field: _Words = "", level: _Words = "", state: _Words = "", missing: _Words = "", life: _Words = "", stale: _Words = "",
    order: _Words = "", page: _Page = 1,
) -> Asked:  # fmt: skip
    """Read the address."""
    return Asked(q, field, level, state, missing, life, stale, order, page)


Filters = Annotated[Asked, Depends(asked)]
