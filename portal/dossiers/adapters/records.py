"""Forms of portals' records: what is missing, null or of another type counts as not said; lists are read as far as anybody reads."""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from core.errors import PortalUnavailable
from portal.dossiers.adapters.fields import text
from portal.dossiers.adapters.times import moment

# Cleaning costs time for every entry and for every word of a text and of a name: with these, a hostile record takes under a second.
_MOST = 10  # entries of a list
_LINE = 300  # characters of a name


class Record(BaseModel):
    """A record of a portal; one odd field costs nobody their answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")


_Record = TypeVar("_Record", bound=Record)


def entries(value: object) -> list[Any]:
    """Return the objects and texts of a list; [] for what is no list."""
    return [one for one in value if isinstance(one, dict | str)][:_MOST] if isinstance(value, list) else []


def objects(value: object) -> list[Any]:
    """Return the objects of a list; [] for what is no list."""
    return [one for one in value if isinstance(one, dict)][:_MOST] if isinstance(value, list) else []


Text = Annotated[str, BeforeValidator(text)]
Line = Annotated[str, BeforeValidator(lambda value: text(value)[:_LINE])]
Moment = Annotated[datetime | None, BeforeValidator(moment)]


def read(form: type[_Record], value: object) -> _Record:
    """Return `value` as `form`. Raises `PortalUnavailable` "malformed", which quotes nothing of `value`, not even in its context."""
    try:
        return form.model_validate(value)
    except (ValidationError, RecursionError):
        pass  # the error holds the value: it ends here, before ours is raised
    raise PortalUnavailable(f"no {form.__name__}", reason="malformed")
