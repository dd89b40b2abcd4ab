"""Every number by which the training room weighs and samples, in one place.

They are judgements, not measurements: what a trainer should look at first. A text's usefulness is uncertainty × frequency × harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

DANGERS = frozenset({"safety", "self_harm", "emergency"})


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
        default_factory=lambda: _fixed(thumbs_down=0.9, correction=0.8, fallback=0.9, handover=0.6, low_confidence=0.5, sample=0.1)
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
    harm_wrong: float = 3.0  # an answer was given, and the person says it is wrong
    # Which labels a second person reads too, beside disputed ones: of the training set a sample, of the test set, by which models are
    # judged, half; of dangers all.
    second_train: float = 0.1
    second_test: float = 0.5
