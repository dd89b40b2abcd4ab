"""A draft that begins with what people ask: another name for a procedure, or a procedure that is not there yet."""

from console import pages
from console.auth.schemas import Invalid
from console.editorial import Editorial
from console.keeping.questions import Group
from core.errors import BadRequest, Conflict
from core.text import normalize

_LONGEST_ALIAS = 80
_ORIGIN = "question"


def alias(editorial: Editorial, group: Group, code: str, name: str, by: str) -> str:
    """Open a draft of `code` with `name` among what people call it; return the code. Raises `Invalid`."""
    code, name = code.strip(), normalize(name)
    if not 1 <= len(name) <= _LONGEST_ALIAS:
        raise Invalid({"alias": "keeping.fault_alias"})
    if editorial.listing.row(code) is None:
        raise Invalid({"code": "keeping.fault_code"})
    try:
        version = editorial.drafts.open(code, by, _ORIGIN, _note(group))
        names = version.content["aliases"]
        if name.lower() not in map(str.lower, names):
            editorial.drafts.save(version.id, by, version.revision, {"aliases": [*names, name]})
    except Conflict as error:
        raise Invalid({"code": "keeping.fault_in_review"}) from error
    editorial.dealt.put(group.gap.subject, by, code)
    return code


def procedure(editorial: Editorial, group: Group, code: str, name: str, by: str) -> str:
    """Open a draft for a procedure that is not there yet; return its code. Raises `Invalid`."""
    code, name = code.strip(), normalize(name)
    faults: dict[str, str] = {}
    if not 3 <= len(name) <= 500:
        faults["name"] = "keeping.fault_name"
    if editorial.listing.row(code) is not None:
        faults["new_code"] = "keeping.fault_code_there"
    if faults:
        raise Invalid(faults)
    try:
        version = editorial.drafts.open(code, by, _ORIGIN, _note(group))
        editorial.drafts.save(version.id, by, version.revision, {"name": name})
    except BadRequest as error:
        raise Invalid({"new_code": "keeping.fault_new_code"}) from error
    except Conflict as error:
        raise Invalid({"new_code": "keeping.fault_in_review"}) from error
    editorial.dealt.put(group.gap.subject, by, code)
    return code


def _note(group: Group) -> str:
    """Return how often it was asked, and not the questions: a version is kept longer than citizens are told of their words."""
    return pages.text("keeping.note", times=group.gap.times)
