"""`troly channels`: what is set up once at a platform."""

import asyncio
import json
from contextlib import suppress
from typing import Annotated

import typer

from core.settings import Settings

app = typer.Typer(help="Platforms: what is set up there once.", no_args_is_help=True)
messenger = typer.Typer(help="Facebook Messenger.", no_args_is_help=True, callback=lambda: None)
app.add_typer(messenger, name="messenger")


@messenger.command()
def setup(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="print what would be set, and set nothing")] = False,
) -> None:
    """Give the Page its start button, greeting, first questions and menu; what is so already is left alone."""
    asyncio.run(_setup(Settings(), dry_run))


def _say_what_staff_changed(settings: Settings) -> None:
    from core import words
    from core.db import Database
    from core.errors import Unavailable
    from core.overlays import Overlays

    database = Database.open(settings)
    with suppress(Unavailable):  # without its database the Page gets the texts that ship
        words.lay_over(Overlays(database).get("texts")[0])
    database.close()


async def _setup(settings: Settings, dry_run: bool) -> None:
    from channels.messenger import profile
    from channels.messenger.client import MessengerClient

    _say_what_staff_changed(settings)
    client = MessengerClient.of(settings)
    try:
        differing = await profile.differing(client)
        if not dry_run:
            await profile.change(client, differing)
    finally:
        await client.close()
    for name in profile.wanted():
        state = "unchanged" if name not in differing else "would be set" if dry_run else "set"
        typer.echo(f"{name}: {state}")
        if name in differing:
            typer.echo(json.dumps(differing[name], ensure_ascii=False, indent=2))
