"""Data laid out for a model: its hash tells contents and nothing else."""

from pathlib import Path

import pytest

from tests.backends import HOME
from training.dialogue.dataset import TESTED, collected

FEE = "nlu_data/nlu/fee.yml"


def test_the_same_data_has_the_same_name_wherever_it_stands(tmp_path: Path) -> None:
    one, other = (collected(HOME, tmp_path / name) for name in "ab")
    assert (one.id, one.test_id) == (other.id, other.test_id)
    assert (one.folder / FEE).read_bytes() == (HOME / FEE).read_bytes()
    assert list(one.test_set.glob("*.yml"))


def test_a_label_more_is_other_data_and_the_same_test_set(tmp_path: Path) -> None:
    before = collected(HOME, tmp_path / "before")
    after = collected(HOME, tmp_path / "after", {FEE: (HOME / FEE).read_text("utf-8") + "    - tốn mấy đồng\n"})
    assert before.id != after.id
    assert before.test_id == after.test_id
    assert collected(HOME, tmp_path / "test", {f"{TESTED}/new.yml": "nlu: []"}).test_id != before.test_id


@pytest.mark.parametrize("name", ["../outside.yml", "actions/answer.py", "/nlu_data/x.yml"])
def test_what_is_no_file_of_the_data_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no file of the training data"):
        collected(HOME, tmp_path / "new", {name: "x"})
    assert not (tmp_path / "outside.yml").exists()
