"""What was seen on the way to one answer, for who asks why (`knowledge.trace`). Filled by `knowledge.answering`, which never reads it."""

from dataclasses import dataclass, field
from typing import Literal

from core.answer import Facet
from core.procedure import Procedure
from knowledge.context import Found
from knowledge.gate import Verdict
from knowledge.question import Question
from knowledge.schemas import Asked

# named: by its code, or pressed. earlier: the turn goes back to it. twin: the turn says what sets it apart from the current one.
# current: the turn names no matter of its own. of_which: a part of a record is asked for, and of none. sure: the gate is.
# told_apart: the question itself tells the best two apart. unsure: the gate would rather ask. unknown: nothing fits. compared: two are.
Why = Literal["named", "earlier", "twin", "current", "of_which", "sure", "told_apart", "unsure", "unknown", "compared"]


@dataclass
class Seen:
    """What one answer was made from.

    `asked` is in Vietnamese, `facets` are those that were read, `procedure` the record that is told, `quoted_for` the one that was
    looked through for words to quote. `found` and `verdict` are `None` where nothing had to be searched for.
    """

    asked: Asked | None = None
    question: Question | None = None
    facets: list[Facet] = field(default_factory=list)
    found: Found | None = None
    verdict: Verdict | None = None
    why: Why | None = None
    procedure: Procedure | None = None
    quoted_for: Procedure | None = None
