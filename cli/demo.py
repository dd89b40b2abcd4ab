"""`troly demo`: chat as somebody on Zalo or Messenger would, with the whole assistant, on this machine alone."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.child import StackFailed, Tell
from core.settings import Settings

if TYPE_CHECKING:
    from channels.demo.desk import Desk
    from cli.supervisor import Stack

PORT = 8002


def demo(
    port: Annotated[int, typer.Option(help="of the page; any free one where it is taken")] = PORT,
    speed: Annotated[float, typer.Option(min=1, help="how many times sooner than in earnest webhooks nobody took come again")] = 10,
) -> None:
    """Chat as on Zalo and on Messenger: two phones on a page, on this machine alone; conversations are forgotten at the end.

    It runs beside `troly up`, on free ports of loopback; knowledge and models are those of the checkout.
    """
    from cli.up import listen

    listen()
    try:
        typer.echo("starting: actions, bot, gateway, worker (about 15 s)")
        with running(port, speed, lambda line: typer.echo(line, err=True)) as (_, stack, page):
            typer.echo(f"Thử trợ lý trên Zalo và Messenger: {page}")
            typer.echo(f"the assistant's own page: {stack.url}; Ctrl-C stops it; logs are in {stack.logs}")
            stack.wait()
    except KeyboardInterrupt:
        typer.echo("stopped")


@contextmanager
def running(port: int = 0, speed: float = 1.0, tell: Tell = lambda line: None) -> Iterator[tuple["Desk", "Stack", str]]:
    """Run the assistant between both platforms; give the desk, the assistant and the page's address. Raises `TrolyError`."""
    from channels.demo.desk import Desk
    from channels.demo.page import create_page, serving
    from cli.ports import Ports
    from cli.supervisor import Stack

    ports = Ports.free()
    with Desk(speed) as desk, serving(create_page(desk), port) as page:
        # Off real portals, and with links that lead here.
        ours = {"TROLY_PUBLIC_URL": ports.url, "TROLY_DOSSIER_PORTALS": "{}"}
        with (
            laid_over(desk.environment(f"{page}/screen/logo.svg") | ours),
            Stack.start(Settings(), isolated=True, ports=ports, tell=tell) as stack,
        ):
            asyncio.run(connect(desk, stack.url))
            yield desk, stack, page


@contextmanager
def laid_over(settings: dict[str, str]) -> Iterator[None]:
    """Let `settings` stand in the environment, which the programs inherit; whatever stood there before comes back."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


async def connect(desk: "Desk", gateway: str) -> None:
    """Have the platforms deliver to `gateway`, and set up the Page's profile."""
    from channels.messenger import profile
    from channels.messenger.client import MessengerClient

    if not await asyncio.to_thread(desk.connect, gateway):
        raise StackFailed("the gateway refused Messenger's handshake")
    client = MessengerClient.of(Settings())
    try:
        await profile.change(client, await profile.differing(client))
    finally:
        await client.close()
