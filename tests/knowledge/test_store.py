"""What was computed once: kept, shared between processes, and never read where a byte is wrong."""

from pathlib import Path

import pytest

from knowledge.store import Store, key_of

A, B, C = (key_of("test", name) for name in "abc")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "values"


def test_values_come_back_in_the_next_program(path: Path) -> None:
    first = Store(path)
    assert A not in first
    first.add({A: b"one", B: b""})
    assert first[A] == b"one"
    again = Store(path)
    assert (bytes(again[A]), bytes(again[B]), C in again) == (b"one", b"", False)


def test_adding_writes_only_what_is_new(path: Path) -> None:
    store = Store(path)
    store.add({A: b"one"})
    before = path.read_bytes()
    store.add({B: b"two"})
    assert path.read_bytes().startswith(before)


def test_another_kind_of_the_same_text_is_another_value() -> None:
    assert key_of("passage", "thẻ") != key_of("syllables", "thẻ")


def test_two_programs_that_add_lose_nothing(path: Path) -> None:
    first, second = Store(path), Store(path)
    first.add({A: b"one"})
    second.add({B: b"two"})
    first.add({C: b"three"})
    assert bytes(second[A]) == b"one"
    assert [bytes(Store(path)[key]) for key in (A, B, C)] == [b"one", b"two", b"three"]


@pytest.mark.parametrize("cut", range(1, 43))
def test_what_broke_off_while_it_was_written_is_left_out_and_written_again(path: Path, cut: int) -> None:
    Store(path).add({A: b"one"})
    Store(path).add({B: b"two"})
    path.write_bytes(path.read_bytes()[:-cut])
    broken = Store(path)
    assert bytes(broken[A]) == b"one"
    assert B not in broken
    broken.add({B: b"two"})
    assert [bytes(Store(path)[key]) for key in (A, B)] == [b"one", b"two"]


def test_no_wrong_byte_is_given_out(path: Path) -> None:
    Store(path).add({A: b"one", B: b"two"})
    good = path.read_bytes()
    for position in range(len(good)):
        path.write_bytes(good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :])
        damaged = Store(path)
        assert all(bytes(damaged[key]) == value for key, value in ((A, b"one"), (B, b"two")) if key in damaged)
        assert B not in damaged
