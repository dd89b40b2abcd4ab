"""News of a dossier: only after a yes of its own, and until somebody has enough."""

from dataclasses import replace

import pytest

from conversations.schemas import Purpose
from conversations.service import Conversations
from core.errors import PortalUnavailable
from portal.dossiers.notices import Notices
from tests.actions.desks.conftest import AN
from tests.actions.desks.status.talk import DONE, DONE_PHONE, LATE, RETURNED, RETURNED_PHONE, Faulty, Serve, StatusTalk


def hints(notices: Notices) -> list[str]:
    return [one.hint for one in notices.following(AN)]


def test_news_after_a_yes_of_their_own(talk: StatusTalk, notices: Notices, conversations: Conversations) -> None:
    asked = talk.shown().press("Báo tôi")
    assert "ngừng báo" in asked
    assert "kết thúc" in asked
    assert "trên máy này" in asked  # the page cannot reach anybody elsewhere
    assert (hints(notices), conversations.has_agreed(AN, Purpose.NOTICE)) == ([], False)
    assert "…0420" in talk.press("Đồng ý")
    assert (hints(notices), conversations.has_agreed(AN, Purpose.NOTICE)) == (["0420"], True)
    assert talk.titles == ["Xem lại", "Ngừng báo"]
    talk.press("Xem lại")
    assert "Ngừng báo" in talk.titles
    assert "đã ngừng báo" in talk.press("Ngừng báo")
    assert (hints(notices), conversations.has_agreed(AN, Purpose.NOTICE)) == ([], False)


def test_on_zalo_it_is_told_what_the_channel_allows(serve: Serve) -> None:
    talk = serve(channel="zalo")
    assert "sau tin cuối của bạn" in talk.shown().say("báo tôi khi có kết quả", "notice")
    assert "tôi nhắn cho bạn" in talk.say("ok", "affirm")


@pytest.mark.parametrize("text", ["có, báo tôi đi", "đồng ý nhận tin", "ok báo tôi khi xong nhé"])
def test_a_yes_in_other_words(talk: StatusTalk, notices: Notices, text: str) -> None:
    talk.shown().say("báo tôi khi có kết quả", "notice")
    talk.say(text, "notice")
    assert hints(notices) == ["0420"]


@pytest.mark.parametrize("text", ["không", "thôi", "không cần báo", "đừng báo"])
def test_a_no_follows_nothing(talk: StatusTalk, notices: Notices, text: str) -> None:
    talk.shown().say("báo tôi khi có kết quả", "notice")
    assert "không theo dõi" in talk.say(text, "deny")
    assert hints(notices) == []
    assert "trễ hẹn" in talk.say("xem lại")


def test_an_old_button_asks_again(talk: StatusTalk, notices: Notices) -> None:
    talk.shown()
    assert "đồng ý không" in talk.pick("status:news:yes")
    assert hints(notices) == []


def test_a_question_in_between_is_for_somebody_else(talk: StatusTalk) -> None:
    talk.shown().say("báo tôi khi có kết quả", "notice")
    assert talk.hear("lệ phí bao nhiêu?", "ask_fee") is None
    assert talk.memory.pending == "status:news"


def test_without_a_dossier_it_is_looked_up_first(talk: StatusTalk, notices: Notices) -> None:
    assert "xem hồ sơ một lần" in talk.say("báo tôi khi có kết quả", "notice")
    talk.say(LATE)
    talk.press("Đồng ý")
    text = talk.say("4321")
    assert "trễ hẹn" in text
    assert "theo dõi hồ sơ này không" in text
    assert talk.memory.pending == "status:news"
    talk.press("Đồng ý nhận tin")
    assert hints(notices) == ["0420"]


def test_the_wish_stands_beside_the_code(talk: StatusTalk) -> None:
    talk.agreed(f"hồ sơ {LATE} 4321 có kết quả thì báo tôi")
    assert "theo dõi hồ sơ này không" in talk.text


def test_a_dossier_that_ended_is_not_followed(talk: StatusTalk, notices: Notices) -> None:
    talk.agreed(f"{RETURNED} {RETURNED_PHONE}")
    assert talk.titles == ["Xem lại"]
    assert "đã kết thúc" in talk.say("báo tôi khi có kết quả", "notice")
    assert talk.memory.pending is None
    assert hints(notices) == []


def test_a_portal_that_is_down_follows_nothing_and_the_wish_waits(serve: Serve, notices: Notices) -> None:
    portal = Faulty()
    talk = serve(portal)
    talk.shown().say("báo tôi khi có kết quả", "notice")
    portal.fault = PortalUnavailable(reason="timeout", retry_after=60)
    assert "không trả lời" in talk.say("đồng ý", "affirm")
    assert hints(notices) == []
    portal.fault = None
    assert "theo dõi hồ sơ này không" in talk.press("Thử lại")


def test_who_follows_it_already_is_told(talk: StatusTalk, notices: Notices) -> None:
    talk.shown().press("Báo tôi")
    talk.press("Đồng ý")
    assert "rồi" in talk.say("báo tôi khi có kết quả", "notice")
    assert hints(notices) == ["0420"]


