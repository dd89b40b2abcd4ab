"""What `rasa data validate` finds wrong with the data, line by line, in a form of ours that the desk has words for.

Source: what Rasa 3.6.21 writes (rasa.validator, rasa.shared), recorded from runs on data broken on purpose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import TrolyError
from core.settings import Settings
from training.dialogue import engine
from training.dialogue.dataset import Dataset
from training.dialogue.engine import Tell

_MOST = 40  # findings that are told one by one

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_PLACE = re.compile(r"(?:[^\s'\"]*/)?((?:nlu_data/[^\s'\":,]+|(?:domain|config)\.yml))")  # a file of the data, wherever it is laid out
_FILE = r"'(?P<file>[^'\n]+)'"


@dataclass(frozen=True)
class Finding:
    """One kind of message: its pattern in Rasa's output, how it is told, and whether it is told though the data passes."""

    pattern: re.Pattern[str]
    line: str
    always: bool = False


def _finding(pattern: str, line: str, always: bool = False) -> Finding:
    return Finding(re.compile(pattern, re.DOTALL), line, always)


# What makes the data fail first; of the rest a trainer should know, for the model learns it otherwise than it was meant.
_FINDINGS = (
    _finding(rf"Failed to read {_FILE}\.(?:(?!Exception).)*line (?P<number>\d+), column \d+", "{file}, line {number}: not YAML"),
    _finding(
        r"\n  in (?P<file>[^\n:]+):(?P<number>\d+):\n      (?P<why>[^\n]+)", "{file}, line {number}: not of the form of training data"
    ),
    _finding(r"Incorrect training data format \('(?P<text>[^\n]*?)'\)\.", "the marks {text} of an entity cannot be read"),
    _finding(
        r"The action '(?P<action>[^'\n]+)' is used in the '(?P<story>[^\n]*?)' block, but it is not listed",
        "“{story}” names the action {action}, which the domain does not list",
    ),
    _finding(
        r"The example '(?P<text>[^\n]*?)' was found labeled with multiple different intents[^\n]*labeled with: (?P<intents>[^\n]+)\.",
        "“{text}” has several intents: {intents}",
        always=True,
    ),
    _finding(
        r"message in the training data labeled with intent '(?P<intent>[^'\n]+)'\. This intent is not listed",
        "the intent {intent} has examples, but the domain does not list it",
        always=True,
    ),
    _finding(
        rf"processing {_FILE}: The item '(?P<intent>[^'\n]+)' contains an example that doesn't start with a '-' symbol: (?P<text>[^\n]*)",
        "{file}: “{text}” has no dash before it and is passed over",
        always=True,
    ),
    _finding(
        rf"processing {_FILE}: Intent '(?P<intent>[^'\n]+)' has no examples", "{file}: the intent {intent} has no examples", always=True
    ),
    _finding(
        r"The intent '(?P<intent>[^'\n]+)' is used in your stories, but it is not listed",
        "a story or rule names the intent {intent}, which the domain does not list",
    ),
    _finding(
        r"The action '(?P<action>[^'\n]+)' is used in the stories, but is not a valid utterance action",
        "a story or rule says {action}, which has no text",
    ),
)


def findings(output: str, failed: bool) -> list[str]:
    """Return what Rasa found in the data, each once, in the order of the kinds.

    Args:
        output: all that `rasa data validate` wrote.
        failed: whether the data is not valid; of valid data only what a trainer should know all the same is told.
    """
    text = _COLOURS.sub("", output)
    return list(dict.fromkeys(_lines(text, failed)))


def _lines(text: str, failed: bool) -> Iterator[str]:
    for one in _FINDINGS:
        for found in one.pattern.finditer(text) if failed or one.always else ():
            yield one.line.format(**{name: _PLACE.sub(r"\1", told) for name, told in found.groupdict().items()})


def validate(settings: Settings, data: Dataset, log: Path, tell: Tell) -> None:
    """Have Rasa look at the data, and tell what a trainer should know of it.

    Raises:
        TrolyError: the data is not valid, and why, a line each; the end of Rasa's log is told before. Where nothing in its log is known, or
            it took too long, the message is the end of its log.
    """
    failed = None
    try:
        engine.rasa(settings, log, ("data", "validate", *data.words()), tell, settings.train_seconds)
    except TrolyError as error:
        failed = error
    found = findings(log.read_text("utf-8", "replace"), failed is not None) if log.is_file() else []
    lines = [*found[:_MOST], *([f"and {len(found) - _MOST} more in the data"] if len(found) > _MOST else [])]
    if failed is None:
        for line in lines:
            tell(line)
    elif not lines or "exit code -" in str(failed):  # ended from outside, it says nothing of the data
        raise failed
    else:
        tell(_without_places(str(failed), settings, data))
        raise TrolyError("\n".join(["the data is not valid", *lines])) from failed


def _without_places(text: str, settings: Settings, data: Dataset) -> str:
    """Where things are on this machine is none of a trainer's concern."""
    for place in (data.folder, settings.var, settings.home):
        text = text.replace(str(place), "…")
    return _COLOURS.sub("", text)
