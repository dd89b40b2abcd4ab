"""`troly ask`: one question, one answer, on the terminal."""

import uuid
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import TrolyError, Unavailable
from core.settings import Settings

if TYPE_CHECKING:
    import httpx2  # where it is used: a tenth of a second that no other command needs

PATIENCE = 30.0  # seconds for an answer; the first one of a cold start takes longest


def ask(
    question: Annotated[str, typer.Argument(help="as a citizen would write it")],
    url: Annotated[str | None, typer.Option(envvar="TROLY_URL", help="of a gateway; the local one unless set")] = None,
) -> None:
    """Ask a question; starts the assistant for this one question when it is not running."""
    import httpx2

    from cli.supervisor import Stack

    settings = Settings()
    with httpx2.Client(trust_env=url is not None, timeout=PATIENCE) as client:
        address = url or f"http://127.0.0.1:{settings.gateway_port}"
        if url or _runs(client, address):
            messages = _reply(client, address, question)
        else:
            typer.echo("no assistant is running: starting one for this question (about 15 s)", err=True)
            with Stack.start(settings, isolated=True) as stack:
                messages = _reply(client, stack.url, question)
    for message in messages:
        typer.echo(printed(message))
    if made := made_by(messages):
        typer.echo(made, err=True)
    if any(message.get("custom", {}).get("status") == "error" for message in messages):
        raise typer.Exit(1)


def printed(message: dict[str, Any]) -> str:
    """Return a message of the gateway as plain text: the answer, its sources, its buttons."""
    answer = message.get("custom") or {}
    lines = [answer.get("text") or message.get("text") or ""]
    # The text is complete by itself; a source it names already is not told twice.
    named = [s for s in answer.get("sources") or [] if not s.get("url") or s["url"] not in lines[0]]
    sources = [f"  - {_source(source)}" for source in named]
    buttons = [f"  [{button['title']}]" for button in answer.get("buttons") or message.get("buttons") or []]
    if sources:
        lines += ["", "Nguồn:", *sources]
    if buttons:
        lines += ["", "Hỏi tiếp:", *buttons]
    return "\n".join(lines)


def made_by(messages: list[dict[str, Any]]) -> str:
    """Return which dialogue model and which release answered, or nothing where no answer says so."""
    answer: dict[str, Any] = next((message["custom"] for message in messages if message.get("custom")), {})
    named = (("dialogue model", answer.get("model")), ("release", answer.get("release")))
    return ", ".join(f"{name} {value}" for name, value in named if value)


def _source(source: dict[str, Any]) -> str:
    number, updated = source.get("number"), source.get("updated")
    parts = [source.get("title"), f"số {number}" if number else None, f"cập nhật {updated}" if updated else None]
    return ", ".join(part for part in [*parts, source.get("url")] if part)


def _runs(client: "httpx2.Client", address: str) -> bool:
    import httpx2

    try:
        return client.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


def _reply(client: "httpx2.Client", address: str, question: str) -> list[dict[str, Any]]:
    import httpx2

    # A new sender each time: the question stands alone, and nobody's conversation is touched.
    body = {"sender": f"cli-{uuid.uuid4().hex}", "message": question}
    try:
        response = client.post(f"{address}/webhooks/rest/webhook", json=body)
    except httpx2.HTTPError as error:
        raise Unavailable(f"{address} does not answer: {error}") from error
    if response.status_code != 200:
        raise TrolyError(f"{address} answered {response.status_code}: {response.text[:300]}")
    messages = response.json()
    if not isinstance(messages, list) or not messages:
        raise TrolyError(f"{address} gave no answer")
    return messages
