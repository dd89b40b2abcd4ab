"""A candidate beside the live model over questions made by hand: what is compared, in which order, and for how long."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from training.dialogue import shadow
from training.dialogue.schemas import Difference, Expected, Hearing, Outcome, Side


@dataclass(frozen=True)
class Asked:
    turn: int
    text: str


class Answers:
    """Answers by the intent alone: a question about a fee finds F, all others P; a danger is another's matter."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, text: str, heard: Hearing, history: Sequence[str] = ()) -> Outcome:
        self.asked.append(text)
        if heard.intent == "safety":
            return Outcome("aside", name="safety")
        code = "F" if heard.intent == "ask_fee" else "P"
        return Outcome("answered", code, code.lower(), f"về {code}")

    def alike(self, text: str, one: Hearing, other: Hearing) -> bool:
        return one.intent == other.intent

    def knows(self, codes: Collection[str]) -> bool:
        return "X" not in codes


def heard(intent: str, confidence: float = 0.9) -> Hearing:
    return Hearing(((intent, confidence),))


FEE, TIME, PLACE, DANGER = heard("ask_fee"), heard("ask_time", 0.4), heard("ask_place"), heard("safety", 0.7)


def test_only_another_answer_is_a_difference_and_what_is_heard_alike_is_not_asked() -> None:
    answers = Answers()
    both = [(FEE, FEE), (TIME, PLACE), (FEE, TIME)]
    ran = shadow.run([Asked(3, "một"), Asked(2, "hai"), Asked(1, "ba")], both, answers, 60)
    assert ran.as_json() == {"asked": 3, "heard": 2, "left": 0, "answered": 1}
    (one,) = ran.differences
    assert (one.turn, one.question) == (1, "ba")
    assert one.live == Side("ask_fee", 0.9, "answered", "F", "f", "về F")
    assert (one.new.intent, one.new.code, one.harm, one.doubt) == ("ask_time", "P", 1, 0.6)
    assert answers.asked == ["hai", "hai", "ba", "ba"]


def test_a_danger_that_one_of_both_does_not_hear_is_the_worst() -> None:
    ran = shadow.run([Asked(1, "cứu"), Asked(2, "chào")], [(DANGER, FEE), (FEE, heard("greet"))], Answers(), 60)
    assert [one.harm for one in ran.differences] == [3, 2]
    same = Side("ask_fee", 0.9, "answered", "F", "f", "một")
    assert Difference(1, "x", same, Side("ask_time", 0.9, "answered", "F", "f", "hai")).harm == 0


def test_what_is_not_masked_is_not_kept() -> None:
    ran = shadow.run([Asked(1, "gọi tôi số 0903123456 nhé")], [(FEE, TIME)], Answers(), 60)
    assert ran.as_json() == {"asked": 1, "heard": 1, "left": 0, "answered": 0}


def test_it_ends_when_its_time_is_over_and_tells_how_many_are_left() -> None:
    seconds = iter(range(0, 100, 10))
    questions = [Asked(number, "câu") for number in range(4)]
    ran = shadow.run(questions, [(FEE, TIME)] * 4, Answers(), 25, lambda: float(next(seconds)))
    assert ran.as_json() == {"asked": 4, "heard": 4, "left": 2, "answered": 2}


def test_golden_questions_are_counted_under_either_hearing() -> None:
    wanted = [
        Expected("phí", frozenset("F")),
        Expected("lâu", frozenset("P")),
        Expected("ở đâu", frozenset("X")),
        Expected("đe dọa", frozenset()),
    ]
    told = shadow.golden(wanted, [(FEE, TIME), (FEE, TIME), (FEE, FEE), (FEE, DANGER)], Answers())
    assert (told["asked"], told["live"], told["new"]) == (3, 1, 2)
    assert told["lost"] == [{"text": "phí", "live": "ask_fee", "new": "ask_time"}]
    assert [one["text"] for one in told["won"]] == ["lâu", "đe dọa"]


def test_a_hearing_is_read_from_what_the_engine_tells() -> None:
    told = {"intent": "ask_fee", "confidence": 0.6, "ranking": [["ask_fee", 0.6], ["greet", 0.3]], "entities": [["ward", "Bến Thành"]]}
    assert Hearing.of(told) == Hearing((("ask_fee", 0.6), ("greet", 0.3)), (("ward", "Bến Thành"),))
    assert Hearing.of({"intent": None, "confidence": 0.0, "entities": []}).intent == "nlu_fallback"
