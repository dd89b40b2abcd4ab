"""A release: written whole or not at all, refused when a byte is wrong, switched in one step."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.encoder import Encoder
from core.errors import ReleaseUnavailable
from knowledge import release
from knowledge.embedder import CachedEmbedder
from knowledge.passages import labels, passages
from knowledge.retrieval import Searcher
from tests.knowledge.conftest import SEED, Build, silent
from tests.knowledge.records import BEES, BOATS, KITES, SMALL

FILES = [
    "procedures.jsonl", "passages.jsonl", "words.tsv", "markers.tsv", "labels.faiss",
    "passages.npy", "places.npy", "shares/count.npy", "shares/terms.npy", "shares/having.npy",
    "records/count.npy", "records/terms.npy", "records/starts.npy", "records/rows.npy", "records/weights.npy", "accents.npz",
    "twins.json", "markers.npy", "units.tsv", *(f"life_events/{path.name}" for path in (SEED / "life_events").glob("*.yml")),
    *(f"{folder}/{name}" for folder in ("labels", "labels-spelled") for name in (
        "terms.txt", "owners.npy", "starts.npy", "rows.npy", "idf.npy", "total.npy")),
]  # fmt: skip


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)


def test_what_was_published_can_be_read_back(small: Path) -> None:
    manifest = release.verify(small)
    assert manifest["id"] == small.name
    assert set(manifest["files"]) == set(FILES) == {str(p.relative_to(small)) for p in small.rglob("*") if p.is_file()} - {"manifest.json"}
    assert release.read_procedures(small) == SMALL
    assert release.read_passages(small) == [piece for record in SMALL for piece in passages(record)]
    assert manifest["counts"] == {
        "procedures": len(SMALL),
        "labels": sum(len(labels(record)) for record in SMALL),
        "passages": sum(1 for record in SMALL for _ in passages(record)),
    }


@pytest.mark.parametrize("name", FILES)
def test_one_wrong_byte_anywhere_in_a_file_is_refused_with_its_name(small: Path, name: str) -> None:
    size = (small / name).stat().st_size
    drawn = np.random.default_rng(size).integers(0, size, 12).tolist()
    for position in (0, size // 2, size - 1, *drawn):
        flip(small / name, position)
        with pytest.raises(ReleaseUnavailable, match=name.replace(".", r"\.")):
            release.verify(small)
        flip(small / name, position)
    release.verify(small)


@pytest.mark.parametrize("name", [*FILES, "manifest.json"])
def test_a_missing_or_cut_file_is_refused_with_its_name(small: Path, name: str) -> None:
    content = (small / name).read_bytes()
    (small / name).write_bytes(content[:-1] if name != "manifest.json" else content[:-3])
    with pytest.raises(ReleaseUnavailable, match=name.replace(".", r"\.")):
        release.verify(small)
    (small / name).unlink()
    with pytest.raises(ReleaseUnavailable, match=name.replace(".", r"\.")):
        release.verify(small)


def test_one_wrong_byte_in_the_manifest_is_refused(small: Path, encoder: Encoder) -> None:
    """Any byte on which a reader relies: the id, the model, the files and their sums."""
    manifest = small / "manifest.json"
    good = json.loads(manifest.read_text("utf-8"))
    text, let_through = manifest.read_text("utf-8"), []
    sums = text.index('"files"')
    for position in (*range(sums), *range(sums, len(text), 7)):
        flip(manifest, position)
        try:
            Searcher(small, encoder)
            now = json.loads(manifest.read_text("utf-8"))
            if any(now[key] != good[key] for key in ("id", "model", "files")):
                let_through.append((position, "opened"))
        except ReleaseUnavailable:
            pass
        except Exception as error:
            let_through.append((position, repr(error)))
        flip(manifest, position)
    assert let_through == []


def test_a_release_of_another_model_is_refused(small: Path, encoder: Encoder) -> None:
    text = (small / "manifest.json").read_text("utf-8")
    (small / "manifest.json").write_text(text.replace(encoder.version, "0123456789ab"), "utf-8")
    with pytest.raises(ReleaseUnavailable):
        Searcher(small, encoder)


def test_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnavailable, match=r"release none: manifest\.json"):
        release.verify(tmp_path / "none")


def test_there_must_be_something_to_publish(embedder: CachedEmbedder, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no record"):
        release.build([], SEED, embedder, tmp_path, silent)
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_breaks_leaves_nothing(embedder: CachedEmbedder, tmp_path: Path) -> None:
    shutil.copyfile(SEED / "words.tsv", tmp_path / "words.tsv")  # the other table is missing
    with pytest.raises(FileNotFoundError, match=r"markers\.tsv"):
        release.build(SMALL, tmp_path, embedder, tmp_path / "releases", silent)
    assert list((tmp_path / "releases").iterdir()) == []


def test_a_build_stopped_from_outside_leaves_nothing(embedder: CachedEmbedder, tmp_path: Path) -> None:
    def stop(step: str) -> None:
        if step == "embedding passages":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        release.build(SMALL, SEED, embedder, tmp_path, stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("table", "line"), [("words.tsv", "short\tonly two"), ("markers.tsv", "broken\t(\tpattern")])
def test_a_table_nobody_can_read_is_not_published(embedder: CachedEmbedder, tmp_path: Path, table: str, line: str) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in release.TABLES:
        shutil.copyfile(SEED / name, tables / name)
    (tables / table).write_text(f"{line}\n", "utf-8")
    with pytest.raises(ValueError, match=f"{table}, line 1"):
        release.build(SMALL, tables, embedder, tmp_path / "releases", silent)
    assert list((tmp_path / "releases").iterdir()) == []


def test_progress_is_told_and_the_records_are_counted(embedder: CachedEmbedder, tmp_path: Path) -> None:
    steps: list[str] = []
    release.build([KITES, BEES], SEED, embedder, tmp_path, steps.append)
    assert steps[0].startswith("2 procedures, 5 names, 2 passages")
    assert len(steps) > 1


def test_a_record_without_passages_can_be_published(build: Build, encoder: Encoder, tmp_path: Path) -> None:
    searcher = Searcher(tmp_path / build([BOATS], tmp_path), encoder)
    question = searcher.question("giấy tờ cho xuồng")
    assert searcher.search(question)[0].procedure == BOATS


def test_a_line_separator_inside_a_text_does_not_break_the_release(build: Build, tmp_path: Path) -> None:
    odd = KITES.model_copy(update={"steps": ["Nộp hồ sơ.\u2028Nhận kết quả.\u0085Hết."]})
    folder = tmp_path / build([odd], tmp_path)
    assert release.read_procedures(folder) == [odd]
    assert [piece.code for piece in release.read_passages(folder)] == [KITES.code]


def test_publishing_the_same_twice_makes_one_release(build: Build, tmp_path: Path) -> None:
    assert build(SMALL, tmp_path) == build(SMALL, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_changed_record_makes_another_release(build: Build, tmp_path: Path) -> None:
    first = build(SMALL, tmp_path)
    assert build([*SMALL[:-1], KITES.model_copy(update={"name": "Cấp phép thả diều"})], tmp_path) != first


def test_what_was_embedded_is_not_embedded_again(encoder: Encoder, tmp_path: Path) -> None:
    first = CachedEmbedder(encoder, tmp_path)
    vectors = first.passages(["thẻ thư viện", "thả diều"])
    again = CachedEmbedder(encoder, tmp_path).passages(["thả diều", "thẻ thư viện"])
    assert np.array_equal(again, vectors[::-1])  # alone or in another batch they would differ a little


@pytest.fixture
def two(build: Build, tmp_path: Path) -> tuple[Path, str, str]:
    """Two releases, none of them live."""
    return tmp_path, build([KITES], tmp_path), build([BEES], tmp_path)


def test_nothing_is_live_before_it_is_pointed_to(two: tuple[Path, str, str]) -> None:
    assert release.current_id(two[0]) is None


def test_the_pointer_switches_and_rolls_back_and_forth(two: tuple[Path, str, str]) -> None:
    releases, first, second = two
    release.point_to(releases, first)
    release.point_to(releases, second)
    assert release.current_id(releases) == second
    assert release.rollback(releases) == first == release.current_id(releases)
    assert release.rollback(releases) == second == release.current_id(releases)


def test_pointing_to_the_live_release_again_keeps_the_former_one(two: tuple[Path, str, str]) -> None:
    releases, first, second = two
    for target in (first, second, second):
        release.point_to(releases, target)
    assert release.rollback(releases) == first


def test_there_must_be_a_former_release_to_go_back_to(two: tuple[Path, str, str]) -> None:
    release.point_to(two[0], two[1])
    with pytest.raises(ReleaseUnavailable, match="no former release"):
        release.rollback(two[0])


def damage(folder: Path) -> None:
    flip(folder / "labels.faiss", 100)


def vanish(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [damage, vanish])
def test_a_damaged_release_never_becomes_live(two: tuple[Path, str, str], harm: Callable[[Path], None]) -> None:
    releases, first, second = two
    release.point_to(releases, first)
    harm(releases / second)
    with pytest.raises(ReleaseUnavailable):
        release.point_to(releases, second)
    assert release.current_id(releases) == first


def test_no_rollback_to_a_damaged_release(two: tuple[Path, str, str]) -> None:
    releases, first, second = two
    release.point_to(releases, first)
    release.point_to(releases, second)
    damage(releases / first)
    with pytest.raises(ReleaseUnavailable):
        release.rollback(releases)
    assert release.current_id(releases) == second


@pytest.fixture
def six(build: Build, tmp_path: Path) -> tuple[Path, list[str]]:
    """Six releases, the oldest first; the first two are former and live."""
    ids = []
    for age in range(6):
        ids.append(build([KITES.model_copy(update={"result": f"Giấy phép số {age}"})], tmp_path))
        os.utime(tmp_path / ids[age] / "manifest.json", (age, age))
    release.point_to(tmp_path, ids[0])
    release.point_to(tmp_path, ids[1])
    return tmp_path, ids


@pytest.mark.parametrize("kept", [0, 2, 5])
def test_old_releases_go_but_never_the_live_and_the_former_one(six: tuple[Path, list[str]], kept: int) -> None:
    releases, ids = six
    others = ids[2:]
    gone = set(others[: max(len(others) - kept, 0)])
    assert set(release.remove_old(releases, kept)) == gone
    assert {path.name for path in releases.iterdir() if path.is_dir()} == set(ids) - gone
    assert release.rollback(releases) == ids[0]
    assert release.rollback(releases) == ids[1]


def test_an_open_release_answers_after_it_was_removed(six: tuple[Path, list[str]], encoder: Encoder) -> None:
    releases, ids = six
    searcher = Searcher(releases / ids[2], encoder)
    assert ids[2] in release.remove_old(releases, 0)
    assert searcher.search(searcher.question("thả diều ở đâu"))[0].procedure.code == KITES.code
