"""`troly dossiers`: the sample dossiers, and a look at one as the assistant would tell it."""

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import TrolyError
from core.settings import Settings
from core.working_days import today

if TYPE_CHECKING:
    from core.text.dossier_codes import DossierCode

app = typer.Typer(help="Status of dossiers: the sample portal, and the configured ones.", no_args_is_help=True)
_LAST = 4


@app.command()
def samples() -> None:
    """Print the dossiers of the sample portal as they stand today: code, last four digits of the phone, state. Nobody's."""
    from portal.dossiers.sample.dossiers import samples as made

    for one in made(today()):
        typer.echo(f"{one.dossier.code}\t{one.phone[-_LAST:]}\t{one.dossier.state or 'other'}\t{one.dossier.procedure_name}")


@app.command()
def look(
    code: Annotated[str, typer.Argument(help="of the dossier, as on its receipt")],
    proof: Annotated[str, typer.Option(prompt=True, hide_input=True, help="last four digits of the phone, or the secret key")],
) -> None:
    """Ask the portal that serves CODE (`TROLY_DOSSIER_PORTALS`) and print what its owner would be told."""
    from core.db import Database
    from core.migrate import upgrade
    from portal.dossiers.explanation import explained
    from portal.dossiers.models import Proof, ProofKind
    from portal.dossiers.service import Dossiers

    settings, read = Settings(), _read(code)
    upgrade(settings)
    database = Database.open(settings)
    try:
        dossiers = Dossiers.open(settings, database)
    except ValueError as error:  # a misspelt setting
        raise TrolyError(str(error)) from error
    kind = ProofKind.PHONE if len(proof) == _LAST and proof.isdecimal() else ProofKind.SECRET
    try:
        found = dossiers.look_again(read, Proof(kind, proof))
    finally:
        dossiers.close()
        database.close()
    now = datetime.now(timezone.utc)
    typer.echo(explained(found, "vi", now, settings.portal_url) if found else "no such dossier, or another proof")


def _read(text: str) -> "DossierCode":
    from core.text.dossier_codes import find

    found = find(text)
    if not found or not found[0].sure:
        near = f"; perhaps {found[0].code.text}" if found else ""
        raise typer.BadParameter(f"this is no code of a dossier, such as H29.18-260310-0420{near}", param_hint="CODE")
    return found[0].code
