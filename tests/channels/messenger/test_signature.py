"""The signature over raw bytes, and the handshake."""

import hmac
import random
from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.messenger.signature import challenge, signed

SECRET = "TEST_APP_SECRET"
BODY = (
    rb'{"object":"page","entry":[{"id":"111","time":1458692752478,"messaging":[{"sender":{"id":"222"},"recipient":{"id":"111"},'
    rb'"timestamp":1458692752478,"message":{"mid":"m_1","text":"Xin ch\u00e0o"}}]}]}'
)
HEADER = "sha256=2e091d753c05f548a72c656db2d5b2ed75349949b7c603ccd813a9fd1e6e6c46"
GOOD = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "meatyhamhock"}


def test_the_known_body_is_signed() -> None:
    assert signed(BODY, HEADER, SECRET)
    assert signed(BODY, HEADER[:7] + HEADER[7:].upper(), SECRET)


def test_one_changed_byte_is_not() -> None:
    chance = random.Random(6)
    for place in range(len(BODY)):
        changed = bytearray(BODY)
        changed[place] ^= 1 << chance.randrange(8)
        assert not signed(bytes(changed), HEADER, SECRET)


def test_the_same_text_written_otherwise_is_not() -> None:
    assert not signed(BODY.replace(rb"\u00e0", "à".encode()), HEADER, SECRET)


@pytest.mark.parametrize(
    "header",
    [
        None, "", "sha256=", HEADER[7:], HEADER[:-1], HEADER + "0", "SHA256=" + HEADER[7:], " " + HEADER, HEADER + "\n",
        "sha1=" + hmac.new(SECRET.encode(), BODY, sha1).hexdigest(), "sha256=" + "é" * 64, "sha256=" + "0" * 64,
    ],
)  # fmt: skip
def test_another_header_is_no_signature(header: str | None) -> None:
    assert not signed(BODY, header, SECRET)


def test_without_a_secret_nothing_is_signed() -> None:
    assert not signed(BODY, "sha256=" + hmac.new(b"", BODY, "sha256").hexdigest(), "")


@given(st.binary(max_size=400), st.text(max_size=100))
def test_random_headers_are_refused(body: bytes, header: str) -> None:
    assert not signed(body, header, SECRET)


def test_the_handshake_gives_the_challenge_back() -> None:
    assert challenge(GOOD, "meatyhamhock") == "1158201444"


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.verify_token": "meatyhamhoc"}, {"hub.verify_token": ""}, {"hub.verify_token": "đ\ud800"}, {"hub.mode": "unsubscribe"},
        {"hub.challenge": "<script>"}, {"hub.challenge": ""}, {"hub.challenge": "1" * 65}, {"hub.challenge": "١٢٣"},
        {"hub.challenge": "1\n"},
    ],
)  # fmt: skip
def test_the_handshake_refuses(changed: dict[str, str]) -> None:
    assert challenge({**GOOD, **changed}, "meatyhamhock") is None


def test_the_handshake_refuses_where_no_token_is_set() -> None:
    assert challenge({**GOOD, "hub.verify_token": ""}, "") is None
    assert challenge({}, "meatyhamhock") is None
