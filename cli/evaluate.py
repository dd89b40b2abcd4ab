"""`troly eval`: measure answers and retrieval against a question file, in three writings (docs/evaluation.md)."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import figures
from cli.asking import ask_all, gateway, progress
from cli.evaluate_nlu import nlu
from core.settings import Settings

app = typer.Typer(help="Measure quality on a question file (docs/evaluation.md).", no_args_is_help=True)
app.command()(nlu)
Questions = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="question file, JSON lines")]
Json = Annotated[Path | None, typer.Option("--json", help="also write the figures here")]
Table = Annotated[Path | None, typer.Option("--table", help="also write the table here, in Markdown")]
Url = Annotated[str | None, typer.Option(help="a running gateway; otherwise one is started for the time")]
Wrong = Annotated[bool, typer.Option(help="list what was not right")]
_ASKED = ("citizen", "dialect", "conversation", "unanswerable")  # the suites that go through the whole assistant
_HEADS = ("right", "right or offered", "wrong", "abstained", "refused", "facet", "clarified", "declined", "in the right way")
_AIMS: dict[tuple[str, str], dict[str, float]] = {
    ("out of scope", "declined"): {"at_least": 0.92},
    ("unanswerable", "in the right way"): {"at_least": 0.92},
    ("answerable", "refused"): {"at_most": 0.05},
    ("answerable", "right"): {"at_least": 0.8},
    ("answerable", "right or offered"): {"at_least": 0.9},
    ("answerable", "wrong"): {"at_most": 0.05},
    ("answerable", "facet"): {"at_least": 0.93},
    ("answerable", "clarified"): {"at_least": 0.8},
}


@app.command()
def retrieval(questions: Questions, target: Json = None, table: Table = None, show: Wrong = False) -> None:
    """Rank the procedures of the live release for each question: hit@1, hit@5 and MRR@10 by suite."""
    from knowledge import ranking
    from knowledge.evaluation import hits, read
    from knowledge.service import Knowledge
    from knowledge.writings import WRITINGS, written

    knowledge = Knowledge.open(Settings())
    everything = [item for item in read(questions) if item.expected]
    items = [item for item in everything if item.expected & set(knowledge.searcher().by_code)]
    summed, missed = {}, []
    with progress(len(items) * len(WRITINGS)) as bar:
        for writing in WRITINGS:
            ranked = []
            for item in (written(item, writing) for item in items):
                found = knowledge.search(item.question, history=item.history)
                ranked.append((item, [(one.code, [variant.code for variant in one.variants]) for one in found]))
                missed += [_miss(writing, item, ranked[-1][1])] if hits(*ranked[-1]) != 1 else []
                bar.update(1)
            summed[writing] = ranking.sum_up(ranked)
    note = _note(knowledge.release_id, len(knowledge.searcher().procedures), questions, everything, items)
    shown = figures.table(ranking.HEADS, ranking.rows(summed))
    kept = {writing: {name: one.as_json() for name, one in groups.items()} for writing, groups in summed.items()}
    figures.keep("Retrieval", note, kept, shown, target, table)
    typer.echo("\n".join(missed) if show else f"not measured, none of its codes is in the release: {note['not measured']}")


@app.command()
def answers(questions: Questions, target: Json = None, table: Table = None, url: Url = None, show: Wrong = False) -> None:
    """Ask each question through the gateway and judge the whole answer."""
    from knowledge.evaluation import read
    from knowledge.writings import WRITINGS, written

    settings = Settings()
    release_id, known = _live(settings)
    everything = [item for item in read(questions) if item.suite in _ASKED and (item.wants_none or item.expected)]
    items = [item for item in everything if item.wants_none or item.expected & known]
    judged = {}
    with gateway(settings, url) as address, progress(len(items) * len(WRITINGS)) as bar:
        for writing in WRITINGS:
            judged[writing] = ask_all(address, [written(item, writing) for item in items], bar)
    summed = {writing: _by_group(pairs) for writing, pairs in judged.items()}
    kept = {
        w: {g: {head: share.as_json() for head, share in shares.items()} for g, shares in groups.items()} for w, groups in summed.items()
    }
    note = _note(release_id, len(known), questions, everything, items)
    figures.keep("Answers", note, kept, _table(summed), target, table)
    if show:
        typer.echo("\n".join(line for writing, pairs in judged.items() for line in _not_right(writing, pairs)))


def _note(release_id: str, procedures: int, questions: Path, everything: list[Any], items: list[Any]) -> dict[str, Any]:
    """Tell what was measured, and what was not: questions whose procedure is not in the release, by suite."""
    measured = {item.id for item in items}
    absent = Counter(item.suite for item in everything if item.id not in measured)
    counts = {"procedures": procedures, "measured": len(items), "not measured": dict(sorted(absent.items()))}
    return {"release": release_id, "questions": questions.name, **counts}


def _miss(writing: str, item: Any, found: list[tuple[str, list[str]]]) -> str:
    first = found[0][0] if found else "nothing"
    return f"  {writing}, {item.suite}: {item.question!r} -> {first}, expected {sorted(item.expected)}"


def _live(settings: Settings) -> tuple[str, set[str]]:
    from knowledge import release
    from knowledge.record_file import RecordFile

    current = release.current_id(settings.releases) or "none"
    release.verify(settings.releases / current)
    return current, set(RecordFile(settings.releases / current / "procedures.jsonl").rows)


def _by_group(judged: list[tuple[Any, Any]]) -> dict[str, dict[str, Any]]:
    from knowledge.evaluation import score

    groups: dict[str, list[tuple[Any, Any]]] = {}
    for item, answer in judged:
        for group in item.groups:
            groups.setdefault(group, []).append((item, answer))
    return {group: score(groups[group]) for group in sorted(groups)}


def _table(summed: dict[str, dict[str, dict[str, Any]]]) -> str:
    from knowledge.ranking import cell

    rows = [
        [group, writing, *(cell(summed[writing][group][head], **_AIMS.get((group, head), {})) for head in _HEADS)]
        for group in next(iter(summed.values()))
        for writing in summed
    ]
    return figures.table(["questions", "writing", *_HEADS], rows)


def _not_right(writing: str, judged: list[tuple[Any, Any]]) -> Iterator[str]:
    from knowledge.evaluation import outcome, rightly_declined

    for item, answer in judged:
        bad = not rightly_declined(item, answer) if item.wants_none else outcome(item, answer) in ("wrong", "abstained")
        if bad:
            got = answer.procedure.code if answer.procedure else answer.status
            expected = sorted(item.expected) or "none"
            yield f"  {writing}, {item.suite}: {item.question!r} -> {got} ({answer.confidence}), expected {expected}"
