"""What the webhook bench found, in a table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.load import percentile
from bench.open_loop import Outcome
from bench.tables import table

_P99 = 50.0  # ms
Ask = tuple[str, str]  # a person, and what they asked


@dataclass(frozen=True)
class Flood:
    """The deliveries and their answers; `asked` are the messages in them, each once, `stored` how many the inbox holds more than before."""

    rate: float
    seconds: float
    outcomes: list[Outcome]
    asked: list[Ask]
    warm: list[Ask]  # asked before, to warm up
    stored: int
    cpu: float  # seconds of the gateway's processes
    load: str  # average of the last minute, at the end

    def within(self, percent: int) -> float:
        """Return the latency that so many percent do not exceed, in ms."""
        return percentile(sorted(one.seconds * 1000 for one in self.outcomes), percent)

    @property
    def acknowledged(self) -> int:
        """How many were answered with 200."""
        return sum(one.status == 200 for one in self.outcomes)


@dataclass(frozen=True)
class Drain:
    """What became of the messages once the bot was back."""

    missing: int
    doubled: int
    unordered: int  # people whose answers came in another order than they asked
    seconds: float

    @classmethod
    def of(cls, flood: Flood, got: Mapping[str, Sequence[str]], seconds: float) -> "Drain":
        """Compare what was asked with what people got."""
        asked: dict[str, list[str]] = {}
        for person, words in (*flood.warm, *flood.asked):
            asked.setdefault(person, []).append(f"Về {words}")
        missing = sum(len(set(words) - set(got.get(person, ()))) for person, words in asked.items())
        doubled = sum(count - 1 for said in got.values() for count in Counter(said).values())
        unordered = sum(list(dict.fromkeys(got.get(person, ()))) != words for person, words in asked.items())
        return cls(missing, doubled, unordered, seconds)


def aims(flood: Flood, drain: Drain) -> list[tuple[str, str, bool]]:
    """Return each promise, what was measured, and whether it is kept."""
    count, slow = len(flood.outcomes), flood.within(99)
    return [
        (f"all of {count} deliveries acknowledged", str(flood.acknowledged), flood.acknowledged == count),
        (f"all of {len(flood.asked)} messages stored, each once", str(flood.stored), flood.stored == len(flood.asked)),
        (f"p99 at most {_P99:g} ms", f"{slow:.1f} ms", slow <= _P99),
        ("none lost once the bot is back", f"{drain.missing} missing", drain.missing == 0),
        ("answered in order, once", f"{drain.unordered} out of order, {drain.doubled} doubled", not drain.unordered and not drain.doubled),
    ]


def markdown(here: str, flood: Flood, drain: Drain) -> str:
    """Return the whole page."""
    told = [(what, measured, "yes" if met else "**no**") for what, measured, met in aims(flood, drain)]
    times = [f"{flood.within(p):.1f}" for p in (50, 90, 95, 99)] + [f"{max(one.seconds for one in flood.outcomes) * 1000:.1f}"]
    late = percentile(sorted(one.late * 1000 for one in flood.outcomes), 99)
    count, total = len(flood.outcomes), len(flood.asked) + len(flood.warm)
    row = (f"{flood.rate:g}", f"{flood.seconds:g}", str(count), *times, f"{late:.1f}", f"{flood.cpu * 1000 / count:.2f}", flood.load)
    heads = ("a second", "seconds", "deliveries", "p50 ms", "p90 ms", "p95 ms", "p99 ms", "longest ms", "sent late, p99 ms")
    return "\n\n".join((
        "# Webhook bench",
        f"{here} Made by `python -m bench.webhooks`.",
        table(("aim", "measured", "met"), told),
        table((*heads, "gateway's CPU ms a delivery", "load after"), [row]),
        f"One worker answered the {total} messages in {drain.seconds:.0f} s ({total / drain.seconds:.0f} a second).",
        _NOTES,
    ))  # fmt: skip


_NOTES = """## Notes

- Open loop: a delivery leaves when it is due, whatever became of those before, and is timed from then; "sent late" is the client's own
  part of it. The client shares the processors with the gateway.
- Of a hundred deliveries 50 are messages of Zalo's, 30 of Messenger's, 5 batches of three of Messenger's, 10 receipts, 5 repeats of an
  earlier one; 2,000 people write. All are signed. The gateway runs as `troly up` starts it, over SQLite; Rasa is not there.
- Afterwards the worker starts with a dialogue engine that says back what it heard, and platforms that take everything: what is counted is
  whether each person got the answer to each message, in the order in which they were sent.
"""
