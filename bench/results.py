"""Everything one run measured, and whether it is what the product promises."""

from dataclasses import dataclass

from bench.conversation import Conversation, mean
from bench.load import Load
from bench.machine import Machine
from bench.processes import Memory
from bench.stacks import OURS, STOCK

CLIENTS = (1, 8, 32)


@dataclass(frozen=True)
class Round:
    """One assistant, started, put under every load, and stopped. `memory` is after the load; `loads` are by clients."""

    number: int
    assistant: str
    loads: dict[int, Load]
    memory: dict[str, Memory]
    conversations: list[Conversation]


@dataclass(frozen=True)
class Aim:
    """A promise and what became of it; of several rounds the worst counts."""

    promise: str
    measured: str
    met: bool


@dataclass(frozen=True)
class Results:
    """One run of the bench."""

    machine: Machine
    rounds: list[Round]

    def of(self, assistant: str) -> list[Round]:
        """Return the rounds of one assistant."""
        return [each for each in self.rounds if each.assistant == assistant]

    def conversation(self, assistant: str) -> Conversation:
        """Return the mean of all long conversations with one assistant."""
        return mean([c for each in self.of(assistant) for c in each.conversations])

    def aims(self) -> list[Aim]:
        """Judge the promises of the product."""
        return [self._latency(), self._throughput(), self._memory(), self._length()]

    def _latency(self) -> Aim:
        p95 = max(each.loads[1].p95 for each in self.of(OURS))
        return Aim("p95 at 1 client: at most 100 ms", f"{p95:.0f} ms", p95 <= 100)

    def _throughput(self) -> Aim:
        pairs = zip(self.of(OURS), self.of(STOCK), strict=True)
        times = min(a.loads[8].per_second / b.loads[8].per_second for a, b in pairs)
        return Aim("messages/s at 8 clients: at least 2 x the stock's", f"{times:.1f} x", times >= 2)

    def _memory(self) -> Aim:
        most = max(sum(memory.rss for memory in each.memory.values()) for each in self.of(OURS)) / 1000
        return Aim("memory of all programs together: at most 2 GB (RSS)", f"{most:.2f} GB", most <= 2)

    def _length(self) -> Aim:
        talk = self.conversation(OURS)
        cpu, latency = talk.last.cpu / talk.first.cpu, talk.last.latency / talk.first.latency
        measured = f"{cpu:.2f} x the processor time, {latency:.2f} x the latency"
        return Aim("last tenth of a 200-turn conversation: at most 1.3 x the first", measured, max(cpu, latency) <= 1.3)
