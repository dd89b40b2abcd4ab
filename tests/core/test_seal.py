"""A seal is read by who made it, unchanged and in time, and by nobody else."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.seal import Seal
from core.settings import Settings

SEAL = Seal(b"0123456789abcdef")
_PLAIN = st.none() | st.booleans() | st.integers() | st.text()
JSON = st.recursive(_PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(JSON)
def test_what_was_sealed_is_read_again(value: object) -> None:
    assert SEAL.open(SEAL.close(value)) == value


def test_nothing_shows_and_no_two_are_alike() -> None:
    first, second = SEAL.close("H29.18-260310-0420"), SEAL.close("H29.18-260310-0420")
    assert first != second
    assert "260310" not in first


@pytest.mark.parametrize("sealed", ["", "x", "á" * 80, "gAAAA" + "A" * 200, "\x00", "a" * 100_000])
def test_what_is_no_seal_is_nothing(sealed: str) -> None:
    assert SEAL.open(sealed) is None


def test_a_changed_one_and_one_of_another_key_are_nothing() -> None:
    sealed = SEAL.close([1])
    middle = len(sealed) // 2
    changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
    assert SEAL.open(changed) is None
    assert Seal(b"another key, no less").open(sealed) is None


def test_time_is_over_after_so_many_seconds() -> None:
    sealed = SEAL.close("x")
    assert SEAL.open(sealed, within=60) == "x"
    time.sleep(2.1)  # its stamp has whole seconds
    assert SEAL.open(sealed, within=1) is None


def test_programs_of_one_installation_read_each_others(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, state=tmp_path)
    assert Seal.of(settings).open(Seal.of(settings).close("x")) == "x"
