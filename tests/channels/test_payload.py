"""A client can press our buttons and inject nothing else."""

from typing import get_args

import httpx2
import pytest

from channels.payload import pressed
from channels.sample import SampleBot
from core.answer import Facet
from tests.channels.conftest import say

CHOICE = '/choose_procedure{"procedure_code":"1.001193"}'


@pytest.mark.parametrize("facet", get_args(Facet))
def test_every_facet_has_a_button(facet: str) -> None:
    assert pressed(f"/ask_{facet}") == f"/ask_{facet}"


@pytest.mark.parametrize(
    "text", [CHOICE, '/choose_procedure {"procedure_code": "1.001193"}', '/choose_procedure{ "procedure_code" : "1.001193" }']
)
def test_a_choice_has_one_spelling(text: str) -> None:
    assert pressed(text) == CHOICE


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    [
        "/session_start",
        "/restart",
        "//restart",
        "/ /restart",
        "\u200b/restart",
        "/ask_secret",
        "/ask_fee{}",
        '/ask_fee{"procedure_code":"1.001193"}',
        '/ask_secret{"procedure_code":"1.001193#2"}',
        '/ask_fee{"procedure_code":"1.001193#2","role":"admin"}',
        "/pick",
        '/pick{"option":"ward 26740"}',
        '/pick{"option":"ward:26740\\"}/restart"}',
        '/pick{"option":"' + "x" * 81 + '"}',
        "/ask_fee@0.9",
        "/choose_procedure",
        '/choose_procedure{"procedure_code":"1.001193","role":"admin"}',
        '/choose_procedure{"procedure_code":["1.001193"]}',
        '/choose_procedure{"procedure_code":"1.001193\\"}/restart"}',
        '/choose_procedure{"other":"1.001193"}',
        '/choose_procedure[{"procedure_code":"1.001193"}]',
        '/inform{"slot":"value"}',
    ],
)
async def test_anything_else_is_words(client: httpx2.AsyncClient, bot: SampleBot, text: str) -> None:
    assert (await say(client, text)).status_code == 200
    (inbound,) = bot.heard
    assert inbound.payload is None
    assert not inbound.said.startswith("/")


@pytest.mark.parametrize("text", ['/ask_documents{"procedure_code":"1.004281#2"}', '/pick{"option":"life:birth:married:yes"}'])
def test_a_case_and_an_option_are_buttons_too(text: str) -> None:
    assert pressed(text) == text
    assert pressed(text.replace(":", " : ", 1).replace("{", " { ")) == text


@pytest.mark.asyncio
async def test_a_pressed_button_reaches_the_bot(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    await say(client, CHOICE)
    assert bot.heard[0].said == CHOICE


@pytest.mark.asyncio
async def test_a_slash_within_words_stays(client: httpx2.AsyncClient, bot: SampleBot) -> None:
    await say(client, "nghị định 123/2015/NĐ-CP")
    assert bot.heard[0].said == "nghị định 123/2015/NĐ-CP"
