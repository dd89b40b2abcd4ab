"""Zalo's signature: the known vector, every byte of it, both secrets, and the console's probe."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from channels.zalo.signature import check, sign
from channels.zalo.webhook import received
from core.errors import Forbidden
from tests.channels.zalo.conftest import BODIES, access_to

VECTOR = (BODIES / "user_send_text.json").read_bytes()
MAC = "mac=1a82eeec0b1f7684ef43a2bcf36411017e8e482b0c43a8b20cbf13ca5860456f"
ACCESS = access_to()
STAMP = "154390853474"


def test_the_known_vector_fits() -> None:
    assert check(VECTOR, MAC, ACCESS) == ("true", "oa_secret")
    assert sign(VECTOR, ACCESS.app_id, STAMP, "TEST_OA_SECRET_DO_NOT_USE") == MAC
    (event,) = received(VECTOR, MAC, ACCESS)
    assert event.text == "Xin chào"


def test_every_changed_byte_fails() -> None:
    for place in range(len(VECTOR)):
        changed = VECTOR[:place] + bytes([VECTOR[place] ^ 1]) + VECTOR[place + 1 :]
        assert check(changed, MAC, ACCESS).verdict != "true"
    for place in range(len("mac="), len(MAC)):
        changed_mac = MAC[:place] + ("0" if MAC[place] != "0" else "1") + MAC[place + 1 :]
        assert check(VECTOR, changed_mac, ACCESS).verdict == "false"


@pytest.mark.parametrize(
    ("first", "secret", "by"),
    [
        (ACCESS.app_id, "TEST_APP_SECRET_DO_NOT_USE", "app_secret"),
        (ACCESS.oa_id, "TEST_OA_SECRET_DO_NOT_USE", "oa_id:oa_secret"),
        (ACCESS.oa_id, "TEST_APP_SECRET_DO_NOT_USE", "oa_id:app_secret"),
    ],
)
def test_it_tells_which_secret_made_it(first: str, secret: str, by: str) -> None:
    assert check(VECTOR, sign(VECTOR, first, STAMP, secret), ACCESS) == ("true", by)


def test_a_secret_that_is_not_set_signs_nothing() -> None:
    bare = replace(ACCESS, oa_secret=SecretStr(""), app_secret=SecretStr(""))
    assert check(VECTOR, sign(VECTOR, ACCESS.app_id, STAMP, ""), bare).verdict == "false"


def test_another_app_is_not_ours() -> None:
    other = replace(ACCESS, app_id="1", oa_id="2")
    assert check(VECTOR, MAC, other).verdict == "false"


@pytest.mark.parametrize(
    ("raw", "header"),
    [(b"", None), (b"", MAC), (b"  ", MAC), (VECTOR, None), (VECTOR, ""), (VECTOR, "  "), (b"{}", MAC), (b'{"event_name":"test"}', MAC)],
)
def test_a_probe_is_acknowledged_and_not_processed(raw: bytes, header: str | None) -> None:
    assert check(raw, header, ACCESS).verdict == "probe"
    assert received(raw, header, ACCESS) == []


@pytest.mark.parametrize("raw", [b"no json", b"[]", b"\xff\xfe", b"[" * 100_000, VECTOR.replace(b"154390853474", b"")])
def test_what_cannot_be_checked_is_false(raw: bytes) -> None:
    with pytest.raises(Forbidden):
        received(raw, MAC, ACCESS)


@given(st.binary(max_size=300), st.text(max_size=100))
def test_no_header_and_no_body_break_it(raw: bytes, header: str) -> None:
    assert check(raw, header, ACCESS).verdict in ("false", "probe")


@given(st.text(max_size=200))
def test_any_text_signed_with_the_secret_fits(words: str) -> None:
    raw = VECTOR.replace("Xin chào".encode(), words.encode().hex().encode())
    assert check(raw, sign(raw, ACCESS.app_id, STAMP, "TEST_OA_SECRET_DO_NOT_USE"), ACCESS).verdict == "true"
