"""The audit desk."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import StreamingResponse

from console import desks, pages
from console.audit.schemas import Asked
from console.audit.service import Form
from console.auth.schemas import Invalid
from console.parts import Wired

router = APIRouter(prefix="/audit")
_RULE = [Depends(desks.AUDIT)]
Words = Annotated[str, Query(max_length=160)]
Number = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
_TYPES = {Form.CSV: "text/csv; charset=utf-8", Form.JSONL: "application/jsonl; charset=utf-8"}


@router.get("", dependencies=_RULE)
def listed(
    request: Request, parts: Wired, who: Words = "", action: Words = "", subject: Words = "", since: Words = "", until: Words = "",
    before: Number = None,
) -> Response:  # fmt: skip
    """Search the audit; htmx asks for the table alone."""
    typed: dict[str, Any] = {"who": who, "action": action, "subject": subject, "since": since, "until": until}
    template = "audit_table.html" if "hx-request" in request.headers else "audit.html"
    try:
        entries, more = parts.audit.page(Asked.of(*typed.values()), before)
    except Invalid as error:
        return pages.render(request, template, 422, entries=[], more=False, actions=parts.audit.actions(), faults=error.faults, **typed)
    return pages.render(request, template, entries=entries, more=more, actions=parts.audit.actions(), **typed)


@router.get("/export", dependencies=_RULE)
def export(
    request: Request, parts: Wired, form: Form = Form.CSV, who: Words = "", action: Words = "", subject: Words = "", since: Words = "",
    until: Words = "",
) -> Response:  # fmt: skip
    """Give what was searched for as a file."""
    try:
        asked = Asked.of(who, action, subject, since, until)
    except Invalid:
        return pages.redirect("/audit")
    lines = parts.audit.export(pages.actor(request), asked, form)
    return StreamingResponse(lines, headers={"Content-Disposition": f'attachment; filename="audit.{form}"'}, media_type=_TYPES[form])
