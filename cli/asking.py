"""Ask questions of the whole assistant through its gateway, for measuring."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import typer

from core.settings import Settings


@contextmanager
def progress(length: int) -> Iterator[Any]:
    """Show on standard error how many of `length` questions are asked; `update(1)` counts one."""
    with typer.progressbar(length=length, label="asking", file=sys.stderr) as bar:
        yield bar


@contextmanager
def gateway(settings: Settings, url: str | None) -> Iterator[str]:
    """Give the address of a running gateway: `url`, or one of an assistant started for the time."""
    from cli.supervisor import Stack

    if url:
        yield url
        return
    typer.echo("starting the assistant for the measurement ...", err=True)
    with Stack.start(settings, isolated=True) as stack:
        yield stack.url


def ask_all(address: str, items: list[Any], bar: Any) -> list[tuple[Any, Any]]:
    """Ask `items` of the gateway at `address`, two at a time; return them with their answers, in order."""
    import httpx2

    judged = []
    with httpx2.Client(base_url=address, timeout=30) as client, ThreadPoolExecutor(2) as pool:
        for pair in pool.map(lambda item: (item, _ask(client, item)), items):
            judged.append(pair)
            bar.update(1)
    return judged


def _ask(client: Any, item: Any) -> Any:
    """Replay the earlier turns in a conversation of its own, then ask; the last answer counts."""
    from core.answer import Answer

    sender = f"eval-{uuid4()}"
    for turn in (*item.history, item.question):
        response = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": turn})
        response.raise_for_status()
    return Answer.model_validate(response.json()[-1]["custom"])
