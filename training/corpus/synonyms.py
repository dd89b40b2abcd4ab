"""Synonyms of entity values (từ đồng nghĩa): `nlu_data/synonyms/`, a block a value, an entry a way of saying it.

Rasa applies them where `EntitySynonymMapper` is in the pipeline; `applied` tells whether it is.
"""

from collections.abc import Iterable
from pathlib import Path

from core.errors import BadRequest, Conflict
from core.text import fold
from training.corpus.change import Diff, FileChange, read
from training.corpus.corpus import SYNONYMS, Corpus
from training.corpus.document import SYNONYM, Document, loaded
from training.corpus.markup import Unwritable, write
from training.corpus.schemas import Utterance

FILE = f"{SYNONYMS}/synonyms.yml"
_MAPPER = "EntitySynonymMapper"
_EMPTY = 'version: "3.1"\n\nnlu: []\n'  # what Rasa reads as a file without data
_BRACKETS = "[](){}"


def all_of(corpus: Corpus) -> dict[str, list[str]]:
    """Return the values and the ways of saying each, in the order of the files."""
    found: dict[str, list[str]] = {}
    for path in sorted(corpus.documents):
        for block in corpus.documents[path].blocks:
            if block.kind == SYNONYM:
                found.setdefault(block.name, []).extend(entry.markup for entry in block.entries)
    return found


def applied(home: Path) -> bool:
    """Tell whether the dialogue model's pipeline maps synonyms. Raises `BadRequest` for a configuration that cannot be read."""
    pipeline = loaded("config.yml", read(home / "config.yml")).get("pipeline") or []
    return any(isinstance(one, dict) and str(one.get("name", "")).endswith(_MAPPER) for one in pipeline)


def added(corpus: Corpus, value: str, words: Iterable[str]) -> Diff:
    """Return what is changed where `words` mean `value`.

    Raises:
        BadRequest: an empty word, one with brackets or a line break.
        Conflict: a word means something already.
    """
    named, chosen = _word(value), [_word(word) for word in words]
    meant = {fold(word): name for name, others in all_of(corpus).items() for word in others}
    if not chosen or len({fold(word) for word in chosen}) != len(chosen):
        raise BadRequest("a synonym needs words, each once")
    if taken := [word for word in chosen if fold(word) in meant or word == named]:
        raise Conflict(f"{len(taken)} of the words mean something already")
    path = next((path for path, one in sorted(corpus.documents.items()) if one.of(SYNONYM, named)), FILE)
    base = corpus.documents.get(path)
    empty = base is None or not base.blocks
    document = Document(path, "") if empty or base is None else base
    after = (document.adding if document.text and document.of(SYNONYM, named) else document.opening)(SYNONYM, named, chosen)
    return Diff.of([(base or Document(path, ""), after)])


def removed(corpus: Corpus, value: str, words: Iterable[str]) -> Diff:
    """Return what is changed where `words` do not mean `value` any more. Raises `NotFound`, `BadRequest`."""
    chosen = set(words)
    if not chosen:
        raise BadRequest("no word to take out")
    corpus.remove_entries(SYNONYM, value, chosen)
    return Diff(tuple(_kept(one) for one in corpus.diff.files))


def _kept(file: FileChange) -> FileChange:
    """A file that is left without data still is one that Rasa reads."""
    return FileChange(file.path, file.before, file.after if Document(file.path, file.after).blocks else _EMPTY)


def _word(text: str) -> str:
    if any(sign in text for sign in _BRACKETS):
        raise Unwritable("a synonym has no brackets")
    return write(Utterance(text))
