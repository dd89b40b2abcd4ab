"""Every error as `application/problem+json` (RFC 9457): a code for machines, a Vietnamese sentence for the citizen."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from core.errors import BadRequest, PayloadTooLarge, TooManyRequests, TrolyError, Unavailable
from core.words import say

_log = structlog.get_logger()
_MEDIA = "application/problem+json"
_CITIZEN = {404: "errors.no_such_page", 405: "errors.no_such_call"}
_RETRY_SECONDS = {TooManyRequests.status: 1, Unavailable.status: 5}


class Problem(BaseModel):
    """The body of every error. `detail` is for the citizen, `code` for programs; `errors` names the fields at fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    errors: list[dict[str, str]] | None = None


def install(app: FastAPI) -> None:
    """Let `app` answer every error with a problem."""
    app.add_exception_handler(TrolyError, _of_ours)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(RequestValidationError, _of_shape)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems an endpoint may answer with, for OpenAPI."""
    schema = Problem.model_json_schema()
    return {status: {"description": HTTPStatus(status).phrase, "content": {_MEDIA: {"schema": schema}}} for status in statuses}


def unexpected(request: Request) -> JSONResponse:
    """Return the answer to an error nobody planned: the generic sentence and nothing of the cause."""
    return _respond(request, TrolyError.status, TrolyError.code, TrolyError.citizen)


def _of_ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TrolyError)  # noqa: S101
    headers = {}
    if error.status in _RETRY_SECONDS:
        headers["Retry-After"] = str(error.retry_after or _RETRY_SECONDS[error.status])
    if isinstance(error, PayloadTooLarge):
        headers["Connection"] = "close"  # What is still on its way is not worth reading.
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("unavailable", code=error.code, exc_info=error)
    return _respond(request, error.status, error.code, error.citizen, headers)


def _of_framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    default = BadRequest.citizen if status < HTTPStatus.INTERNAL_SERVER_ERROR else TrolyError.citizen
    told = say(_CITIZEN[status]) if status in _CITIZEN else default
    return _respond(request, status, status.name.lower(), told, error.headers or {})


def _of_shape(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    # What was sent is not repeated: it may be personal, and the sender knows it.
    faults = [{"field": ".".join(map(str, fault["loc"])), "problem": str(fault["type"])} for fault in error.errors()]
    return _respond(request, 422, "invalid_request", BadRequest.citizen, {}, faults)


def _respond(
    request: Request,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    faults: list[dict[str, str]] | None = None,
) -> JSONResponse:
    request.app.state.metrics.errors.labels(code).inc()
    problem = Problem(
        type=f"urn:troly:error:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        instance=f"urn:troly:request:{request.state.request_id}",
        errors=faults,
    )
    allowance: Mapping[str, str] = getattr(request.state, "allowance_headers", {})
    return JSONResponse(
        problem.model_dump(exclude_none=True), status_code=status, headers={**allowance, **(headers or {})}, media_type=_MEDIA
    )
