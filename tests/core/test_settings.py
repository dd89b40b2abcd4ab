"""Settings: every value has a default, and the environment may change it."""

from pathlib import Path

import pytest

from core.settings import Settings


def test_state_lives_under_home_unless_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TROLY_STATE", raising=False)
    settings = Settings(home=tmp_path)
    assert settings.releases == tmp_path / "var" / "releases"
    assert Settings(home=tmp_path, state=tmp_path / "elsewhere").releases == tmp_path / "elsewhere" / "releases"
    assert settings.seed == tmp_path / "knowledge" / "seed"


def test_the_environment_is_read_with_the_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_STATE", str(tmp_path))
    monkeypatch.setenv("TROLY_GATEWAY_PORT", "8123")
    assert Settings().var == tmp_path
    assert Settings().gateway_port == 8123


def test_a_secret_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_BOT_SECRET", "s3cret-word")
    assert "s3cret-word" not in repr(Settings())
