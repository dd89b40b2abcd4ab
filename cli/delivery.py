"""`troly delivery`: what waits, what was given up, and the kill switches."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.settings import Settings

if TYPE_CHECKING:
    from core.db import Database

app = typer.Typer(help="Messages under way: what waits, what was given up, kill switches.", no_args_is_help=True)
_Ids = Annotated[list[int] | None, typer.Argument(help="ids as `given-up` prints them; all unless given")]
_Why = Annotated[str, typer.Option("--why", prompt=True, help="kept with your name")]
_By = Annotated[str, typer.Option("--by", help="who turns it; your account's name unless given")]


@app.command()
def status() -> None:
    """Print how much waits to be answered ("in") and to be sent ("out"), and the switches that are off."""
    with _database() as database:
        inbox, dispatch, switches = _inbox(database), _dispatch(database), _switches(database)
        for box, depth in (("in", inbox.depth()), ("out", dispatch.depth())):
            told = {"box": box, "waiting": depth.waiting, "oldest_seconds": round(depth.oldest), "given_up": depth.dead}
            typer.echo(json.dumps(told))
        typer.echo(json.dumps({"off": [scope for scope, off in switches.state().items() if off]}))


@app.command()
def given_up() -> None:
    """Print what could not be answered ("in") or sent ("out"), one JSON object a line; nobody is named."""
    with _database() as database:
        _lines([{"box": "in", **row} for row in _inbox(database).given_up()])
        _lines([{"box": "out", **row} for row in _dispatch(database).given_up()])


@app.command()
def answer_again(ids: _Ids = None) -> None:
    """Have messages that could not be answered answered after all."""
    with _database() as database:
        typer.echo(f"{_inbox(database).again(*ids or ())} to be answered")


@app.command()
def send_again(ids: _Ids = None) -> None:
    """Have messages that no platform took sent after all."""
    with _database() as database:
        typer.echo(f"{_dispatch(database).again(*ids or ())} to be sent")


@app.command()
def off(scope: str, why: _Why, by: _By = "") -> None:
    """Turn SCOPE off at once: `all`, `channel:zalo`, `topic:dossier` (a status), `topic:1.001193` (a procedure)."""
    _turn(scope, True, by, why)


@app.command()
def on(scope: str, why: _Why, by: _By = "") -> None:
    """Turn SCOPE on again."""
    _turn(scope, False, by, why)


@app.command()
def turns() -> None:
    """Print who turned which switch, when and why, one JSON object a line."""
    with _database() as database:
        _lines(_switches(database).audit())


def _turn(scope: str, to_off: bool, by: str, why: str) -> None:
    with _database() as database:
        _switches(database).turn(scope, to_off, by or getpass.getuser(), why)
    typer.echo(f"{scope} is {'off' if to_off else 'on'}")


def _lines(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        typer.echo(json.dumps(row, ensure_ascii=False))


def _inbox(database: "Database") -> Any:
    from conversations.inbox import Inbox

    return Inbox.of(Settings(), database)


def _dispatch(database: "Database") -> Any:
    from conversations.dispatch import Dispatch

    return Dispatch.of(Settings(), database)


def _switches(database: "Database") -> Any:
    from conversations.switches import Switches

    return Switches(database)


@contextmanager
def _database() -> "Iterator[Database]":
    from core.db import Database
    from core.migrate import upgrade

    settings = Settings()
    upgrade(settings)
    database = Database.open(settings)
    try:
        yield database
    finally:
        database.close()
