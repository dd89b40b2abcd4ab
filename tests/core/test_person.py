"""Nameless ids: stable over restarts, apart for each channel, made with a key that is kept safe."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.person import person_key, person_of
from core.settings import Settings


def test_the_key_is_made_once_and_for_its_user_alone(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path / "var")
    key = person_key(settings)
    path = tmp_path / "var" / "keys" / "person"
    assert person_key(settings) == key == path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["person"]


def test_two_who_start_at_once_share_a_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: person_key(Settings(state=tmp_path)), range(32)))
    assert len(keys) == 1


def test_the_environment_goes_first_and_a_short_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_PERSON_KEY", "một khóa đủ dài để dùng")
    assert person_key(Settings(state=tmp_path)) == "một khóa đủ dài để dùng".encode()
    assert not (tmp_path / "keys").exists()
    with pytest.raises(ValueError, match="needs at least"):
        person_key(Settings(state=tmp_path, person_key=SecretStr("ngắn")))


def test_an_id_tells_people_channels_and_keys_apart_and_nothing_else() -> None:
    key = b"k" * 32
    ids = {person_of(*who) for who in ((key, "rest", "an"), (key, "rest", "bình"), (key, "zalo", "an"), (b"x" * 32, "rest", "an"))}
    assert len(ids) == 4
    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in ids)
    assert person_of(key, "rest", "an") == person_of(key, "rest", "an")
