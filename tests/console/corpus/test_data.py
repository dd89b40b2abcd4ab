"""What there is to learn from and to measure by, what the live model learned from, and files for other tools."""

from pathlib import Path

import pytest
from sqlalchemy import update

from console.corpus.data import data_of
from core.db import Database
from tests.console.corpus.conftest import FILE, HELD_OUT, label, labelling
from tests.console.desk import Browser, read
from training.corpus.schemas import Target
from training.dialogue import dataset, shelf
from training.dialogue.models import DialogueModel
from training.dialogue.registry import Made, Registry
from training.labels.export import Exports
from training.labels.schemas import Reading

MODEL = "dialogue-20261101-000000.tar.gz"


def live(trainer: Browser, data: str) -> None:
    """Put a model to use that learned from the data set `data`."""
    parts = trainer.parts
    parts.settings.bot_models.mkdir(parents=True)
    (parts.settings.bot_models / MODEL).write_bytes(b"x")
    Registry.of(parts.settings, parts.database, parts.clock).add(Made(MODEL, data, "t", {}, {}), "staff:1")
    shelf.point_to(parts.settings.bot_models, MODEL)


def laid_out(home: Path, folder: Path) -> str:
    return dataset.collected(home, folder / "data").id


def test_what_there_is_is_counted(trainer: Browser) -> None:
    label(trainer.parts, "tốn mấy đồng vậy")
    label(trainer.parts, "dạ em chào ạ", "greet", Target.TEST)
    exports = Exports(trainer.parts.settings.home, trainer.parts.database, trainer.parts.clock)
    exports.write(exports.plan())
    label(trainer.parts, "hết mấy đồng vậy")
    found = data_of(trainer.parts)
    assert [(one.name, one.train, one.test) for one in found.intents] == [("greet", 1, 2), ("ask_fee", 2, 0)]
    assert found.files == [(FILE, 3), (HELD_OUT, 2)]
    assert (found.train, found.test, found.waiting) == (3, 2, 1)
    assert found.origins == {"files": 3, "inbox": 2}
    assert found.states == {"agreed": 3}
    page = read(trainer.get("/corpus/data"))
    assert "Đã tính cả 1 nhãn chưa xuất ra tệp" in page
    assert "Có sẵn trong kho 3 Người dân đã viết 2" in page
    assert "Chưa có mô hình nào đang dùng." in page


def test_the_live_models_data_is_compared_with_todays(trainer: Browser, home: Path, tmp_path: Path) -> None:
    live(trainer, laid_out(home, tmp_path))
    page = read(trainer.get("/corpus/data"))
    assert "Đã học đúng dữ liệu hiện nay." in page
    trainer.parts.clock.forward(minutes=1)  # type: ignore[attr-defined]
    label(trainer.parts, "tốn mấy đồng vậy")
    label(trainer.parts, "dạ em chào ạ", "greet", Target.TEST)  # measures, and is not learned from
    labelling(trainer.parts, both=True).give("giá sao ạ", Reading("ask_fee"), Target.TRAIN, "staff:1")  # waits
    assert "Có nhãn mới chưa được huấn luyện: 1" in read(trainer.get("/corpus/data"))
    exports = Exports(home, trainer.parts.database, trainer.parts.clock)
    exports.write(exports.plan())
    assert "Có nhãn mới chưa được huấn luyện: 1" in read(trainer.get("/corpus/data"))  # in the files it is as new to the model


def test_files_changed_by_hand_are_other_data(trainer: Browser, home: Path, tmp_path: Path) -> None:
    live(trainer, laid_out(home, tmp_path))
    (home / FILE).write_text((home / FILE).read_text("utf-8") + "    - chào cả nhà\n", "utf-8")
    assert "Dữ liệu đã đổi từ lần huấn luyện mô hình này." in read(trainer.get("/corpus/data"))


def test_a_model_of_the_command_line_learned_nobody_knows_what(trainer: Browser) -> None:
    live(trainer, "")
    assert "không biết đã học dữ liệu nào" in read(trainer.get("/corpus/data"))
    forget(trainer.parts.database)
    assert "không biết đã học dữ liệu nào" in read(trainer.get("/corpus/data"))


def forget(database: Database) -> None:
    with database.begin() as session:
        session.execute(update(DialogueModel).values(name="dialogue-20260101-000000.tar.gz"))


def test_a_checkout_that_lacks_what_a_training_needs_is_shown_all_the_same(trainer: Browser, home: Path) -> None:
    (home / "domain.yml").unlink()
    assert "Kho thiếu tệp nên không tính được" in read(trainer.get("/corpus/data"))


@pytest.mark.parametrize(("ending", "kind"), [("csv", "text/csv"), ("json", "application/json")])
def test_examples_are_given_to_other_tools(trainer: Browser, ending: str, kind: str) -> None:
    answer = trainer.get(f"/corpus/data/file?target=train&form={ending}")
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["content-disposition"] == f'attachment; filename="huan-luyen.{ending}"'
    assert "lệ phí bao nhiêu vậy em ơi" in answer.content.decode()
    assert trainer.get("/corpus/data/file?target=x").status_code == 422
