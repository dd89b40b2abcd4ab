"""Every number by which the training room weighs and samples, in one place.

They are judgements, not measurements: what a trainer should look at first. A text's usefulness is uncertainty × frequency × harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _fixed(**values: float) -> Mapping[str, float]:
    return MappingProxyType(values)


@dataclass(frozen=True)
class Rules:
    """The numbers. Shares and confidences are from 0 to 1."""

    # An intent heard less surely than this is uncertain.
    low: float = 0.6
    # Of the turns with no other reason, one in fifty is looked at: it shows what nobody complains of.
    sample: float = 0.02
    # How likely each reason makes it that the text was misread. With a known confidence, 1 - confidence counts where it is more.
    # A person who says so is the surest; a hand-off may be asked for after a right answer too.
    uncertainty: Mapping[str, float] = field(
        default_factory=lambda: _fixed(
            thumbs_down=0.9, correction=0.8, fallback=0.9, judged=0.9, handover=0.6, low_confidence=0.5, sample=0.1
        )
    )
    # A danger heard with this confidence by a model that then chose something else may be a danger that was missed.
    danger_heard: float = 0.1
    # What a misreading costs. A missed danger can cost a life; a wrong answer sends somebody on a wrong way; a question without an answer
    # costs them a second try; a greeting taken for thanks costs nothing.
    harm_danger: float = 10.0
    harm_by_status: Mapping[str, float] = field(
        default_factory=lambda: _fixed(
            safety=10.0,
            answered=2.0,
            dossier=2.0,
            form=1.5,
            not_found=1.5,
            clarify=1.2,
            out_of_scope=1.2,
            handover=1.5,
            greeting=0.5,
            error=0.5,
        )
    )
    harm_wrong: float = 3.0  # an answer was given, and the person, or whoever judged it, says it is wrong
    # Of the texts that were looked at before, so many are looked at again in a round once the model or the examples have changed: a few
    # seconds of the model and the processor.
    looked_again: int = 300
    # Which labels a second person reads too, beside disputed ones: of the training set a sample, of the test set, by which models are
    # judged, half; of dangers all.
    second_train: float = 0.1
    second_test: float = 0.5
    # How many turns of a week are drawn, about, for people to judge their answers. Greetings and pressed buttons among them fall out; what
    # is left tells a share of one wrong in ten to about five points up or down (95 %), and is an hour or two of work.
    judged_a_week: int = 150
    # Which judged answers a second person judges too, beside all that the first one finds wrong: what agreement is reckoned from.
    judge_second: float = 0.2
    # The statuses of answers to questions. Of dossiers nothing is kept, a greeting is hardly ever wrong, and where a part was down nothing
    # was answered.
    judged: frozenset[str] = frozenset({"answered", "clarify", "not_found", "out_of_scope", "safety"})
