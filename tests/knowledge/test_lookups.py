"""The terms the dialogue model is trained to find."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import ReleaseUnavailable
from core.settings import Settings
from knowledge import lookups, release
from tests.knowledge.conftest import Build
from tests.knowledge.records import LIBRARY, procedure


def rows(settings: Settings) -> list[tuple[str, ...]]:
    return [tuple(line.split("\t")) for line in lookups.write(settings).read_text("utf-8").splitlines()]


def test_names_agencies_papers_and_wards_are_written_once_and_in_order(settings: Settings) -> None:
    found = rows(settings)
    assert found == sorted(set(found))
    assert all(len(row) == 3 and all(row) for row in found)
    assert ("procedure", LIBRARY.code, "làm thẻ thư viện") in found
    assert ("agency", "Thư viện phường", "Thư viện phường") in found
    assert ("paper", "đơn xin cấp thẻ", "đơn xin cấp thẻ") in found
    assert ("ward", "25747", "Phường Thủ Dầu Một") in found


def test_wards_of_old_are_found_by_name_and_districts_as_such(settings: Settings) -> None:
    wards = {row[1:] for row in rows(settings) if row[0] == "ward"}
    assert {("26740", "Phường Sài Gòn"), ("26740", "Phường Bến Nghé"), ("Quận 1", "Quận 1")} <= wards
    codes = {code for code, _ in wards if code.isdigit()}
    assert len(codes) == 168
    assert not [name for _, name in wards if name.startswith("Phường") and name[-1].isdigit()]  # every district had a "Phường 12"


def test_papers_and_agencies_are_found_as_people_call_them(settings: Settings) -> None:
    found = rows(settings)
    assert ("paper", "căn cước", "cccd") in found
    assert ("agency", "Sở Tư pháp", "sở tư pháp") in found
    assert ("agency", "Ủy ban nhân dân phường, xã, đặc khu", "ubnd phường") in found
    assert not [row for row in found if row[0] == "paper" and row[2] == "đăng ký kết hôn"]


def test_writing_twice_gives_the_same_file(settings: Settings) -> None:
    assert lookups.write(settings).read_bytes() == lookups.write(settings).read_bytes()


def test_a_paper_with_a_sentence_for_a_name_is_left_out(settings: Settings, build: Build) -> None:
    papers = [{"name": "Giấy tờ chứng minh việc đã ở nhờ nhà của người quen"}, {"name": "Ảnh (3x4), nền trắng, mặc áo có cổ"}]
    release.point_to(settings.releases, build([procedure(cases=[{"documents": papers}])], settings.releases))
    written = {row[2] for row in rows(settings) if row[0] == "paper"}
    assert "ảnh" in written
    assert not [name for name in written if "ở nhờ" in name or "3x4" in name]


def test_a_paper_that_begins_with_a_bracket_is_no_empty_term(settings: Settings, build: Build) -> None:
    papers = [{"name": "(Mẫu số 01) Tờ khai"}, {"name": ", Hộ chiếu"}]
    release.point_to(settings.releases, build([procedure(cases=[{"documents": papers}])], settings.releases))
    assert all(all(row) for row in rows(settings))


def test_every_term_of_the_seed_is_three_full_columns(seed_settings: Settings) -> None:
    assert all(len(row) == 3 and all(column.strip() for column in row) for row in rows(seed_settings))


def test_nothing_published_is_a_clear_error(own_state: Callable[[Path], Settings], tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnavailable):
        lookups.write(own_state(tmp_path / "var"))


def test_a_damaged_release_is_a_clear_error(settings: Settings) -> None:
    folder = settings.releases / (release.current_id(settings.releases) or "")
    (folder / "procedures.jsonl").write_text("{}", "utf-8")
    with pytest.raises(ReleaseUnavailable, match=r"procedures\.jsonl"):
        lookups.write(settings)
