"""Every conversation of `tests/conversations/`, with the running assistant, each by a sender of its own."""

from collections import Counter

import pytest
from pydantic import ValidationError

from core.answer import Answer, Button
from tests.live import script
from tests.live.expect import always, complaints
from tests.live.script import Conversation, Line
from tests.live.talk import Talk

_LEAST, _LEAST_BREAKING = 120, 20
_ALL = script.everything()
_SHOWN = 900  # characters of an answer in the message of a failure


def _marked(subject: str, conversation: Conversation) -> object:
    marks = [pytest.mark.xfail(reason=conversation.known, strict=True)] if conversation.known else []
    return pytest.param(conversation, id=f"{subject}: {conversation.name}", marks=marks)


@pytest.mark.parametrize("conversation", [_marked(subject, one) for subject, one in _ALL])
def test_a_conversation_goes_as_it_should(talk: Talk, conversation: Conversation) -> None:
    told: list[str] = []
    answer: Answer | None = None
    for line in conversation.turns:
        sent = _sent(line, answer, told)
        for _ in range(line.times):
            if line.refused:
                response = talk.post(sent)
                told.append(f"> {_short(sent)}\n{response.status_code} {_short(response.text)}")
                assert response.status_code == line.refused, "\n".join(told)
            else:
                answer = talk.say(sent)
                told.append(f"> {_short(sent)}\n{_shown(answer)}")
        wrong = complaints(line, answer, sent) if answer and not line.refused else []
        assert not wrong, "\n".join([*told, "", *(f"WRONG: {one}" for one in wrong)])


def _sent(line: Line, answer: Answer | None, told: list[str]) -> str:
    """Return the message: what is said, or the payload of the button whose title holds what is pressed."""
    if line.press is None:
        return (line.say or "") * line.long
    buttons = answer.buttons if answer else []
    wanted = line.press.lower()
    found = [button.payload for button in buttons if wanted in button.title.lower()]
    assert found, "\n".join([*told, "", f"WRONG: no button {line.press!r} in {[button.title for button in buttons]}"])
    return found[0]


def _shown(answer: Answer) -> str:
    named = answer.procedure.code if answer.procedure else "-"
    others = [other.code for other in answer.alternatives]
    titles = [button.title for button in answer.buttons]
    return f"[{answer.status} {named} {answer.facets} {others} {answer.language}]\n{_short(answer.text)}\n{titles}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def test_there_are_enough_of_every_kind() -> None:
    counts = Counter(subject for subject, _ in _ALL)

    assert sum(counts.values()) >= _LEAST
    assert counts["breaking"] >= _LEAST_BREAKING
    assert len({conversation.name for _, conversation in _ALL}) == len(_ALL)


def test_a_slip_in_a_script_is_seen() -> None:
    for slip in ({"say": "a", "sayz": ["b"]}, {"status": "answered"}, {"say": "a", "press": "b"}, {"say": "a", "status": "fine"}):
        with pytest.raises(ValidationError):
            Conversation.model_validate({"name": "one that slips", "turns": [slip]})


def test_what_is_wrong_is_seen() -> None:
    answer = Answer(status="answered", text="Xin nộp tại UBND Quận 1 {place}.", buttons=[Button(title="Hai", payload="/b")] * 2)
    line = Line(
        say="nộp ở đâu", status="clarify", procedure="1.001193", facets=["fee"], says=["115"], never=["nộp"],
        alternatives=2, buttons=["Ba"], links=["/x"], language="en", offers="1.001193",
    )  # fmt: skip

    assert len(always(answer)) == 3
    assert len(complaints(line, answer, "nộp ở đâu")) == 3 + 10
    assert complaints(Line(say="a"), Answer(status="greeting", text="Chào bạn."), "a") == []
