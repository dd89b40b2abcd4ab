"""The command line `troly`: registers the commands; what is heavy is imported by the command that needs it."""

import os
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from cli import (
    ask,
    channels,
    console,
    conversations,
    delivery,
    demo,
    doctor,
    dossiers,
    evaluate,
    knowledge,
    model,
    staff,
    train,
    training,
    up,
    worker,
)
from core.errors import TrolyError


class OneLineErrors(TyperGroup):
    """What the product raises on purpose becomes a sentence on standard error, and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (TrolyError, FileNotFoundError) as error:
            typer.echo(f"troly: {error}", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    name="troly",
    help="The public-service assistant of Ho Chi Minh City.",
    cls=OneLineErrors,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(up.up)
app.command()(demo.demo)
app.command()(ask.ask)
app.command()(console.console)
app.command()(doctor.doctor)
app.command()(train.train)
app.command()(worker.worker)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(evaluate.app, name="eval")
app.add_typer(model.app, name="model")
app.add_typer(conversations.app, name="conversations")
app.add_typer(conversations.feedback, name="feedback")
app.add_typer(dossiers.app, name="dossiers")
app.add_typer(channels.app, name="channels")
app.add_typer(delivery.app, name="delivery")
app.add_typer(staff.app, name="staff")
app.add_typer(training.app, name="training")


def main() -> None:
    """Run from any folder: home is the checkout this file belongs to, unless `TROLY_HOME` says otherwise."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "domain.yml").is_file():
        os.environ.setdefault("TROLY_HOME", str(checkout))
    app()


if __name__ == "__main__":
    main()
