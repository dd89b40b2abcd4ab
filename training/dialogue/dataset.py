"""The data a dialogue model is made of (bộ dữ liệu), laid out in a folder of its own and known by a hash."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from training.corpus.change import alone

TRAINED = ("nlu_data", "domain.yml", "config.yml")
TESTED = "tests/nlu_holdout"
_SHOWN = 12  # characters of a hash: enough to tell data sets apart


@dataclass(frozen=True)
class Dataset:
    """A folder with `nlu_data/`, `domain.yml`, `config.yml` and the test set; `id` and `test_id` name their contents."""

    folder: Path
    id: str
    test_id: str

    @property
    def test_set(self) -> Path:
        """Where the labelled test sentences are."""
        return self.folder / TESTED

    def words(self) -> tuple[str, ...]:
        """Return what names this data to a command of Rasa."""
        domain, config, data = (str(self.folder / name) for name in ("domain.yml", "config.yml", "nlu_data"))
        return ("--domain", domain, "--config", config, "--data", data)


def collected(home: Path, folder: Path, changed: Mapping[str, str] | None = None) -> Dataset:
    """Lay out in `folder` (new) the data of the checkout `home`, with the files `changed` (path in the checkout -> text) in their place.

    Raises:
        ValueError: a changed file is none of the data's.
    """
    with alone(home):  # a change of several files is in all of them, or in none
        for name in (*TRAINED, TESTED):
            (shutil.copytree if (home / name).is_dir() else _copied)(home / name, folder / name)
    for name, text in (changed or {}).items():
        place = (folder / name).resolve()
        if not any(place.is_relative_to((folder / part).resolve()) for part in (*TRAINED, TESTED)):
            raise ValueError(f"{name} is no file of the training data")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return Dataset(folder, _hash(folder, TRAINED), _hash(folder, (TESTED,)))


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _hash(folder: Path, names: tuple[str, ...]) -> str:
    files = sorted(path for name in names for path in ([folder / name] if (folder / name).is_file() else (folder / name).rglob("*")))
    told = sha256()
    for path in files:
        if path.is_file():
            told.update(f"{path.relative_to(folder)}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return told.hexdigest()[:_SHOWN]
