"""`troly eval`: measure answers and retrieval against a question file."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from core.settings import Settings

app = typer.Typer(help="Measure quality on a question file (docs/evaluation.md).", no_args_is_help=True)
Questions = Annotated[Path, typer.Option(exists=True, dir_okay=False, help="question file, JSON lines")]
Json = Annotated[Path | None, typer.Option("--json", help="also write the figures here")]
Url = Annotated[str | None, typer.Option(help="a running gateway; otherwise one is started for the time")]
Wrong = Annotated[bool, typer.Option(help="list what was not right")]
_HEADS = ("right", "right or offered", "wrong", "abstained", "facet", "clarified", "declined")
_COUNTED = ("citizen", "dialect", "conversation")  # what "all" sums up; follow-ups, refusals and noisy suites stand apart


@app.command()
def answers(questions: Questions, target: Json = None, url: Url = None, show: Wrong = False) -> None:
    """Ask each question through the gateway, as typed and without accents, and judge the whole answer."""
    from core.text import fold
    from knowledge.evaluation import read

    settings = Settings()
    known = _live_codes(settings)
    suites = {*_COUNTED, "unanswerable"}
    items = [i for i in read(questions) if i.suite in suites and (i.wants_none or i.expected & known)]
    figures: dict[str, Any] = {}
    with _gateway(settings, url) as address:
        for label, written in (("as typed", str), ("without accents", fold)):
            judged = _ask_all(address, items, written)
            figures[label] = _table(label, judged)
            if show:
                _list(judged)
    _keep(figures, target)


@app.command()
def retrieval(questions: Questions, target: Json = None) -> None:
    """Rank the procedures of the live release for each question: hit@1, hit@5 and MRR@10 by suite."""
    from core.text import fold
    from knowledge.evaluation import read
    from knowledge.service import Knowledge

    knowledge = Knowledge.open(Settings())
    items = [i for i in read(questions) if i.expected & set(knowledge.searcher().by_code) and not i.history]
    figures: dict[str, Any] = {}
    for label, written in (("as typed", str), ("without accents", fold)):
        typer.echo(f"\n{label:<24}{'hit@1':>26}{'hit@5':>26}{'MRR@10':>8}{'hit@1, no variants':>28}")
        for suite in sorted({item.suite for item in items}):
            ranked = [(item, knowledge.search(written(item.question))) for item in items if item.suite == suite]
            figures.setdefault(label, {})[suite] = _ranks(suite, ranked)
    _keep(figures, target)


def _ranks(suite: str, ranked: list[tuple[Any, list[Any]]]) -> dict[str, Any]:
    """Print a suite's line; return its figures."""
    from knowledge.evaluation import Share, hits

    ranks = [hits(item, [(r.code, [v.code for v in r.variants]) for r in found]) for item, found in ranked]
    alone = [hits(item, [(r.code, []) for r in found]) == 1 for item, found in ranked]
    at1, at5 = (Share(sum(rank is not None and rank <= limit for rank in ranks), len(ranks)) for limit in (1, 5))
    first, mrr = Share(sum(alone), len(alone)), sum(1 / rank for rank in ranks if rank) / len(ranks)
    typer.echo(f"{suite:<24}{at1!s:>26}{at5!s:>26}{mrr:8.3f}{first!s:>28}")
    return {"hit@1": at1.as_json(), "hit@5": at5.as_json(), "mrr@10": round(mrr, 4), "hit@1, no variants": first.as_json()}


def _keep(figures: dict[str, Any], target: Path | None) -> None:
    if target:
        target.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _live_codes(settings: Settings) -> set[str]:
    from knowledge import release

    folder = settings.releases / (release.current_id(settings.releases) or "none")
    release.verify(folder)
    return {procedure.code for procedure in release.read_procedures(folder)}


@contextmanager
def _gateway(settings: Settings, url: str | None) -> Iterator[str]:
    from cli.supervisor import Stack

    if url:
        yield url
        return
    typer.echo("starting the assistant for the measurement ...", err=True)
    with Stack.start(settings, isolated=True) as stack:
        yield stack.url


def _ask_all(address: str, items: list[Any], written: Callable[[str], str]) -> list[tuple[Any, Any]]:
    import httpx2

    with httpx2.Client(base_url=address, timeout=30) as client, ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda item: (item, _ask(client, item, written)), items))


def _ask(client: Any, item: Any, written: Callable[[str], str]) -> Any:
    """Replay the earlier turns in a conversation of its own, then ask; the last answer counts."""
    from core.answer import Answer

    sender = f"eval-{uuid4()}"
    for turn in (*item.history, item.question):
        response = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": written(turn)})
        response.raise_for_status()
    return Answer.model_validate(response.json()[-1]["custom"])


def _table(label: str, judged: list[tuple[Any, Any]]) -> dict[str, Any]:
    from knowledge.evaluation import score

    groups = {"all, first turns": [(i, a) for i, a in judged if i.expected and i.group in _COUNTED]}
    for item, answer in judged:
        groups.setdefault(item.group, []).append((item, answer))
    typer.echo(f"\n{label}")
    figures = {}
    for name, pairs in groups.items():
        shares = score(pairs)
        figures[name] = {head: share.as_json() for head, share in shares.items()}
        typer.echo(f"  {name}")
        for head in _HEADS:
            if shares[head].total:
                typer.echo(f"    {head:<18}{shares[head]}")
    return figures


def _list(judged: list[tuple[Any, Any]]) -> None:
    from knowledge.evaluation import declined, outcome

    for item, answer in judged:
        bad = not declined(answer) if item.wants_none else outcome(item, answer) in ("wrong", "abstained")
        if bad:
            got = answer.procedure.code if answer.procedure else answer.status
            typer.echo(f"  {item.suite}: {item.question!r} -> {got} ({answer.confidence}), expected {sorted(item.expected) or 'none'}")
