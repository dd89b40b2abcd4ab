"""The second factor against the vectors of RFC 6238, appendix B (SHA-1; of its eight digits the last six are ours)."""

import base64
from datetime import datetime, timedelta, timezone

import pytest

from console.auth.totp import STEP, accepted, new_secret, picture, recovery_codes, recovery_key, uri

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


def at(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    assert accepted(SECRET, code[-6:], at(seconds), None) == seconds // STEP


@pytest.mark.parametrize(("off", "good"), [(-30, True), (30, True), (-60, False), (60, False)])
def test_a_telephone_may_be_half_a_minute_off(off: int, good: bool) -> None:
    seconds, code = VECTORS[4]
    assert (accepted(SECRET, code[-6:], at(seconds // STEP * STEP + off), None) is not None) is good


def test_a_step_is_good_once_and_so_are_older_ones() -> None:
    seconds, code = VECTORS[4]
    step = seconds // STEP
    assert accepted(SECRET, code[-6:], at(seconds), step - 1) == step
    assert accepted(SECRET, code[-6:], at(seconds), step) is None
    assert accepted(SECRET, code[-6:], at(seconds), step + 1) is None


@pytest.mark.parametrize("typed", ["", " ", "27908", "2790377", "27903७", "ổ" * 6, "-79037", "0x1234", "\0" * 6])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert accepted(SECRET, typed, at(2000000000), None) is None


def test_spaces_do_not_count() -> None:
    assert accepted(SECRET, " 279 037 ", at(2000000000), None) is not None


def test_the_qr_code_says_what_the_telephone_needs() -> None:
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    said = uri(secret, "an.nguyen@tphcm", "Troly")
    assert said.startswith("otpauth://totp/Troly:an.nguyen")
    assert f"secret={secret}" in said
    drawn = picture(said)
    assert drawn.startswith("<svg")
    assert "style=" not in drawn  # the policy forbids what is inline


def test_recovery_codes_are_read_as_people_type_them() -> None:
    code = recovery_codes()[0]
    assert recovery_key(b"k", 1, code) == recovery_key(b"k", 1, f" {code.upper().replace('-', ' ')} ")
    assert recovery_key(b"k", 1, code) != recovery_key(b"k", 2, code)
