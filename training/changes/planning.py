"""What a proposed change does to the files as they are: planned anew whenever somebody looks, so that it is never of yesterday."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from core.errors import BadRequest, Conflict, NotFound
from training.changes.schemas import Kind, Planned, Refusal, hashed
from training.corpus import synonyms
from training.corpus.alike import TOO_NEAR, Alike
from training.corpus.corpus import Corpus, target_of
from training.corpus.descriptions import Description
from training.corpus.intents import Intents, Plan
from training.corpus.markup import Unwritable, parse
from training.corpus.schemas import Example, Utterance
from training.corpus.spans import tidied
from training.texts import is_masked, key_of

Arguments = Mapping[str, Any]


def planned(home: Path, kind: Kind, arguments: Arguments) -> Planned:
    """Return what a change does to the checkout `home`, or the key of what keeps it from doing it."""
    try:
        return Planned(plan_of(home, kind, arguments))
    except Refusal as error:
        return Planned(None, error.key)


def plan_of(home: Path, kind: Kind, arguments: Arguments) -> Plan:
    """Return what a change does to the checkout `home`. Raises `Refusal`."""
    try:
        plan = _PLANS[kind](home, arguments)
    except Refusal:
        raise
    except NotFound as error:
        raise Refusal("gone") from error
    except Conflict as error:
        raise Refusal("taken") from error
    except Unwritable as error:
        raise Refusal("unwritable") from error
    except (BadRequest, KeyError, TypeError) as error:
        raise Refusal("unfit") from error
    if not plan.diff:
        raise Refusal("nothing")
    return plan


def _create(home: Path, given: Arguments) -> Plan:
    utterances = [_utterance(markup) for markup in given["markups"]]
    if not utterances:
        raise Refusal("no_examples", "examples")
    _fresh(Corpus.read(home).examples, utterances, test=False)
    return Intents(home).create(given["name"], utterances, given["like"] or None, _about(given))


def _split(home: Path, given: Arguments) -> Plan:
    corpus = Corpus.read(home)
    chosen = _leaving(corpus, given["old"], _chosen(corpus, given["examples"]))
    if not any(target_of(one.file).value == "train" for one in chosen):
        raise Refusal("none_taken", "examples")
    return Intents(home).split(given["old"], given["new"], chosen, _about(given))


def _move(home: Path, given: Arguments) -> Plan:
    if given["into"] not in Intents(home).names:
        raise Refusal("gone", "into")
    corpus = Corpus.read(home)
    chosen = _leaving(corpus, given["old"], _chosen(corpus, given["examples"]))
    if given["into"] == given["old"]:
        raise Refusal("same_intent", "into")
    corpus.move(chosen, given["into"])
    return Plan(corpus.diff)


def _remove(home: Path, given: Arguments) -> Plan:
    corpus = Corpus.read(home)
    corpus.remove(_leaving(corpus, given["intent"], _chosen(corpus, given["examples"])))
    return Plan(corpus.diff)


def _edit(home: Path, given: Arguments) -> Plan:
    corpus = Corpus.read(home)
    old = _chosen(corpus, [given["example"]])[0]
    new = _utterance(given["markup"])
    _fresh((one for one in corpus.examples if one != old), [new], test=target_of(old.file).value == "test")
    corpus.edit(old, new)
    return Plan(corpus.diff)


def _chosen(corpus: Corpus, names: Iterable[Mapping[str, str]]) -> list[Example]:
    """The examples that are named, where they stand now. Raises `Refusal` where one is gone, or none is named."""
    there = {(one.file, one.intent, hashed(one.markup)): one for one in corpus.examples}
    chosen = [there.get(name) for name in dict.fromkeys((one["file"], one["intent"], one["hash"]) for one in names)]
    if not chosen:
        raise Refusal("none_chosen", "examples")
    found = [one for one in chosen if one is not None]
    if len(found) < len(chosen):
        raise Refusal("gone", "examples")
    return found


def _leaving(corpus: Corpus, intent: str, chosen: Sequence[Example]) -> Sequence[Example]:
    """The chosen ones, if they are this intent's and it keeps one to learn from."""
    if any(one.intent != intent for one in chosen):
        raise Refusal("gone", "examples")
    left = {(one.file, one.line) for one in corpus.examples if one.intent == intent and target_of(one.file).value == "train"}
    if left and not left - {(one.file, one.line) for one in chosen}:
        raise Refusal("none_left", "examples")
    return chosen


def _utterance(markup: str) -> Utterance:
    made = tidied(parse(markup))
    if not key_of(made.text):
        raise Refusal("no_letters", "markup")
    told = (text for one in made.entities for text in (one.value, one.role, one.group))
    _masked("markup", made.text, *told)
    return made


def _masked(place: str, *texts: str | None) -> None:
    if not all(is_masked(text) for text in texts if text):
        raise Refusal("personal", place)


def _fresh(examples: Iterable[Example], new: Sequence[Utterance], test: bool) -> None:
    """Refuse a text that stands in the files, or nearly in the other set, or twice among the new ones."""
    index = Alike((one.text, one) for one in examples)
    if len({key_of(one.text) for one in new}) < len(new):
        raise Refusal("twice", "markup")
    for one in new:
        if index.same(one.text):
            raise Refusal("there_already", "markup")
        if any((target_of(other.file).value == "test") is not test for _, other in index.near(one.text, TOO_NEAR)):
            raise Refusal("other_set", "markup")


def _about(given: Arguments) -> Description:
    told = given.get("about") or {}
    made = Description(**{field.name: str(told.get(field.name, "")) for field in fields(Description)})
    for field in fields(Description):
        _masked("called" if field.name == "name" else field.name, getattr(made, field.name))
    return made


def _synonyms(home: Path, given: Arguments) -> Plan:
    _masked("value", given["value"])
    _masked("words", *given["words"])
    return Plan(synonyms.added(Corpus.read(home), given["value"], given["words"]))


_PLANS: Mapping[Kind, Callable[[Path, Arguments], Plan]] = {
    Kind.CREATE: _create,
    Kind.RENAME: lambda home, given: Intents(home).rename(given["old"], given["new"]),
    Kind.MERGE: lambda home, given: Intents(home).merge(given["old"], given["into"]),
    Kind.SPLIT: _split,
    Kind.MOVE: _move,
    Kind.EDIT: _edit,
    Kind.REMOVE: _remove,
    Kind.DESCRIBE: lambda home, given: Intents(home).describe(given["intent"], _about(given)),
    Kind.SYNONYM_ADD: _synonyms,
    Kind.SYNONYM_REMOVE: lambda home, given: Plan(synonyms.removed(Corpus.read(home), given["value"], given["words"])),
}
