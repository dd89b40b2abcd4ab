"""Labels into the files: shown first, as a patch or written, merged with what came in between, and never over what nobody saw."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from console.roles import Role
from core.settings import Settings
from tests.console.corpus.conftest import FILE, HELD_OUT, NLU, TEST, git_apply, label, labelling
from tests.console.desk import Browser, read
from training.corpus.schemas import Target
from training.labels.schemas import Reading
from training.texts import key_of

LINE = "    - tốn mấy đồng vậy\n"
WITH_LABEL = NLU.replace("em ơi\n", f"em ơi\n{LINE}")


def shown(home: Path) -> str:
    return (home / FILE).read_bytes().decode()


def plan_of(page: str) -> str:
    found = re.search(r'name="plan" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def put(home: Path, text: str) -> None:
    (home / FILE).write_text(text, "utf-8", newline="")


def test_a_label_is_a_line_that_git_takes_and_the_desk_writes(trainer: Browser, home: Path) -> None:
    assert "Không có gì để xuất." in read(trainer.get("/corpus"))
    label(trainer.parts, "tốn mấy đồng vậy")
    page = trainer.get("/corpus")
    assert "Sẽ thêm 1 câu, đổi 0 câu, bỏ 0 câu." in read(page)
    assert "Lần huấn luyện kế tiếp vẫn dùng các nhãn đã thống nhất" in read(page)
    assert "Thêm: - tốn mấy đồng vậy" in read(page)
    patch = trainer.get("/corpus/patch")
    assert patch.headers["content-disposition"].endswith('.patch"')
    git_apply(home, patch.content)
    assert shown(home) == WITH_LABEL
    put(home, NLU)
    assert trainer.send("/corpus/write", page, plan=plan_of(page.text)).headers["location"] == "/corpus"
    assert shown(home) == WITH_LABEL
    assert "Đã ghi nhãn vào kho." in read(trainer.get("/corpus"))
    assert "Không có gì để xuất." in read(trainer.get("/corpus"))


def test_a_patch_that_was_applied_is_only_noted(trainer: Browser, home: Path) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    git_apply(home, trainer.get("/corpus/patch").content)
    page = trainer.get("/corpus")
    assert "1 nhãn đã có sẵn trong tệp" in read(page)
    trainer.send("/corpus/write", page, plan=plan_of(page.text))
    assert shown(home) == WITH_LABEL
    assert labelling(trainer.parts).get(key_of("tốn mấy đồng vậy")).exported


def test_what_others_changed_meanwhile_is_merged(trainer: Browser, home: Path) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    page = trainer.get("/corpus")
    put(home, NLU.replace("- xin chào", "- xin chào ạ"))
    trainer.send("/corpus/write", page, plan=plan_of(page.text))
    assert shown(home) == WITH_LABEL.replace("- xin chào", "- xin chào ạ")
    assert "gộp với những gì người khác vừa sửa" in read(trainer.get("/corpus"))


def test_a_label_that_came_meanwhile_shows_the_page_again(trainer: Browser, home: Path) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    page = trainer.get("/corpus")
    label(trainer.parts, "chào buổi sáng nhé", "greet")
    again = trainer.send("/corpus/write", page, plan=plan_of(page.text))
    assert (again.status_code, shown(home)) == (409, NLU)
    assert "Nhãn hoặc tệp đã đổi từ khi bạn mở trang" in read(again)
    assert "- chào buổi sáng nhé" in read(again)
    trainer.send("/corpus/write", again, plan=plan_of(again.text))
    assert shown(home) == WITH_LABEL + "    - chào buổi sáng nhé\n"


@pytest.mark.parametrize("plan", ["", "0" * 32, "\x00ổ"])
def test_a_form_nobody_was_shown_writes_nothing(trainer: Browser, home: Path, plan: str) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    assert trainer.post("/corpus/write", "/corpus", plan=plan).status_code == 409
    assert shown(home) == NLU


def test_pressed_twice_it_is_written_once(trainer: Browser, home: Path) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    page = trainer.get("/corpus")
    answers = [trainer.send("/corpus/write", page, plan=plan_of(page.text)).status_code for _ in range(2)]
    assert (answers, shown(home)) == ([303, 409], WITH_LABEL)


def test_a_conflict_is_shown_side_by_side_and_waits_for_a_choice(trainer: Browser, home: Path) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    first = trainer.get("/corpus")
    trainer.send("/corpus/write", first, plan=plan_of(first.text))
    label(trainer.parts, "tốn mấy đồng vậy", "greet")
    page = trainer.get("/corpus")
    put(home, WITH_LABEL.replace("tốn mấy đồng vậy", "tốn mấy đồng vậy ạ"))
    conflict = trainer.send("/corpus/write", page, plan=plan_of(page.text))
    assert conflict.status_code == 409
    assert "Chưa ghi gì cả; xin chọn cho từng chỗ." in read(conflict)
    assert "Lấy theo nhãn (không còn dòng nào)" in read(conflict)
    assert "Giữ như trong tệp bây giờ - tốn mấy đồng vậy ạ" in read(conflict)
    assert shown(home) == WITH_LABEL.replace("tốn mấy đồng vậy", "tốn mấy đồng vậy ạ")
    found = re.search(r'name="(choice:[0-9a-f]+)"', conflict.text)
    assert found
    without = trainer.send("/corpus/write", conflict, plan=plan_of(conflict.text))
    assert without.status_code == 409  # nobody chose
    chosen = trainer.send("/corpus/write", conflict, plan=plan_of(conflict.text), **{found[1]: "theirs"})
    assert chosen.status_code == 303
    assert shown(home) == WITH_LABEL.replace("tốn mấy đồng vậy", "tốn mấy đồng vậy ạ") + "    - tốn mấy đồng vậy\n"


def test_a_label_the_files_contradict_is_refused_in_words(trainer: Browser, home: Path) -> None:
    label(trainer.parts, "tốn mấy đồng bạc")
    (home / HELD_OUT).write_text(TEST + "    - TỐN mấy đồng bạc\n", "utf-8")
    page = trainer.get("/corpus")
    assert "Nhãn bị từ chối (1)" in read(page)
    assert f"đã nằm ở bộ kia ({HELD_OUT}, ý định Chào" in read(page)
    assert f'href="/labels/texts/{key_of("tốn mấy đồng bạc")}"' in page.text


def test_a_checkout_that_is_only_read_has_the_patch_alone(trainer: Browser, home: Path) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    (home / HELD_OUT).unlink()
    (home / HELD_OUT).parent.rmdir()
    page = trainer.get("/corpus")
    assert "Máy này chỉ được đọc kho dữ liệu." in read(page)
    assert 'action="/corpus/write"' not in page.text


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("b.yml", "nlu: [", "b.yml: sai cú pháp YAML ở dòng"),
        ("b.yml", "- 1", "b.yml: không phải tệp dữ liệu huấn luyện"),
        ("b.yml", "nlu:\n- intent: a\n  examples:\n  - x\n", "b.yml: dòng 2 không đúng dạng"),
    ],
)
def test_a_file_somebody_broke_is_named(trainer: Browser, home: Path, name: str, text: str, told: str) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    shown = trainer.get("/corpus")
    (home / "nlu_data/nlu" / name).write_text(text, "utf-8")
    for answer in (trainer.get("/corpus"), trainer.get("/corpus/data"), trainer.send("/corpus/write", shown, plan=plan_of(shown.text))):
        assert answer.status_code == 409
        assert told in read(answer)
        assert str(home) not in answer.text


def test_what_is_not_exported_is_told_by_state(trainer: Browser) -> None:
    strict = labelling(trainer.parts, both=True)
    strict.give("giá sao ạ", Reading("ask_fee"), Target.TRAIN, "staff:1")
    strict.give("phí thế nào ạ", Reading("ask_fee"), Target.TRAIN, "import:a.csv")
    page = read(trainer.get("/corpus"))
    assert "Chờ đọc 1 Chờ người đọc thứ hai 1" in page


def test_only_trainers(somebody: Callable[..., Browser], settings: Settings) -> None:
    analyst = somebody("chi", Role.ANALYST)
    assert [analyst.get(path).status_code for path in ("/corpus", "/corpus/imports", "/corpus/data", "/corpus/patch")] == [403] * 4
