"""One long conversation: does a message cost more because many went before it?"""

import itertools
from dataclasses import dataclass
from statistics import fmean

from bench.client import Client, questions
from bench.load import new_sender
from bench.stacks import Assistant

TURNS = 200
TENTH = TURNS // 10


@dataclass(frozen=True)
class Stretch:
    """A tenth of the conversation: processor time of all programs and time to the answer, mean ms a message."""

    cpu: float
    latency: float


@dataclass(frozen=True)
class Conversation:
    """The first and the last tenth of a conversation, in which the same questions are asked."""

    assistant: str
    first: Stretch
    last: Stretch


def measure(assistant: Assistant) -> Conversation:
    """Send all turns of one new sender, one after another.

    Raises:
        WrongAnswer: a message was not answered.
    """
    messages = list(itertools.islice(itertools.cycle(questions()), TURNS))
    sender = new_sender()
    with Client(assistant.url) as client:
        first = _stretch(assistant, client, sender, messages[:TENTH])
        for message in messages[TENTH:-TENTH]:
            client.ask(sender, message)
        last = _stretch(assistant, client, sender, messages[-TENTH:])
    return Conversation(assistant.name, first, last)


def mean(conversations: list[Conversation]) -> Conversation:
    """Return the mean of conversations with one assistant."""
    first, last = ([getattr(each, part) for each in conversations] for part in ("first", "last"))
    return Conversation(conversations[0].assistant, _mean(first), _mean(last))


def _stretch(assistant: Assistant, client: Client, sender: str, messages: list[str]) -> Stretch:
    before = sum(assistant.cpu().values())
    latency = fmean(client.ask(sender, message).seconds for message in messages)
    return Stretch((sum(assistant.cpu().values()) - before) * 1000 / len(messages), latency * 1000)


def _mean(stretches: list[Stretch]) -> Stretch:
    return Stretch(fmean(s.cpu for s in stretches), fmean(s.latency for s in stretches))