@pytest.fixture
def two(talk: StatusTalk) -> StatusTalk:
    for code in (f"{LATE} 4321", f"{DONE} {DONE_PHONE}"):
        talk.say(code)
        if talk.memory.pending == "status:consent":
            talk.press("Đồng ý")
        talk.press("Báo tôi")
        talk.press("Đồng ý")
    return talk


def test_of_several_it_is_asked_which(two: StatusTalk, notices: Notices, conversations: Conversations) -> None:
    assert "0420" in two.say("ngừng báo", "notice")
    assert two.titles == ["Ngừng báo …0420", "Ngừng báo …0107", "Ngừng báo tất cả"]
    assert "…0107" in two.say("0107", "nlu_fallback")
    assert hints(notices) == ["0420"]
    assert conversations.has_agreed(AN, Purpose.NOTICE)
    assert "…0420" in two.say("đừng báo nữa", "notice")
    assert hints(notices) == []
    assert not conversations.has_agreed(AN, Purpose.NOTICE)


def test_all_of_them(two: StatusTalk, notices: Notices) -> None:
    two.say("ngừng báo", "notice")
    assert "cả 2 hồ sơ" in two.say("tất cả", "nlu_fallback")
    assert hints(notices) == []


def test_on_second_thought_all_stay(two: StatusTalk, notices: Notices) -> None:
    two.say("ngừng báo", "notice")
    assert "vẫn theo dõi" in two.say("không", "deny")
    assert len(hints(notices)) == 2


def test_which_ones_are_followed(two: StatusTalk) -> None:
    text = two.say("tôi đang theo dõi hồ sơ nào", "notice")
    assert "2 hồ sơ" in text
    assert "…0420" in text


@pytest.mark.parametrize("text", ["ngừng báo", "đừng báo nữa", "đang theo dõi hồ sơ nào"])
def test_where_nothing_is_followed_it_says_so(talk: StatusTalk, text: str) -> None:
    assert "không nhờ tôi theo dõi" in talk.say(text, "notice")


def test_a_code_says_which_news_stop(two: StatusTalk, notices: Notices) -> None:
    assert "…0107" in two.say(f"bỏ theo dõi hồ sơ {DONE}", "notice")
    assert hints(notices) == ["0420"]
    assert "0420" in two.say("bỏ theo dõi hồ sơ H29.18-260310-0555", "notice")  # of that one there is no news
    assert hints(notices) == ["0420"]
    assert "…0420" in two.say(LATE)
    assert hints(notices) == []


@pytest.mark.parametrize(
    "text",
    [
        "báo tôi khi có kết quả", "khi nào xong nhắn tôi", "có kết quả thì báo tôi nhé", "báo cho tôi khi hồ sơ có thay đổi",
        "let me know when there is a result", "theo doi gium ho so nay", "chừng nào xong báo tui hay với",
    ],
)  # fmt: skip
def test_a_wish_is_heard_whatever_the_intent(talk: StatusTalk, text: str) -> None:
    assert "trước đã" in talk.say(text, "ask_status")


@pytest.mark.parametrize(
    "text", ["hồ sơ bao lâu khi nộp trực tuyến", "khi nào nhận kết quả", "bao nhiêu ngày nếu trễ", "bao giờ nhận được kết quả"]
)
def test_a_question_is_no_wish(talk: StatusTalk, text: str) -> None:
    assert "trước đã" not in talk.say(text, "ask_status")


@pytest.mark.parametrize(
    "text",
    [
        "đừng nhắn tôi về hồ sơ này nữa",
        "khỏi canh hồ sơ đó nữa",
        "tắt thông báo hồ sơ",
        "stop sending updates about my file",
        "hủy theo dõi",
    ],
)
def test_enough_is_heard_in_many_words(talk: StatusTalk, text: str) -> None:
    assert "không nhờ tôi theo dõi" in talk.say(text, "notice")


def test_a_dossier_that_ends_before_the_yes_is_not_followed(talk: StatusTalk, notices: Notices) -> None:
    talk.agreed(f"{RETURNED} {RETURNED_PHONE}")
    talk.memory = replace(talk.memory, pending="status:news")
    assert "đã kết thúc" in talk.say("đồng ý", "affirm")
    assert hints(notices) == []


def test_a_wish_for_what_has_ended_is_told_so_with_the_dossier(talk: StatusTalk) -> None:
    talk.say("báo tôi khi có kết quả", "notice")
    text = talk.agreed(f"{RETURNED} {RETURNED_PHONE}").text
    assert "đã kết thúc nên không còn gì để báo" in text
    assert talk.memory.pending is None


def test_enough_of_news_does_not_end_a_lookup_of_something_else(two: StatusTalk, notices: Notices) -> None:
    two.say("H29.18-260608-0233")
    assert two.memory.pending == "status:proof"
    assert "hồ sơ nào" in two.say("đừng báo nữa", "notice")
    assert "cả 2" in two.press("tất cả")
    assert hints(notices) == []


def test_who_drops_the_wish_drops_its_lookup(talk: StatusTalk) -> None:
    talk.say("báo tôi khi có kết quả", "notice")
    assert "dừng tra cứu" in talk.say("thôi khỏi báo", "notice")
    assert talk.memory.dossier is None
