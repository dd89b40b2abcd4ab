"""How many syllables come back right: `python -m bench.restore_accents IMPORTED QUESTIONS [--write]`.

IMPORTED is the `knowledge/imported.jsonl` of a state folder; one record in twenty (by its code's hash) is held out of learning.
QUESTIONS gives the suites `generated` and `portal-faq`. Text is stripped of its accents, restored and compared;
questions are also typed as `knowledge.noise` types and repaired. Nothing is learned from QUESTIONS.
"""

import argparse
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path

from core.procedure import Procedure
from core.settings import Settings
from core.text import fold, normalize
from knowledge.accents import Restorer
from knowledge.noise import distort
from knowledge.passages import labels, passages
from knowledge.repository import ProcedureRepository
from knowledge.spelling import Speller
from knowledge.spoken import spoken
from knowledge.words import Words

_SUITES = ("portal-faq", "generated")
_WORD = re.compile(r"[^\W\d_]+")
_HELD_OUT, _SENTENCES = 20, 1_500
_RESULT = Path(__file__).parent / "results" / "accents.md"


def main() -> None:
    """Measure and print; with `--write` also into `bench/results/accents.md`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("imported", type=Path, help="var/knowledge/imported.jsonl of a state folder")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    seed = Settings().seed
    records = ProcedureRepository(seed, asked.imported).published(date.today())
    lines = [*_accents(records, seed, asked.questions), *_typing(records, seed, asked.questions)]
    print("\n".join(lines))
    if asked.write:
        _RESULT.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")


def _accents(records: list[Procedure], seed: Path, questions: Path) -> Iterator[str]:
    held = [record for record in records if _is_held_out(record)]
    began = time.process_time()
    restorer = Restorer.learn((text for record in records if not _is_held_out(record) for text in _texts(record)), spoken(seed))
    learned = time.process_time() - began
    sentences = {s for record in held for text in _texts(record) for s in re.split(r"(?<=[.;\n])\s", text) if not s.isascii()}
    yield f"Learned from {len(records) - len(held):,} records in {learned:.1f} s of processor time; {_size(restorer)}.\n"
    yield "| text | syllables | right as stripped | right restored | ms a text | careful typing changed |"
    yield "|---|---|---|---|---|---|"
    sets = {f"sentences of {len(held)} held-out records": sorted(sentences, key=_hash)[:_SENTENCES], **_asked(questions)}
    for name, texts in sets.items():
        bare = [_strip(text) for text in texts]
        restored, spent = _timed(restorer.restore, bare)
        kept, _ = _timed(restorer.restore, texts)
        total = sum(len(_WORD.findall(text)) for text in texts)
        shares = [1 - _differing(texts, others) / total for others in (bare, restored)]
        yield f"| {name} | {total:,} | {shares[0]:.1%} | {shares[1]:.2%} | {spent:.2f} | {_differing(texts, kept) / total:.2%} |"


def _typing(records: list[Procedure], seed: Path, questions: Path) -> Iterator[str]:
    restorer = Restorer.learn((text for record in records for text in _texts(record)), spoken(seed))
    words = Words.read(seed / "words.tsv")
    speller = Speller(restorer.ngrams, words.stay)
    yield "\n| questions | well-typed syllables changed | accent-less syllables found, typed badly | repaired | ms a text |"
    yield "|---|---|---|---|---|"
    for name, texts in _asked(questions).items():
        total = sum(len(_syllables(text)) for text in texts)
        changed = sum(len(_syllables(text)) - _shared(text, speller.repair(text)) for text in texts)
        typed = [distort(text, 0) for text in texts]
        repaired, spent = _timed(speller.repair, typed)
        found = [sum(map(_shared, texts, map(words.expand, others))) / total for others in (typed, repaired)]
        yield f"| {name} | {changed / total:.2%} | {found[0]:.1%} | {found[1]:.1%} | {spent:.2f} |"


def _texts(record: Procedure) -> list[str]:
    return [*labels(record), *(piece.text for piece in passages(record))]


def _asked(questions: Path) -> dict[str, list[str]]:
    asked = [json.loads(line) for line in questions.read_text("utf-8").split("\n") if line]
    return {suite: [normalize(one["question"]) for one in asked if one["suite"] == suite] for suite in _SUITES}


def _timed(change: Callable[[str], str], texts: list[str]) -> tuple[list[str], float]:
    """Return the changed texts and the milliseconds of processor time a text."""
    began = time.process_time()
    changed = [change(text) for text in texts]
    return changed, (time.process_time() - began) / len(texts) * 1_000


def _differing(texts: list[str], others: list[str]) -> int:
    pairs = zip((w for t in texts for w in _WORD.findall(t)), (w for t in others for w in _WORD.findall(t)), strict=True)
    return sum(a != b for a, b in pairs)


def _syllables(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _shared(text: str, other: str) -> int:
    matcher = SequenceMatcher(None, _syllables(text), _syllables(other), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def _strip(text: str) -> str:
    return (
        "".join(new.upper() if old.isupper() else new for old, new in zip(text, fold(text), strict=True))
        if len(fold(text)) == len(text)
        else fold(text)
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _is_held_out(record: Procedure) -> bool:
    return int(_hash(record.code), 16) % _HELD_OUT == 0


def _size(restorer: Restorer) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accents.npz"
        restorer.save(path)
        began = time.process_time()
        Restorer.open(path).restore("dang ky")
        return f"{path.stat().st_size / 1e6:.2f} MB on disk, opened and first used in {(time.process_time() - began) * 1_000:.0f} ms"


_HEAD = """# Accents and typing

`python -m bench.restore_accents var/knowledge/imported.jsonl QUESTIONS --write`: what it measures stands in its head.
"Careful typing changed" gives the restorer the text with all its accents. The last table types as `knowledge/noise.py`
does (seed 0), writes abbreviations out, and counts the accent-less syllables of the question that are found again, in
order, before and after repair.

"""

if __name__ == "__main__":
    main()
