"""Whether the files have what a change meant, by whoever it came into them: one that can do nothing any more may as well have been lost."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core.errors import BadRequest
from training.changes.planning import Arguments, planned
from training.changes.schemas import Kind, hashed
from training.corpus import synonyms
from training.corpus.corpus import Corpus
from training.corpus.intents import Intents
from training.corpus.markup import parse, write
from training.corpus.spans import tidied


def stands(home: Path, kind: Kind, given: Arguments) -> bool:
    """Tell whether the checkout `home` has what a change meant; a file that cannot be read has it not."""
    try:
        return planned(home, kind, given).plan is None and _STANDS[kind](home, given)
    except BadRequest:
        return False


def _renamed(home: Path, old: str, new: str) -> bool:
    names, held = Intents(home).names, {one.intent for one in Corpus.read(home).examples}
    return old not in names and old not in held and new in names


def _created(home: Path, given: Arguments) -> bool:
    return given["name"] in Intents(home).names and _hold(home, given["name"], given["markups"])


def _moved(home: Path, given: Arguments, into: str) -> bool:
    """The lines are those of another intent now, in whatever file."""
    lines = {(one.intent, hashed(one.markup)) for one in Corpus.read(home).examples}
    return into in Intents(home).names and all((into, one["hash"]) in lines for one in given["examples"])


def _removed(home: Path, given: Arguments) -> bool:
    lines = {(one.file, one.intent, hashed(one.markup)) for one in Corpus.read(home).examples}
    return not any((one["file"], one["intent"], one["hash"]) in lines for one in given["examples"])


def _hold(home: Path, intent: str, markups: list[str]) -> bool:
    held = {one.markup for one in Corpus.read(home).examples if one.intent == intent}
    return held >= {write(tidied(parse(markup))) for markup in markups}


def _means(home: Path, given: Arguments) -> set[str]:
    """Those of the words that mean the value now."""
    return set(synonyms.all_of(Corpus.read(home)).get(given["value"], ())) & set(given["words"])


_STANDS: Mapping[Kind, Callable[[Path, Arguments], bool]] = {
    Kind.CREATE: _created,
    Kind.RENAME: lambda home, given: _renamed(home, given["old"], given["new"]),
    Kind.MERGE: lambda home, given: _renamed(home, given["old"], given["into"]),
    Kind.SPLIT: lambda home, given: _moved(home, given, given["new"]),
    Kind.MOVE: lambda home, given: _moved(home, given, given["into"]),
    Kind.EDIT: lambda home, given: _hold(home, given["intent"], [given["markup"]]),
    Kind.REMOVE: _removed,
    Kind.DESCRIBE: lambda home, given: planned(home, Kind.DESCRIBE, given).refusal == "nothing",
    Kind.SYNONYM_ADD: lambda home, given: _means(home, given) == set(given["words"]),
    Kind.SYNONYM_REMOVE: lambda home, given: not _means(home, given),
}
