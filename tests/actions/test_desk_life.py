"""The desk of life events: a few questions, a personal list, and the way through it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from actions.desks.life import Life
from actions.turn import Memory, Said, Turn
from core.answer import Answer
from core.procedure import Procedure
from core.settings import Settings
from core.words import Language
from knowledge.life_events import life_events
from knowledge.repository import ProcedureRepository
from knowledge.schemas import Asked

HOME = Path(__file__).resolve().parents[2]


class Talk:
    """A conversation with the desk alone, as the pipeline leads it: what waits hears first."""

    def __init__(self, desk: Life, language: Language = "vi") -> None:
        self.desk, self.memory = desk, Memory(language=language)

    def says(self, text: str, intent: str = "ask_procedure") -> Answer | None:
        turn = Turn(Asked(text, language=self.memory.language), intent, 0.9, self.memory, "someone", "web")
        waiting = (self.memory.pending or "").removeprefix("life:")
        return self._heard((self.desk.resume(turn, waiting) if waiting else None) or self.desk.reply(turn))

    def which(self, text: str) -> Answer | None:
        return self._heard(self.desk.which(Turn(Asked(text), "life_event", 0.9, self.memory, "someone", "web")))

    def presses(self, option: str) -> Answer | None:
        turn = Turn(Asked("", language=self.memory.language), "pick", 1.0, self.memory, "someone", "web", picked=f"life:{option}")
        return self._heard(self.desk.pressed(turn, option))

    def _heard(self, said: Said | None) -> Answer | None:
        if said is None:
            return None
        self.memory = said.memory
        return said.answer


@pytest.fixture(scope="module")
def desk() -> Life:
    settings = Settings(home=HOME)
    records = {p.code: p for p in ProcedureRepository(settings.seed, settings.var / "none.jsonl").published(date(2026, 11, 1))}
    return Life(life_events(settings.seed / "life_events"), records.get, base="https://example.invalid")


@pytest.fixture
def talk(desk: Life) -> Talk:
    return Talk(desk)


def told(answer: Answer | None) -> Answer:
    assert answer is not None
    assert 0 < len(answer.text) <= 2_000
    assert len({button.payload for button in answer.buttons}) == len(answer.buttons)
    return answer


def test_a_situation_leads_over_three_questions_to_a_personal_list(talk: Talk) -> None:
    first = told(talk.says("vợ mới sinh em bé"))
    assert first.status == "clarify"
    assert [button.payload for button in first.buttons][:2] == [
        '/pick{"option":"life:birth:married:yes"}',
        '/pick{"option":"life:birth:married:no"}',
    ]
    assert talk.memory.pending == "life:birth:married"
    told(talk.says("rồi"))
    assert talk.memory.pending == "life:birth:foreign"
    told(talk.presses("birth:foreign:no"))
    done = told(talk.says("chưa đóng bảo hiểm"))
    assert done.status == "answered"
    assert talk.memory.pending == "life:birth:done"
    assert talk.memory.told == {"married": "yes", "foreign": "no", "insured": "no"}
    assert [other.code for other in done.alternatives][:3] == ["1.001193", "1.004222", "1.001939"]
    assert done.buttons[0].payload == '/choose_procedure{"procedure_code":"1.001193"}'
    assert done.links[0].url == "/checklists/birth?married=yes&foreign=no&insured=no"
    assert "https://example.invalid/checklists/birth?married=yes&foreign=no&insured=no" in done.text
    assert {part.facet for part in done.sections} >= {"steps", "time", "fee"}
    assert "7 ngày làm việc" in done.text
    assert "từ 10.000 đến 20.000 đồng" in done.text
    assert all(source.url and source.url.startswith("https://dichvucong.gov.vn/") for source in done.sources)


def test_what_the_first_words_tell_is_not_asked(talk: Talk) -> None:
    told(talk.says("vợ tôi người Hàn mới sinh con cần làm những gì"))
    assert talk.memory.told == {"foreign": "yes"}


def test_a_question_in_between_is_not_for_this_desk_and_the_desk_goes_on_waiting(talk: Talk) -> None:
    told(talk.says("vợ mới sinh em bé"))
    assert talk.says("lệ phí đăng ký tạm trú bao nhiêu") is None
    assert talk.memory.pending == "life:birth:married"
    told(talk.says("chưa"))
    assert talk.memory.told == {"married": "no"}


def test_a_question_that_holds_a_label_is_a_question_still(talk: Talk) -> None:
    told(talk.says("vợ mới sinh em bé"))

    assert talk.says("đăng ký kết hôn lệ phí bao nhiêu", "ask_fee") is None
    assert talk.memory.pending == "life:birth:married"


def test_what_is_told_of_another_question_by_the_way_is_kept(talk: Talk) -> None:
    told(talk.says("vợ mới sinh em bé"))
    told(talk.says("vợ tôi người Hàn"))

    assert (talk.memory.told, talk.memory.pending) == ({"foreign": "yes"}, "life:birth:married")


def test_all_that_is_told_at_once_names_no_procedure(talk: Talk) -> None:
    made = told(talk.says("vợ chồng tôi mới sinh con, đã đăng ký kết hôn, cả hai người Việt, có đóng bảo hiểm xã hội"))

    assert made.status == "answered"
    assert talk.memory.told == {"married": "yes", "foreign": "no", "insured": "yes"}


@pytest.mark.parametrize("text", ["bỏ qua", "bo qua nha", "skip"])
def test_passing_the_questions_gives_the_general_list(talk: Talk, text: str) -> None:
    told(talk.says("vợ mới sinh em bé"))

    assert told(talk.says(text)).status == "answered"


def test_what_was_told_once_is_not_asked_again_by_another_event(talk: Talk) -> None:
    for option in ("birth", "birth:married:yes", "birth:foreign:yes", "birth:insured:no"):
        told(talk.presses(option))
    told(talk.presses("marriage"))
    assert talk.memory.pending == "life:marriage:divorced_abroad"
    told(talk.presses("adopting"))
    told(talk.presses("adopting:adopt_foreign:no"))
    assert talk.memory.pending == "life:adopting:infant"


def test_who_does_not_want_to_say_gets_the_general_list(talk: Talk) -> None:
    told(talk.says("ba mình mới mất giờ làm gì"))
    told(talk.says("không biết"))
    assert talk.memory.pending == "life:death:dead_welfare"
    general = told(talk.presses("death:all"))
    assert general.status == "answered"
    assert "nếu: " in general.text


def test_a_step_that_has_no_record_is_named_and_nothing_else(talk: Talk) -> None:
    general = told(talk.presses("death:all"))
    line = next(line for line in general.text.splitlines() if "Trợ cấp mai táng của bảo hiểm xã hội" in line)
    assert line.endswith("dữ liệu đang công bố chưa có bản ghi của thủ tục này")
    assert "1.014177" not in {other.code for other in general.alternatives}


def test_the_list_can_be_gone_through(talk: Talk) -> None:
    for option in ("birth:married:yes", "birth:foreign:no", "birth:insured:no"):
        told(talk.presses(option))
    assert told(talk.says("cái nào làm trước")).text.startswith("Làm trước: 1. Khai sinh cho bé.")
    one = told(talk.says("bước tiếp theo là gì"))
    assert (one.procedure and one.procedure.code, talk.memory.procedure_code) == ("1.001193", "1.001193")
    assert one.text.startswith("Bước 1/4: Khai sinh cho bé")
    assert told(talk.says("buoc tiep theo")).text.startswith("Bước 2/4")
    assert told(talk.says("bước 4 là gì")).text.startswith("Bước 4/4")
    assert told(talk.says("rồi sao nữa")).text.startswith("Đó là bước cuối")
    assert "/checklists/birth?" in told(talk.says("in ra giùm tôi")).text
    assert "/checklists/birth?" in told(talk.says("gửi tôi danh sách")).text
    assert talk.says("đăng ký kết hôn cần gì") is None
    assert talk.memory.pending == "life:birth:done"
    told(talk.says("trả lời lại"))
    assert talk.memory.pending == "life:birth:married"


def test_a_step_that_is_done_is_known_by_its_name(talk: Talk) -> None:
    told(talk.presses("birth:all"))
    for option in ("birth:married:yes", "birth:foreign:no", "birth:insured:no"):
        told(talk.presses(option))
    assert told(talk.says("làm xong khai sinh rồi, bước tiếp theo?")).text.startswith("Bước 2/4")


def test_an_event_that_is_heard_but_not_told_is_asked_for(talk: Talk) -> None:
    assert talk.says("nhà tôi có chuyện") is None
    assert talk.says("nhà tôi có chuyện", intent="life_event") is None
    which = told(talk.which("nhà tôi có chuyện"))
    assert which.status == "clarify"
    assert '/pick{"option":"life:moving"}' in {button.payload for button in which.buttons}
    assert told(talk.says("mở quán cà phê cần giấy phép gì", intent="life_event")).status == "clarify"
    assert talk.memory.pending == "life:food_shop:staff"


def test_english_is_answered_in_english(desk: Life) -> None:
    talk = Talk(desk, "en")
    assert "employ" in told(talk.says("I want to open a restaurant")).text
    done = told(talk.says("yes"))
    assert done.language == "en"
    assert "20 working days" in done.text
    assert done.links[0].url.endswith("/checklists/food_shop?staff=yes&lang=en")


@pytest.mark.parametrize("option", ["", "nothing", "birth:nothing", "birth:married:maybe", "birth:done", ":::", "birth:married:", "x" * 80])
def test_a_button_that_is_no_more_is_none(talk: Talk, option: str) -> None:
    assert talk.presses(option) is None


@pytest.mark.parametrize(
    "text", ["", "?!", "\x00", "1" * 900, "🙂" * 100, "'; DROP TABLE --", "<script>alert(1)</script>", "bước 0", "bước 99999999999"]
)
@pytest.mark.parametrize("pending", ["life:birth:married", "life:birth:done", "life:gone:x", "life:birth:gone", "life:"])
def test_whatever_is_typed_breaks_nothing(desk: Life, text: str, pending: str) -> None:
    talk = Talk(desk)
    talk.memory = replace(talk.memory, pending=pending, told={"married": 7, "birth.step": 2, "foreign": None})
    assert talk.says(text) is None


def everything(desk: Life) -> Iterator[tuple[str, Callable[[], Answer | None]]]:
    for event in life_events(Settings(home=HOME).seed / "life_events").all:
        yield event, lambda event=event: Talk(desk).presses(f"{event}:all")  # type: ignore[misc]


def test_every_list_fits_a_message_and_opens_only_records(desk: Life) -> None:
    for event, listed in everything(desk):
        answer = told(listed())
        assert len(answer.alternatives) >= 1, event
        assert {f'/choose_procedure{{"procedure_code":"{other.code}"}}' for other in answer.alternatives} >= {
            b.payload for b in answer.buttons
        }


def test_the_whole_package_is_offered_beside_its_main_procedure(desk: Life) -> None:
    button = desk.offer("1.001193")
    assert button is not None
    assert (button.title, button.payload) == ("Xem trọn gói: Có con", '/pick{"option":"life:birth"}')
    assert desk.offer("9.999999") is None


def test_a_record_of_many_words_is_cut_at_a_line(desk: Life) -> None:
    long = Procedure.model_validate(
        {
            "code": "1.001193",
            "name": "Thủ tục đăng ký khai sinh",
            "place": "một nơi " * 100,
            "cases": [{"documents": [{"name": f"Giấy số {number} " + "chữ " * 60} for number in range(30)]}],
            "source_url": "https://example.invalid/long",
        }
    )
    talk = Talk(Life(life_events(Settings(home=HOME).seed / "life_events"), {long.code: long}.get))
    told(talk.presses("birth:all"))
    answer = told(talk.says("bước 1"))
    assert answer.text.splitlines()[-2:] == ["Còn nữa, xem ở trang của thủ tục:", "https://example.invalid/long"]
