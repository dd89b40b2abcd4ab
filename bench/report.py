"""The table of a run in Markdown, and the same figures in JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from bench.machine import Machine
from bench.results import CLIENTS, Results
from bench.stacks import OURS, STOCK

_NAMES = {OURS: "troly", STOCK: "stock Rasa"}
_NOTES = """\
- Both assistants get the same 30 questions in the same order, in conversations of 10 messages, over REST; every message
  ends in a custom action, and every reply is checked. One reply that is no answer, and there is no table.
- troly is all that `troly up` starts: gateway, bot, action server with the retrieval. The stock is Rasa's default
  pipeline and policies (DIET, TED, UnexpecTED) trained on the same examples, its REST channel, and an action server whose
  one action does nothing but say a fixed JSON.
- Both keep conversations in SQLite: troly with its own tracker store, the stock with `type: SQL, dialect: sqlite`.
- Closed loop: a client sends its next message once the last one is answered. Only one assistant runs at a time; the
  clients share its processors, and what they use is shown.
- CPU is the processor time of all processes of a program, ms a message. RSS counts pages that processes share in each
  of them, PSS divides them. MB and GB are powers of ten. `troly up` itself is not counted: the bench stands in for it.
- troly's limit of 60 messages a minute and sender is lifted for the run (TROLY_MESSAGES_PER_MINUTE): one sender of the
  long conversation sends 200 without a pause. It asks the same questions in its first and in its last tenth."""


def markdown(results: Results) -> str:
    """Return the whole page."""
    parts = ("# Turn bench", _machine(results.machine), "## Aims", _aims(results), "## Load", _loads(results))
    more = ("## Memory after the load, MB", _memory(results), "## One conversation of 200 turns", _lengths(results), "## Notes", _NOTES)
    return "\n\n".join((*parts, *more)) + f"\n{_statuses(results)}\n"


def write(results: Results, out: Path) -> None:
    """Write the page to `out` and the figures to the JSON file beside it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(markdown(results), "utf-8")
    figures = asdict(results) | {"aims": [asdict(aim) for aim in results.aims()]}
    out.with_suffix(".json").write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _machine(m: Machine) -> str:
    return (
        f"{m.date}. {m.cpu}, {m.cores} cores, {m.memory_gb:g} GB; load average before the start {m.load}. "
        f"Python {m.python}, rasa-sdk {m.rasa_sdk}; bot: Python {m.bot_python}, Rasa {m.rasa}, TensorFlow {m.tensorflow}. "
        "Made by `python -m bench.turns`."
    )


def _aims(results: Results) -> str:
    return _table(("aim", "measured", "met"), ((a.promise, a.measured, "yes" if a.met else "**no**") for a in results.aims()))


def _loads(results: Results) -> str:
    heads = ("clients", "assistant", "round", "messages", "messages/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/message", "by program")
    rows = []
    for clients in CLIENTS:
        for each in results.rounds:
            load = each.loads[clients]
            total = sum(ms for name, ms in load.cpu.items() if name != "clients")
            shares = ", ".join(f"{name} {ms:.1f}" for name, ms in load.cpu.items())
            times = (f"{load.per_second:.1f}", f"{load.p50:.0f}", f"{load.p95:.0f}", f"{load.p99:.0f}", f"{total:.1f}", shares)
            rows.append((str(clients), _NAMES[each.assistant], str(each.number), str(load.messages), *times))
    return _table(heads, rows)


def _memory(results: Results) -> str:
    rows = []
    for each in results.rounds:
        for name, held in each.memory.items():
            rows.append((_NAMES[each.assistant], str(each.number), name, f"{held.rss:.0f}", f"{held.pss:.0f}"))
        rss, pss = (sum(getattr(held, kind) for held in each.memory.values()) for kind in ("rss", "pss"))
        rows.append((_NAMES[each.assistant], str(each.number), "**together**", f"**{rss:.0f}**", f"**{pss:.0f}**"))
    return _table(("assistant", "round", "program", "RSS", "PSS"), rows)


def _lengths(results: Results) -> str:
    rows = []
    for assistant in (OURS, STOCK):
        talk, count = results.conversation(assistant), sum(len(each.conversations) for each in results.of(assistant))
        for what, first, last in (("CPU", talk.first.cpu, talk.last.cpu), ("latency", talk.first.latency, talk.last.latency)):
            rows.append((_NAMES[assistant], str(count), f"{what}, ms", f"{first:.1f}", f"{last:.1f}", f"{last / first:.2f}"))
    return _table(("assistant", "conversations", "mean a message", "turns 1-20", "turns 181-200", "ratio"), rows)


def _statuses(results: Results) -> str:
    load = results.of(OURS)[0].loads[1]
    told = ", ".join(f"{status} {count}" for status, count in load.statuses.items())
    return f"- What troly answered at 1 client in round 1, by status: {told}."


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *rows))
