"""`troly staff`: the accounts of the console, from the machine it runs on. The first administrator is made here."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from core.settings import Settings

if TYPE_CHECKING:
    from console.auth.schemas import Invalid
    from console.parts import Parts
    from core.errors import TrolyError

app = typer.Typer(help="Accounts of the staff console.", no_args_is_help=True)
_ACTOR = "cli"


@app.command()
def create(
    login: str,
    name: Annotated[str, typer.Option(help="as colleagues see it")],
    role: Annotated[list[str] | None, typer.Option(help="may be given several times; admin unless given")] = None,
) -> None:
    """Make an account with LOGIN, and print the one-time link with which its person sets the password."""
    from console.auth.schemas import Invalid
    from console.roles import Role
    from console.staff.schemas import Profile

    wanted = role or [Role.ADMIN.value]
    if unknown := sorted(set(wanted) - {one.value for one in Role}):
        raise typer.BadParameter(f"no such role: {', '.join(unknown)}; there are {', '.join(Role)}")
    with _parts() as parts:
        try:
            _, link = parts.staff.create(_ACTOR, Profile.of(login, name, wanted))
        except Invalid as error:
            raise _worded(error) from error
        typer.echo(link)


@app.command("list")
def listed() -> None:
    """Print the accounts, one JSON object a line."""
    with _parts() as parts:
        for member in parts.staff.list():
            typer.echo(json.dumps(vars(member), ensure_ascii=False, default=str))


@app.command()
def disable(login: str) -> None:
    """Let nobody sign in with LOGIN any more, and end its sessions."""
    from console.auth.schemas import Invalid

    with _parts() as parts:
        try:
            parts.staff.disable(_ACTOR, parts.staff.by_login(login).id)
        except Invalid as error:
            raise _worded(error) from error
        typer.echo("disabled")


@app.command()
def enable(login: str) -> None:
    """Let LOGIN be used again."""
    with _parts() as parts:
        parts.staff.enable(_ACTOR, parts.staff.by_login(login).id)
        typer.echo("enabled")


@app.command()
def reset(login: str) -> None:
    """Forget the second factor of LOGIN and end its pauses, and print a one-time link for a new password."""
    with _parts() as parts:
        number = parts.staff.by_login(login).id
        parts.staff.reset_factor(_ACTOR, number)
        parts.staff.unlock(_ACTOR, number)
        typer.echo(parts.staff.link(_ACTOR, number))


@contextmanager
def _parts() -> "Iterator[Parts]":
    from console.app import wire
    from core.clock import now
    from core.db import Database
    from core.migrate import upgrade

    settings = Settings()
    upgrade(settings)
    database = Database.open(settings)
    try:
        yield wire(settings, database, now)
    finally:
        database.close()


def _worded(error: "Invalid") -> "TrolyError":
    from console.pages import text
    from core.errors import BadRequest

    return BadRequest("; ".join(text(key) for key in error.faults.values()))
