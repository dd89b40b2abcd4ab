"""The door: nothing unreadable, oversized or invisible gets past it."""

import asyncio
from email.message import Message
from typing import TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from starlette.requests import ClientDisconnect

from channels.payload import plain, pressed
from core.errors import BadRequest, MessageEmpty, MessageTooLong, PayloadTooLarge, UnsupportedMedia
from core.text import normalize

Shape = TypeVar("Shape", bound=BaseModel)
_BODY_SECONDS = 10.0  # a question fits one packet; who takes longer holds a connection open on purpose


async def read(request: Request, shape: type[Shape], max_bytes: int) -> Shape:
    """Return the JSON body of `request` as a `shape`.

    Raises:
        UnsupportedMedia: it does not claim to be UTF-8 JSON.
        PayloadTooLarge: it is larger than `max_bytes`, found out before the rest is read.
        BadRequest: it is not UTF-8, not JSON, or came too slowly.
        RequestValidationError: it is JSON of another shape.
    """
    _require_json(request.headers.get("content-type", ""))
    raw = await body(request, max_bytes)
    try:
        value = from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise BadRequest("the body is not JSON in UTF-8") from error
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_input=False, include_context=False)) from error


def clean(text: str, max_chars: int) -> str:
    """Return `text` as everything behind the door expects it: composed, visible, of a question's length.

    Raises:
        MessageEmpty: nothing is left.
        MessageTooLong: more than `max_chars` characters are left.
    """
    visible = normalize(text)
    if not visible:
        raise MessageEmpty
    if len(visible) > max_chars:
        raise MessageTooLong(f"{len(visible)} characters")
    return visible


def understand(text: str, max_chars: int) -> tuple[str, str | None]:
    """Return the clean text and, where it is one of the buttons we hand out, its payload. Raises as `clean`."""
    visible = clean(text, max_chars)
    payload = pressed(visible)
    return (visible, payload) if payload else (clean(plain(visible), max_chars), None)


def _require_json(content_type: str) -> None:
    header = Message()
    header["content-type"] = content_type
    subtype = header.get_content_subtype()
    if header.get_content_maintype() != "application" or not (subtype == "json" or subtype.endswith("+json")):
        raise UnsupportedMedia("the content type is not JSON")
    if (header.get_content_charset() or "utf-8") not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMedia("the charset is not UTF-8")


async def body(request: Request, max_bytes: int) -> bytes:
    """Return the body of `request` as it came. Raises `PayloadTooLarge`, `BadRequest` as `read`."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise PayloadTooLarge(f"{declared} bytes declared")
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _stream(request, max_bytes)
    except TimeoutError as error:
        raise BadRequest("the body came too slowly") from error
    except ClientDisconnect as error:
        raise BadRequest("the client left before its body was read") from error


async def _stream(request: Request, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise PayloadTooLarge(f"over {max_bytes} bytes")
    return bytes(body)
