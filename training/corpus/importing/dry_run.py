"""What an import would do, and the import: rows are compared with our examples by their folded text."""

import re
from collections.abc import Iterable

from core.text import fold
from training.corpus.alike import TOO_NEAR, Alike
from training.corpus.corpus import Corpus, target_of
from training.corpus.importing.schemas import LONGEST, Bad, Beside, DryRun, Fault, Row, Standing
from training.corpus.markup import Unwritable, write
from training.corpus.schemas import Example, Target, Utterance
from training.corpus.spans import tidied
from training.texts import is_masked, key_of

_INTENT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_Place = tuple[Example, Target]


def dry_run(corpus: Corpus, rows: Iterable[Row | Bad], target: Target = Target.TRAIN, standing: Standing | None = None) -> DryRun:
    """Sort `rows` into new, same, conflicting, near and bad.

    A row conflicts when its folded text has another intent of ours, or when it, or nearly it, stands among what measures while it shall
    be learned from (and the other way): a text is never in both.
    """
    beside = standing or Standing()
    files = ((one, target_of(one.file)) for one in corpus.examples)
    ours: Alike[_Place] = Alike((one.text, (one, its)) for one, its in [*files, *beside.labels])
    run, seen = DryRun(), dict[str, Row]()
    for each in rows:
        row = _tidy(each)
        if isinstance(row, Bad):
            run.bad.append(row)
        elif not _stands(run, row, ours.same(row.utterance.text), target):
            fault = _refused(row, seen, beside)
            near = [] if fault else ours.near(row.utterance.text, most=3)
            _sort(run, row, fault, near, target)
    return run


def add(corpus: Corpus, run: DryRun, target: Target = Target.TRAIN) -> None:
    """Add the new rows to the draft `corpus`, by intent, each at the end of the intent's own file."""
    by_intent: dict[str, list[Utterance]] = {}
    for row in run.new:
        by_intent.setdefault(row.intent, []).append(row.utterance)
    for intent, utterances in by_intent.items():
        corpus.add(intent, utterances, target)


def _stands(run: DryRun, row: Row, same: list[_Place], target: Target) -> bool:
    """Put a row whose text is ours already where it belongs, and tell whether it was one."""
    if not same:
        return False
    agreeing = [one for one, its in same if one.intent == row.intent and its is target]
    (run.same if agreeing else run.conflicting).append(Beside(row, agreeing[0] if agreeing else same[0][0]))
    return True


def _sort(run: DryRun, row: Row, fault: Fault | None, near: list[tuple[float, _Place]], target: Target) -> None:
    """Put a row whose text is none of ours where it belongs."""
    apart = next((Beside(row, one, share) for share, (one, its) in near if its is not target and share >= TOO_NEAR), None)
    if fault:
        run.bad.append(Bad(row.number, fault))
    elif apart:
        run.conflicting.append(apart)
    else:
        run.new.append(row)
        run.near.extend(Beside(row, one, share) for share, (one, _) in near)


def _refused(row: Row, seen: dict[str, Row], standing: Standing) -> Fault | None:
    text = row.utterance.text
    if (first := seen.setdefault(fold(text), row)) is not row:
        return Fault.TWICE if first.intent == row.intent else Fault.MANY_INTENTS
    if key_of(text) in standing.discarded:
        return Fault.DISCARDED
    told = (text for one in row.utterance.entities for text in (one.value, one.role, one.group) if text)
    return None if all(map(is_masked, (text, *told))) else Fault.PERSONAL


def _tidy(row: Row | Bad) -> Row | Bad:
    """A row as it would be stored, or why it cannot be."""
    if isinstance(row, Bad):
        return row
    if fault := _fault(row):
        return Bad(row.number, fault)
    tidy = Row(row.number, row.intent.strip(), tidied(row.utterance))
    try:
        write(tidy.utterance)
    except Unwritable:
        return Bad(row.number, Fault.MARKUP)
    return tidy


def _fault(row: Row) -> Fault | None:
    text = row.utterance.text
    if not text.strip() or not fold(text):
        return Fault.EMPTY
    if len(text) > LONGEST:
        return Fault.LONG
    if not row.intent.strip():
        return Fault.NO_INTENT
    if not _INTENT.fullmatch(row.intent.strip()):
        return Fault.BAD_INTENT
    ends = 0
    for start, end in sorted({(one.start, one.end) for one in row.utterance.entities}):
        if not ends <= start < end <= len(text):
            return Fault.SPAN
        ends = end
    return None
