"""The table of the runs, and the same figures as JSON: the latest run on each database."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import machine
from bench.chaos.storm import Outcome
from bench.chaos.world import PROGRAMS
from bench.tables import table

_COLUMNS = ("written", "lost", "doubled", "changed", "unordered", "late")
_NOTES = """\
- *lost*: no answer within 10 minutes, or not all of it. *doubled*: a message that the phone showed twice. *changed*: another
  answer than the same conversation gets while nothing is killed, so also a turn of a form that was gone through twice.
- *unordered*: two answers of one person the other way round. *late*: the same where the platform itself had delivered the
  questions so, since its first delivery of the earlier one met a dead gateway.
- *echoes*: messages that the platforms' echoes show and no row of the outbox accounts for. Every double must be among them,
  and there may be 2 at most.
- Real programs under the keeper of `troly up`, which starts again what dies; kills are SIGKILL to the whole process group,
  spread over the run, some of them two within two seconds. Fake platforms with real rules, whose pauses between deliveries
  are 100 times shorter (0.3 s, 3 s, 9 s ... for 30 s, 5 min, 15 min). The web's people retry as the widget does.
- Each answer is compared, letter by letter, with what the same question of the same conversation got on the same channel
  before the first kill."""


def write(database: str, outcome: Outcome, out: Path) -> str:
    """Add the run to the JSON beside `out`, write the page of all runs to `out`, and return it."""
    kept, figures = out.with_suffix(".json"), {}
    if kept.exists():
        figures = json.loads(kept.read_text("utf-8"))
    figures[database] = {**asdict(outcome), "kills": dict(outcome.kills), "good": outcome.good, "machine": machine.note()}
    out.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(figures, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    page = _page(figures)
    out.write_text(page, "utf-8")
    return page


def _page(figures: dict[str, Any]) -> str:
    parts = ["# Chaos bench"]
    for database, run in sorted(figures.items(), reverse=True):
        parts += [f"## {database}", run["machine"], _run(run), _channels(run)]
    return "\n\n".join([*parts, "## Notes", _NOTES]) + "\n"


def _run(run: dict[str, Any]) -> str:
    heads = ("people", "seconds", "kills", *PROGRAMS, "echoes unaccounted", "given up", "promise kept")
    kills = [str(run["kills"].get(name, 0)) for name in PROGRAMS]
    told = (str(run["people"]), f"{run['seconds']:.0f}", str(sum(run["kills"].values())), *kills, str(run["echoes"]), str(run["given_up"]))
    return table(heads, [(*told, "yes" if run["good"] else "**no**")])


def _channels(run: dict[str, Any]) -> str:
    tally = run["tally"]
    rows = [(channel, *(str(told[name]) for name in _COLUMNS)) for channel, told in tally.items()]
    total = ("**together**", *(f"**{sum(told[name] for told in tally.values())}**" for name in _COLUMNS))
    return table(("channel", *_COLUMNS), [*rows, total])
