"""What an import would do, and the import: rows are compared with our examples by their folded text."""

import re
from collections.abc import Iterable

from core.text import fold
from core.text.mask import mask
from training.corpus.alike import Alike
from training.corpus.corpus import Corpus, target_of
from training.corpus.importing.schemas import LONGEST, Bad, Beside, DryRun, Fault, Row
from training.corpus.markup import Unwritable, write
from training.corpus.schemas import Example, Target, Utterance
from training.corpus.spans import tidied

_INTENT = re.compile(r"[a-z][a-z0-9_]{0,39}")


def dry_run(corpus: Corpus, rows: Iterable[Row | Bad], target: Target = Target.TRAIN) -> DryRun:
    """Sort `rows` into new, same, conflicting, near and bad.

    A row conflicts when its folded text has another intent of ours, or stands among what measures while it shall be learned from (and
    the other way): a text is never in both.
    """
    ours: Alike[Example] = Alike((one.text, one) for one in corpus.examples)
    run, seen = DryRun(), dict[str, Row]()
    for each in rows:
        if isinstance(row := _checked(each, seen), Bad):
            run.bad.append(row)
            continue
        same = ours.same(row.utterance.text)
        other = [one for one in same if one.intent != row.intent or target_of(one.file) is not target]
        if same:
            (run.conflicting if other else run.same).append(Beside(row, (other or same)[0]))
        elif mask(row.utterance.text) != row.utterance.text:
            run.bad.append(Bad(row.number, Fault.PERSONAL))
        else:
            run.new.append(row)
            run.near.extend(Beside(row, one, share) for share, one in ours.near(row.utterance.text, most=3))
    return run


def add(corpus: Corpus, run: DryRun, target: Target = Target.TRAIN) -> None:
    """Add the new rows to the draft `corpus`, by intent, each at the end of the intent's own file."""
    by_intent: dict[str, list[Utterance]] = {}
    for row in run.new:
        by_intent.setdefault(row.intent, []).append(row.utterance)
    for intent, utterances in by_intent.items():
        corpus.add(intent, utterances, target)


def _checked(row: Row | Bad, seen: dict[str, Row]) -> Row | Bad:
    if isinstance(row, Bad):
        return row
    if fault := _fault(row):
        return Bad(row.number, fault)
    tidy = Row(row.number, row.intent.strip(), tidied(row.utterance))
    try:
        write(tidy.utterance)
    except Unwritable:
        return Bad(row.number, Fault.MARKUP)
    if (first := seen.setdefault(fold(tidy.utterance.text), tidy)) is not tidy:
        return Bad(row.number, Fault.TWICE if first.intent == tidy.intent else Fault.MANY_INTENTS)
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
