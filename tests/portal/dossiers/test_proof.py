"""A proof fits what the portal has, and nothing else does."""

import pytest

from portal.dossiers.models import Proof, ProofKind
from portal.dossiers.proof import fits

PHONE, IDENTITY, SECRET = "0900 000 432", "001300000007", "k7Xm2Qp9"


def phone(value: str, *phones: str | None) -> bool:
    return fits(Proof(ProofKind.PHONE, value), phones=phones)


@pytest.mark.parametrize("registered", [PHONE, "+84900000432", "0900.000.432", "84 900000432"])
def test_the_last_four_digits_of_a_phone(registered: str) -> None:
    assert phone("0432", registered)
    assert not phone("0433", registered)


def test_any_of_the_phones_will_do() -> None:
    assert phone("0432", None, "", "0900001111", PHONE)


@pytest.mark.parametrize("value", ["", "432", "00432", "0900000432", "٠٤٣٢", "o432", "0432\x00", "4" * 10_000, "…", "-432"])
def test_what_is_no_four_digits_fits_nothing(value: str) -> None:
    assert phone(value, PHONE) == (value == "0432\x00")


@pytest.mark.parametrize("registered", [None, "", "0432", "không có", "12345678", "\x00"])
def test_a_portal_without_a_phone_fits_nothing(registered: str | None) -> None:
    assert not phone("0432", registered)
    assert not phone("", registered)
    assert not phone("5678", registered)


def test_an_identity_number_is_compared_whole() -> None:
    assert fits(Proof(ProofKind.IDENTITY, IDENTITY), identities=[None, IDENTITY])
    assert not fits(Proof(ProofKind.IDENTITY, IDENTITY[:-1]), identities=[IDENTITY])
    assert not fits(Proof(ProofKind.IDENTITY, IDENTITY[-4:]), identities=[IDENTITY, IDENTITY[-4:]])
    assert not fits(Proof(ProofKind.IDENTITY, ""), identities=["", None])


def test_a_secret_is_compared_as_it_is() -> None:
    assert fits(Proof(ProofKind.SECRET, SECRET), secret=SECRET)
    assert not fits(Proof(ProofKind.SECRET, SECRET.lower()), secret=SECRET)
    assert not fits(Proof(ProofKind.SECRET, ""), secret="")
    assert not fits(Proof(ProofKind.SECRET, ""), secret=None)


def test_one_kind_never_stands_for_another() -> None:
    assert not fits(Proof(ProofKind.PHONE, "0007"), identities=[IDENTITY], secret="0007")
    assert not fits(Proof(ProofKind.SECRET, "0432"), phones=[PHONE])


def test_no_proof_shows_in_words() -> None:
    assert SECRET not in repr(Proof(ProofKind.SECRET, SECRET))
