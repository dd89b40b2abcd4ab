"""The contract of the `Bot` port, run on the sample and on Rasa."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from channels.dialogue import Bot, RasaBot
from channels.messages import Inbound
from channels.sample import SampleBot
from channels.sessions import Sessions
from core.settings import Settings


class BotContract:
    """What holds for whoever implements the port."""

    @pytest.mark.asyncio
    async def test_it_never_answers_with_nothing(self, any_bot: Bot) -> None:
        answers = (await any_bot.answer(Inbound("rest", "an", "chào"))).answers
        assert answers
        assert all(answer.text and answer.model for answer in answers)

    @pytest.mark.asyncio
    async def test_each_gets_the_answer_to_their_own_message(self, any_bot: Bot) -> None:
        inbounds = [Inbound("rest", f"sender {n}", f"câu số {n}.") for n in range(10)]
        replies = await asyncio.gather(*map(any_bot.answer, inbounds))
        assert all(inbound.text in reply.answers[-1].text for inbound, reply in zip(inbounds, replies, strict=True))

    @pytest.mark.asyncio
    async def test_it_names_its_model(self, any_bot: Bot) -> None:
        reply = await any_bot.answer(Inbound("rest", "an", "chào"))
        assert await any_bot.health() == reply.answers[0].model


class TestSampleBot(BotContract):
    """The one that ships."""

    @pytest.fixture
    def any_bot(self) -> Bot:
        return SampleBot()


class TestRasaBot(BotContract):
    """The real one, against Rasa's channel on loopback."""

    @pytest_asyncio.fixture
    async def any_bot(self, with_rasa: Settings) -> AsyncIterator[Bot]:
        async with httpx2.AsyncClient() as client:
            yield RasaBot(client, with_rasa, Sessions(b"s3cret", 20, 1_800))
