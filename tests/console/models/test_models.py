"""The desk of dialogue models: trained by one, put to use by another, a worse one refused in words, and the way back."""

from collections.abc import Callable

import pytest

from console.roles import Role
from core.settings import Settings
from tests.console.desk import Browser, read
from tests.console.models.conftest import trained
from tests.training.dialogue.stand_in import learn
from tests.training.dialogue.test_registry import OLD
from training.dialogue import shelf
from training.dialogue.kinds import KINDS


@pytest.fixture
def settings(taught: Settings) -> Settings:
    return taught


def train(trainer: Browser, note: str = "") -> int:
    """Have a model trained, and return its number."""
    assert trainer.post("/models/train", "/models", note=note).headers["location"] == "/models"
    job = trained(trainer.parts)
    assert job.state == "done", job.log
    assert job.result
    return int(job.result["model"])


def promote(approver: Browser, number: int) -> str:
    """Make a model live, and return what the next page says."""
    assert approver.post(f"/models/{number}/promote", f"/models/{number}").headers["location"] == f"/models/{number}"
    return read(approver.get(f"/models/{number}"))


def live(browser: Browser) -> str:
    return shelf.current(browser.parts.settings.bot_models).name


def test_a_model_is_trained_put_to_use_and_the_former_brought_back(trainer: Browser, approver: Browser) -> None:
    assert "Chưa có mô hình nào đang dùng." in read(trainer.get("/models"))
    first = train(trainer, "  thêm câu\x00 về xe ")
    page = trainer.get("/models")
    assert "thêm câu về xe" in read(page)
    assert "Có thể dùng" in read(page)
    assert f'href="/models/{first}"' in page.text
    assert "Xem kết quả" in read(page)
    assert "Đã đưa mô hình vào dùng." in promote(approver, first)
    former = live(approver)
    second = train(trainer)
    assert "Cổng chất lượng không có lý do nào để chặn." in read(trainer.get(f"/models/{second}"))
    promote(approver, second)
    shown = approver.get("/models")
    assert "Dùng trước đó" in read(shown)
    name = live(approver)
    for _ in range(2):  # pressed twice, it goes back once
        approver.send("/models/rollback", shown, leave=name)
    assert "Tình hình đã thay đổi" in read(approver.get("/models"))
    assert live(approver) == former
    assert "Quay lại Cán bộ binh" in read(approver.get("/models"))


def test_a_worse_model_is_refused_with_the_reason_in_words(trainer: Browser, approver: Browser) -> None:
    promote(approver, train(trainer))
    name = live(approver)
    learn(trainer.parts.settings.home, "spoilt")
    worse = train(trainer)
    shown = approver.get(f"/models/{worse}")
    page = read(shown)
    assert "Bị chặn" in page
    assert "Điểm F1 trung bình khi gõ đúng chính tả giảm từ 1 xuống 0,3333." in page
    assert "/promote" not in shown.text
    assert "xin chào ạ gõ đúng chính tả Mới sai Chào Hỏi hồ sơ đến đâu 0,9" in page
    assert "Chào 0 -1 0 0 1" in page
    assert "Mô hình này chưa được đưa vào dùng" in promote(approver, worse)
    assert live(approver) == name


def test_what_was_measured_beside_another_is_measured_anew(trainer: Browser, approver: Browser) -> None:
    first, second = train(trainer), train(trainer)
    promote(approver, first)
    assert "Chưa được đo cạnh mô hình đang dùng" in read(approver.get(f"/models/{second}"))
    assert trainer.post(f"/models/{second}/measure", f"/models/{second}").headers["location"] == f"/models/{second}"
    waiting = read(trainer.get(f"/models/{second}"))
    assert "Việc đang chờ đến lượt." in waiting
    assert "Đang có một mô hình được huấn luyện hoặc đo." in waiting
    assert trained(trainer.parts).state == "done"
    assert "Đã đưa mô hình vào dùng." in promote(approver, second)


def test_one_job_at_a_time(trainer: Browser) -> None:
    shown = trainer.get("/models")
    for note in ("một", "hai"):
        trainer.send("/models/train", shown, note=note)
    assert "Xin chờ việc đó xong" in read(trainer.get("/models"))
    assert len(trainer.parts.editorial.jobs.latest(KINDS)) == 1


def test_a_training_that_breaks_shows_the_end_of_its_log(trainer: Browser) -> None:
    learn(trainer.parts.settings.home, "broken")
    trainer.post("/models/train", "/models")
    assert trained(trainer.parts).state == "failed"
    page = read(trainer.get("/models"))
    assert "Huấn luyện dừng vì lỗi" in page
    assert "ValueError: no epochs" in page
    assert str(trainer.parts.settings.home) not in page


def test_a_file_that_went_is_neither_measured_nor_put_to_use(trainer: Browser, approver: Browser) -> None:
    number = train(trainer)
    shown = approver.get(f"/models/{number}")
    for file in trainer.parts.settings.bot_models.glob("*.tar.gz"):
        file.unlink()
    approver.send(f"/models/{number}/promote", shown)
    assert "Tình hình đã thay đổi" in read(approver.get(f"/models/{number}"))
    assert "Chưa ghi nhận lần đổi mô hình nào." in read(approver.get("/models"))
    trainer.post(f"/models/{number}/measure", f"/models/{number}")
    assert trained(trainer.parts).state == "failed"
    assert "không còn nữa" in read(trainer.get(f"/models/{number}"))


def test_a_model_of_the_command_line_is_named(trainer: Browser) -> None:
    folder = trainer.parts.settings.bot_models
    folder.mkdir(parents=True)
    (folder / OLD).write_bytes(b"x")
    shelf.point_to(folder, OLD)
    page = read(trainer.get("/models"))
    assert OLD in page
    assert "chưa được đo" in page


def test_who_only_reads_has_no_buttons(trainer: Browser, somebody: Callable[..., Browser]) -> None:
    number = train(trainer)
    analyst = somebody("chi", Role.ANALYST)
    for path in ("/models", f"/models/{number}"):
        page = analyst.get(path)
        assert "Huấn luyện và đo lại là việc của người huấn luyện" in read(page)
        assert '<form class="press"' not in page.text
    assert trainer.get("/models/999").status_code == 404
    assert trainer.post("/models/train", "/models", note="x" * 201).status_code == 422
