"""The knowledge base as a whole, over a small release: it follows the live one and is never silenced."""

import gc
import threading
import time
import weakref
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from core.encoder import Encoder
from core.errors import ModelUnavailable, ReleaseUnavailable
from core.settings import Settings
from knowledge import release
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from tests.knowledge.conftest import Build
from tests.knowledge.records import BEES, BOATS, KITES, LIBRARY, LOST, SMALL

OTHER = [KITES, BEES]


class Impatient:
    """A clock on which every look is a second look."""

    def __init__(self) -> None:
        self._ticks = count()

    def __call__(self) -> float:
        return 10.0 * next(self._ticks)


@pytest.fixture
def knowledge(settings: Settings, encoder: Encoder) -> Knowledge:
    return Knowledge(settings, clock=Impatient(), encoder=encoder)


@pytest.fixture
def other(settings: Settings, build: Build) -> str:
    """A second release beside the live one."""
    return build(OTHER, settings.releases)


def flip(path: Path) -> None:
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])


def test_nothing_published_is_a_clear_error(own_state: Callable[[Path], Settings], tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnavailable, match="troly knowledge publish"):
        Knowledge.open(own_state(tmp_path / "var"))


def test_no_model_is_a_clear_error(settings: Settings) -> None:
    settings.model_folder.unlink()
    with pytest.raises(ModelUnavailable, match="make setup"):
        Knowledge.open(settings)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_a_damaged_model_is_a_clear_error(settings: Settings, checkout: Settings, name: str) -> None:
    settings.model_folder.unlink()
    settings.model_folder.mkdir()
    for file in ("model.onnx", "tokenizer.json", "manifest.json"):
        (settings.model_folder / file).symlink_to((checkout.model_folder / file).resolve())
    (settings.model_folder / name).unlink()
    (settings.model_folder / name).write_text("damaged", "utf-8")
    with pytest.raises(ModelUnavailable):
        Knowledge.open(settings)


def test_a_record_is_read_by_code(knowledge: Knowledge) -> None:
    assert knowledge.procedure("1.900001") == LIBRARY
    assert knowledge.procedure("1.999999") is None


def test_a_new_release_is_followed(knowledge: Knowledge, settings: Settings, other: str) -> None:
    first = knowledge.release_id
    release.point_to(settings.releases, other)
    assert first != knowledge.release_id == other
    assert knowledge.procedure(LIBRARY.code) is None
    release.rollback(settings.releases)
    assert knowledge.release_id == first


def test_a_release_that_is_given_up_is_freed_without_the_collector(knowledge: Knowledge, settings: Settings, other: str) -> None:
    """The collector does not see how large an index is: it might come by hundreds of MB later."""
    gc.disable()
    try:
        knowledge.answer(Asked("làm thẻ thư viện"))
        first = weakref.ref(knowledge.searcher())
        release.point_to(settings.releases, other)
        assert knowledge.release_id == other
        assert first() is None
    finally:
        gc.enable()


def test_the_pointer_is_not_read_at_every_question(settings: Settings, other: str) -> None:
    knowledge = Knowledge(settings, clock=lambda: 5.0)
    first = knowledge.release_id
    release.point_to(settings.releases, other)
    assert knowledge.release_id == first


def harm_file(folder: Path) -> None:
    flip(folder / "labels.faiss")


