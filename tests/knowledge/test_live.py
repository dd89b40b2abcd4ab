"""A table of the live release: followed as releases come and go, and never lost to a damaged one."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from knowledge.live import LiveTable


class Shelf:
    """Releases with one table, and the one that ships."""

    def __init__(self, folder: Path) -> None:
        self.releases, self.shipped = folder / "releases", folder / "seed" / "words.txt"
        self.shipped.parent.mkdir()
        self.shipped.write_text("shipped", "utf-8")
        self.releases.mkdir()
        self.now = 0.0
        self.table = LiveTable(self.shipped, self.releases, self.read, lambda: self.now)
        self.reads = 0

    def read(self, path: Path) -> str:
        self.reads += 1
        return path.read_text("utf-8")

    def release(self, name: str, text: str | None) -> None:
        """Make a release live; without a text it is of the time before releases held the table."""
        folder = self.releases / name
        folder.mkdir(exist_ok=True)
        files = {}
        if text is not None:
            (folder / "words.txt").write_text(text, "utf-8")
            files = {"words.txt": sha256(text.encode()).hexdigest()}
        (folder / "manifest.json").write_text(json.dumps({"files": files}), "utf-8")
        (self.releases / "current").write_text(f"{name}\n", "utf-8")
        self.now += 2.0


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_without_a_release_the_shipped_one_is_read_once(shelf: Shelf) -> None:
    assert [shelf.table(), shelf.table()] == ["shipped"] * 2
    shelf.now = 2.0
    assert (shelf.table(), shelf.reads) == ("shipped", 1)


def test_it_follows_the_live_release_back_and_forth(shelf: Shelf) -> None:
    for name, text in (("r1", "one"), ("r2", "two"), ("r1", "one")):
        shelf.release(name, text)
        assert shelf.table() == text


def test_a_release_with_the_same_table_is_not_read_again(shelf: Shelf) -> None:
    for name in ("r1", "r2"):
        shelf.release(name, "one")
        assert shelf.table() == "one"
    assert shelf.reads == 1


def test_a_release_of_before_has_the_shipped_one(shelf: Shelf) -> None:
    shelf.release("r2", "two")
    assert shelf.table() == "two"
    shelf.release("r1", None)
    assert shelf.table() == "shipped"


def test_a_damaged_release_leaves_what_was_read(shelf: Shelf) -> None:
    shelf.release("r1", "one")
    assert shelf.table() == "one"
    shelf.release("r2", "two")
    (shelf.releases / "r2" / "words.txt").write_text("bitten", "utf-8")
    assert shelf.table() == "one"
    shelf.release("r3", "three")
    (shelf.releases / "r3" / "manifest.json").write_text("[", "utf-8")
    assert shelf.table() == "one"
    shelf.release("r4", "four")
    assert shelf.table() == "four"


def test_a_pinned_release_is_read_whatever_is_live(shelf: Shelf) -> None:
    shelf.release("r1", "one")
    shelf.release("r2", "two")
    assert [shelf.table.of("r1"), shelf.table.of("r2"), shelf.table.of(None)] == ["one", "two", "shipped"]
