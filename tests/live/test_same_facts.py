"""Sixty conversations on every channel at once: what is told over REST is told on the web, on Zalo and on Messenger, and nothing else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, zip_longest

import httpx2
import pytest

from core.answer import Answer, Button, Link
from tests.live import script
from tests.live.phones import PUBLIC, Channel, OnMessenger, OnTheWeb, OnZalo, Phones
from tests.live.script import Conversation
from tests.live.shown import Seen, differences, same
from tests.live.talk import Talk

COUNT, TURNS, AT_ONCE = 60, 4, 12
CHANNELS = ("web", "zalo", "messenger")
# Not the same by design: news come by themselves on a platform and are fetched elsewhere; wrong proofs of one dossier are counted
# together, whoever sends them; what is remembered of a person names the channel.
_APART = ("news", "follow", "Báo tôi", "báo tôi", "Không tìm thấy", "dữ liệu của tôi", "bạn lưu")


def chosen() -> list[tuple[str, Conversation]]:
    """Return conversations of every subject by turns, so that each has its share."""
    subjects: dict[str, list[Conversation]] = {}
    for subject, one in script.everything():
        if _fits(one):
            subjects.setdefault(subject, []).append(one)
    # Those where a button is pressed go first: it is there that channels differ.
    ordered = {subject: sorted(found, key=lambda one: not any(line.press for line in one.turns)) for subject, found in subjects.items()}
    rounds = zip_longest(*([(subject, one) for one in found] for subject, found in sorted(ordered.items())))
    return list(islice((one for some in rounds for one in some if one), COUNT))


def _fits(one: Conversation) -> bool:
    plain = not any(line.refused or line.times > 1 or line.long > 1 for line in one.turns)
    told = " ".join([one.name, *(str(line) for line in one.turns)])
    return plain and not one.known and len(one.turns) <= TURNS and not any(word in told for word in _APART)


def _play(conversation: Conversation, say: Callable[[str], Answer]) -> list[tuple[str | Button, Answer]]:
    """Have the conversation over REST; return what was said or pressed, and each answer."""
    told: list[tuple[str | Button, Answer]] = []
    for line in conversation.turns:
        sent: str | Button = line.say or ""
        if line.press is not None:
            sent = next(button for button in told[-1][1].buttons if line.press.lower() in button.title.lower())
        told.append((sent, say(sent if isinstance(sent, str) else sent.payload)))
    return told


@pytest.fixture(scope="module")
def complaints(phones: Phones) -> dict[str, list[str]]:
    """What differs, by channel: every conversation is had on each, many at once, each by somebody of their own."""
    conversations = chosen()
    with ThreadPoolExecutor(AT_ONCE) as pool, httpx2.Client(base_url=phones.url, timeout=60) as client:
        scripts = list(pool.map(lambda one: _play(one[1], Talk(client).say), conversations))
        tasks = [(one[1].name, told, channel) for one, told in zip(conversations, scripts, strict=True) for channel in CHANNELS]
        found = list(pool.map(lambda task: _compared(phones, *task), tasks))
    wrong: dict[str, list[str]] = {channel: [] for channel in CHANNELS}
    for (_, _, channel), problems in zip(tasks, found, strict=True):
        wrong[channel] += problems
    return wrong


def _compared(phones: Phones, name: str, told: list[tuple[str | Button, Answer]], channel: str) -> list[str]:
    """Have a conversation on `channel`; return what differs from what was `told` over REST."""
    person: Channel = OnTheWeb(phones.url) if channel == "web" else OnZalo(phones) if channel == "zalo" else OnMessenger(phones)
    found: list[str] = []
    try:
        for sent, answer in told:
            seen = person.say(sent, answer) if isinstance(sent, str) else person.press(sent, answer)
            wrong = differences(answer, seen, PUBLIC) if isinstance(seen, Seen) else same(answer, seen)
            found += [f"{name}, {sent if isinstance(sent, str) else sent.title!r}: {one}" for one in wrong]
    except (AssertionError, StopIteration) as error:
        found.append(f"{name}: {error}")
    if isinstance(person, OnTheWeb):
        person.close()
    elif isinstance(person, OnZalo | OnMessenger) and person.news():
        found.append(f"{name}: {len(person.news())} messages more than the answers have")
    return found


@pytest.mark.timeout(900)  # on however busy a machine
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_same_is_told_on_every_channel(complaints: dict[str, list[str]], channel: str) -> None:
    assert not complaints[channel], "\n".join(complaints[channel])


def test_there_are_sixty_of_every_kind() -> None:
    conversations = chosen()
    turns = [line for _, one in conversations for line in one.turns]
    assert len(conversations) == COUNT
    assert len({subject for subject, _ in conversations}) == len({subject for subject, _ in script.everything()})
    assert len([line for line in turns if line.press]) >= 10
    assert {facet for line in turns for facet in line.facets} >= {"documents", "fee", "time", "place"}


@pytest.fixture
def answer() -> Answer:
    buttons = [Button(title="Lệ phí", payload="/ask_fee")]
    return Answer(status="answered", text="Lệ phí: 8.000 đồng.\n- Tờ khai", buttons=buttons, links=[Link(title="In", url="/in")])


def test_what_a_phone_lacks_or_adds_is_seen(answer: Answer) -> None:
    right = Seen("Lệ phí: 8.000\nđồng.\n- Tờ khai", [("Lệ phí", "/ask_fee"), ("In", "")], [f"{PUBLIC}/in"])
    assert differences(answer, right, PUBLIC) == []
    assert len(differences(answer, Seen("Lệ phí: 9.000 đồng.\n- Tờ khai", right.buttons, right.urls), PUBLIC)) == 2
    assert len(differences(answer, Seen(right.text, right.buttons), PUBLIC)) == 1
    assert len(differences(answer, Seen(right.text, [], right.urls), PUBLIC)) == 0  # the text says "Lệ phí" too
    assert len(differences(answer, Seen(f"{right.text}\nNộp trước 01/12", right.buttons, right.urls), PUBLIC)) == 1
    assert len(differences(answer, Seen(right.text, [*right.buttons, ("Khác", "x")], [*right.urls, "https://x"]), PUBLIC)) == 2
    assert same(answer, answer.model_copy(update={"confidence": 0.1})) == []
    assert len(same(answer, answer.model_copy(update={"text": "Khác", "links": []}))) == 2
