"""Who is signed in at the host page: believed only when its server says so, now, of this conversation."""

import time
from typing import Any

import jwt
import pytest
from pydantic import SecretStr

from channels.identity import Identity
from channels.messages import Inbound, Reply
from channels.metrics import Metrics
from channels.sample import SampleBot
from core.seal import Seal
from core.settings import Settings
from tests.channels.conftest import gateway, say

KEY = "a key of the host page, longer than sixty-four bytes, which HS512 would ask for"
NUMBER = "001300000007"
SEAL = Seal(b"0123456789abcdef")


def token(key: str = KEY, algorithm: str = "HS256", **claims: Any) -> str:
    now = int(time.time())
    told = {"sub": NUMBER, "aud": "troly", "iat": now, "exp": now + 600, "sender": "an", **claims}
    return jwt.encode({name: value for name, value in told.items() if value is not None}, key, algorithm=algorithm)


@pytest.fixture
def identity(settings: Settings) -> Identity:
    return Identity(settings.model_copy(update={"identity_key": SecretStr(KEY)}), SEAL, Metrics())


def test_a_token_gives_the_number_sealed(identity: Identity) -> None:
    sealed = identity.read(token(), "an")
    assert sealed is not None
    assert NUMBER not in sealed
    assert SEAL.open(sealed) == NUMBER


NOW = int(time.time())
BAD: dict[str, object] = {
    "another key": token(key="another key, of thirty-two bytes or more"),
    "expired": token(iat=NOW - 700, exp=NOW - 100),
    "too long a life": token(exp=NOW + 90_000),
    "of another conversation": token(sender="binh"),
    "for somebody else": token(aud="bank"),
    "no audience": token(aud=None),
    "no end": token(exp=None),
    "no number": token(sub="Nguyễn Văn An"),
    "another algorithm": token(algorithm="HS512"),
    "not signed": jwt.encode({"sub": NUMBER, "aud": "troly", "iat": NOW, "exp": NOW + 60, "sender": "an"}, None, algorithm="none"),
    "no token": "x.y.z",
    "empty": "",
    "letters": "khai sinh ✂",
    "a number": 7,
}


@pytest.mark.parametrize("given", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_believed_is_nobody(identity: Identity, given: object) -> None:
    assert identity.read(given, "an") is None


def test_without_a_key_nobody_is_signed_in(settings: Settings) -> None:
    assert Identity(settings, SEAL, Metrics()).read(token(), "an") is None


def test_a_short_key_is_refused_at_the_start(settings: Settings) -> None:
    with pytest.raises(ValueError, match="at least 32"):
        Identity(settings.model_copy(update={"identity_key": SecretStr("short")}), SEAL, Metrics())


@pytest.mark.asyncio
async def test_the_dialogue_engine_gets_the_seal_and_never_the_token(settings: Settings) -> None:
    heard: list[Inbound] = []

    class Ears(SampleBot):
        async def answer(self, inbound: Inbound) -> Reply:
            heard.append(inbound)
            return await super().answer(inbound)

    async with gateway(settings.model_copy(update={"identity_key": SecretStr(KEY)}), Ears()) as client:
        assert (await say(client, "hồ sơ của tôi", identity_token=token())).status_code == 200
        assert (await say(client, "hồ sơ của tôi", identity_token="nonsense")).status_code == 200
        assert (await say(client, "hồ sơ của tôi", identity_token=["nonsense"])).status_code == 422
        metrics = (await client.get("/metrics")).text
    assert Seal.of(settings).open(heard[0].identity or "") == NUMBER
    assert heard[1].identity is None
    assert "identity_token" not in heard[0].metadata
    assert 'troly_identity_tokens_total{outcome="accepted"} 1.0' in metrics
    assert 'troly_identity_tokens_total{outcome="refused"} 1.0' in metrics
