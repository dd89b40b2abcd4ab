"""`troly eval nlu`: measure what the trained dialogue model reads in labelled sentences, in three writings."""

from pathlib import Path
from typing import Annotated

import typer

from cli import figures
from core.settings import Settings
from training.dialogue import dataset, engine, report, scores, shelf
from training.dialogue.holdout import read
from training.dialogue.scores import Read

_AIMS = {"as typed": 0.90, "without accents": 0.87}  # macro-F1
_PAIRS, _SURELY = 15, 5  # how many confusions, and how many wrong ones the model was surest of, are shown


def nlu(
    questions: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="folder of labelled sentences")] = None,
    target: Annotated[Path | None, typer.Option("--json", help="also write the figures here")] = None,
    table: Annotated[Path | None, typer.Option("--table", help="also write the tables here, in Markdown")] = None,
    show: Annotated[bool, typer.Option(help="list what was not right")] = False,
) -> None:
    """Read labelled sentences with the model in use: macro-F1, each intent, confusions, entities."""
    from knowledge.writings import WRITINGS

    settings = Settings()
    folder, model = questions or settings.home / dataset.TESTED, shelf.current(settings.bot_models)
    examples = read(folder)
    heard = report.heard(examples, WRITINGS, lambda texts: engine.predicted(settings, model, texts, _tell))
    note = {"model": model.name, "sentences": len(examples), "from": folder.name}
    figures.keep("Dialogue model", note, {name: report.figures(one) for name, one in heard.items()}, _shown(heard), target, table)
    if show:
        typer.echo("\n".join(_line(name, one) for name, all_read in heard.items() for one in all_read if not one.right))


def _tell(line: str) -> None:
    typer.echo(line, err=True)


def _shown(heard: dict[str, list[Read]]) -> str:
    parts = [_summary(heard), "Each intent, as typed:", _intents(heard["as typed"]), "Each entity:", _entities(heard)]
    for name, one in heard.items():
        parts += [f"Most confused, {name}:", figures.table(["labelled", "read", "n"], _pairs(one))]
    parts += ["Costly: a danger missed, or a question set aside as a danger or small talk:", _lines(heard, costly=True)]
    return "\n\n".join([*parts, "Wrong, and surest of it:", _lines(heard, costly=False)])


def _summary(heard: dict[str, list[Read]]) -> str:
    from knowledge.ranking import cell

    rows = []
    for name, one in heard.items():
        f1, aim = scores.macro_f1(scores.by_intent(one)), _AIMS.get(name)
        told = f"{f1:.3f}" + (f" (aim {aim:.2f})" if aim else "")
        wrong = [r.confidence for r in one if not r.right]
        sure = f"{sum(wrong) / len(wrong):.2f}" if wrong else "-"
        rows.append([name, told, cell(scores.accuracy(one)), str(sum(r.costly for r in one)), sure])
    return figures.table(["writing", "macro-F1", "accuracy", "costly", "mean confidence of the wrong"], rows)


def _intents(heard: list[Read]) -> str:
    rows = [[name, *_cells(one)] for name, one in scores.by_intent(heard).items()]
    return figures.table(["intent", "n", "P", "R", "F1"], rows)


def _entities(heard: dict[str, list[Read]]) -> str:
    # Typing errors change the annotated text itself, so there is nothing exact to compare with.
    rows = [[n, name, *_cells(one)] for n in _AIMS for name, one in scores.by_entity(heard[n]).items()]
    return figures.table(["writing", "entity", "n", "P", "R", "F1"], rows)


def _cells(one: scores.Scored) -> list[str]:
    return [str(one.labelled), f"{one.precision:.2f}", f"{one.recall:.2f}", f"{one.f1:.2f}"]


def _pairs(heard: list[Read]) -> list[list[str]]:
    return [[labelled, found, str(count)] for labelled, found, count in scores.confusions(heard)[:_PAIRS]]


def _lines(heard: dict[str, list[Read]], *, costly: bool) -> str:
    lines = []
    for name, read_ones in heard.items():
        wrong = sorted((one for one in read_ones if not one.right), key=lambda one: -one.confidence)
        chosen = [one for one in wrong if one.costly] if costly else wrong[:_SURELY]
        lines += [f"- {_line(name, one)}" for one in chosen]
    return "\n".join(lines) or "none"


def _line(writing: str, one: Read) -> str:
    return f"{writing}: `{one.written}` is {one.example.intent}, read as {one.intent} ({one.confidence:.2f})"
