"""`troly up`: start the assistant and keep it running."""

import signal
import sys
from typing import Annotated

import typer

from core.settings import Settings

SAMPLE = "Làm giấy khai sinh cần giấy tờ gì?"
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    port: Annotated[int | None, typer.Option(help="of the gateway, 8000 unless set")] = None,
    bot_port: Annotated[int | None, typer.Option(help="of Rasa, on loopback")] = None,
    actions_port: Annotated[int | None, typer.Option(help="of the actions, on loopback")] = None,
    worker_port: Annotated[int | None, typer.Option(help="of the worker's metrics, on loopback")] = None,
    console: Annotated[bool, typer.Option(help="the desk of the staff too, on its own port (8001, on loopback)")] = True,
    isolated: Annotated[bool, typer.Option(help="free ports of loopback, and conversations that are forgotten")] = False,
) -> None:
    """Start the gateway, the bot, the actions, the worker and the staff console, and keep them running until Ctrl-C."""
    from cli.ports import Ports
    from cli.supervisor import Stack

    settings = Settings()
    ports = None if isolated else Ports.of(settings, port, bot_port, actions_port, worker_port, settings.console_port if console else None)
    listen()
    try:
        typer.echo(f"starting: actions, bot, gateway, worker{', console' if ports and ports.console else ''} (about 15 s)")
        with Stack.start(settings, isolated=isolated, ports=ports, tell=_tell) as stack:
            typer.echo(f"ready: {stack.url}")
            if ports and ports.console:
                typer.echo(f"staff: {settings.console_url} (the first account: {sys.argv[0]} staff create LOGIN --name NAME)")
            typer.echo(f'ask it there, or: {sys.argv[0]} ask --url {stack.url} "{SAMPLE}"')
            typer.echo(f"Ctrl-C stops it; logs are in {stack.logs}")
            stack.wait()
    except KeyboardInterrupt:
        typer.echo("stopped")


def listen() -> None:
    """Make Ctrl-C, SIGTERM and a closed terminal a KeyboardInterrupt, once."""
    for number in _ENDS:
        signal.signal(number, _interrupt)


def _tell(line: str) -> None:
    typer.echo(line, err=True)


def _interrupt(*_: object) -> None:
    for number in _ENDS:  # one is enough: stopping takes seconds, and must not be interrupted half-way
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