def harm_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def harm_model(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"model": "', '"model": "f'), "utf-8")


@pytest.mark.parametrize("harm", [harm_file, harm_manifest, harm_model])
def test_a_damaged_new_release_does_not_silence_the_old_one(
    knowledge: Knowledge, settings: Settings, other: str, harm: Callable[[Path], None]
) -> None:
    first = knowledge.release_id
    release.point_to(settings.releases, other)
    harm(settings.releases / other)
    assert knowledge.release_id == first
    assert knowledge.answer(Asked("làm thẻ thư viện")).release == first


def test_a_lost_pointer_does_not_silence_the_open_release(knowledge: Knowledge, settings: Settings) -> None:
    first = knowledge.release_id
    (settings.releases / release.POINTER).unlink()
    assert knowledge.release_id == first


def test_a_release_mended_later_is_followed(knowledge: Knowledge, settings: Settings, other: str) -> None:
    first = knowledge.release_id
    release.point_to(settings.releases, other)
    flip(settings.releases / other / "labels.faiss")
    assert knowledge.release_id == first
    flip(settings.releases / other / "labels.faiss")
    assert knowledge.release_id == other


def test_a_damaged_first_release_is_an_error(settings: Settings) -> None:
    flip(settings.releases / (release.current_id(settings.releases) or "") / "labels.faiss")
    with pytest.raises(ReleaseUnavailable, match=r"labels\.faiss"):
        Knowledge.open(settings)


def test_releases_are_swapped_while_four_threads_ask(knowledge: Knowledge, settings: Settings, other: str) -> None:
    first = knowledge.release_id
    seen: list[set[str]] = [set(), set(), set(), set()]
    errors: list[BaseException] = []
    stop = threading.Event()

    def ask(number: int) -> None:
        while not stop.is_set():
            try:
                made = knowledge.answer(Asked("xin thả diều có đèn lệ phí bao nhiêu"))
                assert made.procedure
                assert made.procedure.code == KITES.code
                seen[number].add(made.release or "")
            except BaseException as error:
                errors.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 20
    while not errors and time.monotonic() < until and any(known != {first, other} for known in seen):
        release.point_to(settings.releases, other)
        time.sleep(0.05)
        release.point_to(settings.releases, first)
        time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert seen == [{first, other}] * 4


def test_one_answer_is_made_from_one_release(settings: Settings, other: str) -> None:
    """Another release goes live while the question is being answered."""

    class Switching(Impatient):
        looks = 0

        def __call__(self) -> float:
            self.looks += 1
            if self.looks == 3:
                release.point_to(settings.releases, first)
            return super().__call__()

    first = release.current_id(settings.releases) or ""
    release.point_to(settings.releases, other)
    made = Knowledge(settings, clock=Switching()).answer(Asked("lệ phí bao nhiêu", current=LIBRARY.code))
    assert made.release == other
    assert made.procedure is None


def test_search_ranks_filters_and_lists_only_variants_that_exist(knowledge: Knowledge) -> None:
    found = knowledge.search("thẻ thư viện")
    assert {entry.code for entry in found[:2]} == {LIBRARY.code, LOST.code}
    assert len(found) == len(SMALL)
    assert len(knowledge.search("thẻ", limit=2)) == 2
    assert {entry.code for entry in knowledge.search("thẻ", level="province")} == {LOST.code, KITES.code}
    assert {entry.code for entry in knowledge.search("thẻ", field="Văn hóa")} == {LIBRARY.code, LOST.code}
    lost = next(entry for entry in found if entry.code == LOST.code)
    assert [(v.code, v.level, v.difference) for v in lost.variants] == [("1.900001", ["ward"], "làm thẻ lần đầu")]


@pytest.mark.parametrize("q", ["1.900003", "mã 1.900003", "thẻ thư viện 1.900003"])
def test_a_code_stands_first_in_a_search(knowledge: Knowledge, q: str) -> None:
    assert knowledge.search(q)[0].code == BOATS.code


def test_a_question_that_is_only_a_code_is_answered(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("1.900001"))
    assert made.status == "answered"
    assert made.procedure
    assert made.procedure.code == LIBRARY.code


def test_a_missing_fee_is_said_to_be_missing_and_never_to_be_free(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("nuôi ong trong nhà có mất phí không"))
    assert made.procedure
    assert made.procedure.code == BEES.code
    assert made.facets == ["fee"]
    assert "Bản ghi không nêu lệ phí" in made.text
    assert "miễn phí" not in made.text.lower()


def test_the_facet_the_dialogue_heard_counts_where_the_words_ask_for_none(knowledge: Knowledge) -> None:
    assert knowledge.answer(Asked("nuôi ong trong nhà", facets=("time",))).facets == ["time"]
    assert knowledge.answer(Asked("nuôi ong trong nhà hết bao nhiêu tiền", facets=("time",))).facets == ["fee"]
    assert knowledge.answer(Asked("nuôi ong trong nhà", facets=("overview",))).facets[0] == "overview"


@pytest.mark.parametrize("text", ["", " ", "?", "\u200b", "\ud800 khai sinh", "\x00", "\U0001f600", "a" * 5_000, "1 " * 2_000])
def test_any_text_gets_an_answer(knowledge: Knowledge, text: str) -> None:
    assert knowledge.answer(Asked(text)).text


def test_what_was_pressed_is_answered_whatever_was_written(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("", facets=("fee",), current=BEES.code, chosen=LIBRARY.code))
    assert made.procedure
    assert made.procedure.code == LIBRARY.code
    assert made.facets == ["fee"]
    assert made.confidence == 1.0


def test_a_pressed_procedure_that_is_gone_is_looked_for_by_words(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("khai báo đàn ong", chosen="1.999999"))
    assert made.procedure
    assert made.procedure.code == BEES.code


def test_a_follow_up_is_about_what_was_spoken_of(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("lệ phí bao nhiêu vậy?", current=LIBRARY.code))
    assert made.procedure
    assert made.procedure.code == LIBRARY.code
    assert made.facets == ["fee"]


def test_a_pressed_facet_is_about_what_was_spoken_of(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("", facets=("time",), current=LOST.code))
    assert made.procedure
    assert made.procedure.code == LOST.code
    assert made.facets == ["time"]


def test_a_follow_up_that_names_another_matter_is_about_that(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("cấp phép thả diều ban đêm lệ phí bao nhiêu", current=LIBRARY.code))
    assert made.procedure
    assert made.procedure.code == KITES.code


def test_a_facet_of_nothing_is_asked_back(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("lệ phí bao nhiêu vậy?"))
    assert made.status == "clarify"
    assert made.procedure is None
    assert "lệ phí" in made.text
    assert made.facets == ["fee"]


def test_a_spoken_of_procedure_that_is_gone_is_forgotten(knowledge: Knowledge) -> None:
    assert knowledge.answer(Asked("lệ phí bao nhiêu vậy?", current="1.999999")).procedure is None


@pytest.mark.parametrize("offered", [(BEES.code,), (LIBRARY.code, BEES.code), ("1.999999", BEES.code, KITES.code)])
def test_what_was_spoken_of_is_compared_with_what_was_offered(knowledge: Knowledge, offered: tuple[str, ...]) -> None:
    made = knowledge.answer(Asked("khác nhau thế nào", current=LIBRARY.code, offered=offered, compare=True))
    assert [choice.code for choice in made.alternatives] == [LIBRARY.code, BEES.code]


def test_two_matters_that_are_named_are_compared(knowledge: Knowledge) -> None:
    made = knowledge.answer(Asked("cấp thẻ thư viện với cấp lại thẻ thư viện khác nhau sao", current=BEES.code, compare=True))
    assert {choice.code for choice in made.alternatives} == {LIBRARY.code, LOST.code}
    assert "Dùng khi: làm thẻ lần đầu" in made.text
    assert "Dùng khi: làm lại vì thẻ cũ bị mất" in made.text


def test_one_matter_cannot_be_compared(knowledge: Knowledge) -> None:
    assert knowledge.answer(Asked("zzz", current=LIBRARY.code, compare=True)).status == "not_found"


def test_no_question_waits_for_another_that_opens_a_new_release(settings: Settings, other: str) -> None:
    """The second look of the clock is that of a question that is opening the new release, and takes its time."""
    opening, go_on, looks = threading.Event(), threading.Event(), count()

    def clock() -> float:
        look = next(looks)
        if look == 2:
            opening.set()
            assert go_on.wait(30)
        return 10.0 * look

    knowledge = Knowledge(settings, clock=clock)
    first = knowledge.release_id
    release.point_to(settings.releases, other)
    slow = threading.Thread(target=lambda: knowledge.release_id)
    slow.start()
    assert opening.wait(30)
    assert knowledge.answer(Asked("làm thẻ thư viện")).release == first
    go_on.set()
    slow.join()
    assert knowledge.release_id == other
