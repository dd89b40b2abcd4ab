"""A question is tried as a citizen would ask it: what each platform shows, and why; nothing that is typed is kept."""

import json
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from channels.messenger.render import render as for_messenger
from channels.zalo.render import render as for_zalo
from console.roles import Role
from console.trial import shown
from console.trial.service import Trials
from core.db import Base
from core.encoder import Encoder
from knowledge import release
from knowledge.editorial.publishing import Tools
from knowledge.schemas import Asked
from knowledge.service import Knowledge
from tests.console.desk import Browser, read
from tests.console.doing import did
from tests.console.trial.bot import Bot
from tests.knowledge.records import BEES, KITES, LIBRARY

People = Callable[..., Browser]
CODE = LIBRARY.code


@pytest.fixture
def curator(somebody: People) -> Browser:
    return somebody("lan", Role.CURATOR)


def fee(amount: int) -> list[dict[str, object]]:
    return [{"channel": "direct", "time_limit": None, "fees": [{"kind": "fee", "amount_vnd": amount, "text": None}]}]


def test_the_answer_is_the_assistants_own_on_each_platform(curator: Browser) -> None:
    shown_page = curator.post("/trial", question="lam the thu vien phi bao nhieu")
    settings = curator.parts.settings
    answer = Knowledge.open(settings).answer(Asked("lam the thu vien phi bao nhieu", facets=("fee",), elsewhere=0.1))
    assert answer.procedure
    assert answer.procedure.code == CODE
    words = read(shown_page)
    assert shown_page.status_code == 200
    assert " ".join(answer.text.split()) in words  # the plain text
    for section in answer.sections:
        assert section.title in words
        assert all(" ".join(item.split()) in words for item in section.items)
    zalo = [one["message"]["text"] for one in for_zalo(answer, settings.public_url) if "text" in one["message"]]
    messenger = [one.get("text", "") for one in for_messenger(answer, settings.public_url)]
    assert all(" ".join(text.split()) in words for text in [*zalo, *messenger])


def test_bubbles_hold_whatever_the_renderers_make(curator: Browser) -> None:
    answer = curator.parts.trials.ask("thẻ thư viện", ()).sides[0].answer
    url = curator.parts.settings.public_url
    for bubbles, made in ((shown.zalo(answer, url), for_zalo(answer, url)), (shown.messenger(answer, url), for_messenger(answer, url))):
        raw = json.dumps(made, ensure_ascii=False)
        said = [text for one in bubbles for text in (*one.buttons, *one.replies, *(title for card in one.cards for title in card.buttons))]
        assert len(bubbles) == len(made)
        assert raw.count('"title": ') == len(said) + sum(len(one.cards) for one in bubbles)
        assert all(json.dumps(text, ensure_ascii=False) in raw for text in said)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("lam the thu vien", "làm thẻ thư viện"),
        ("đk ghe chèo", "đăng ký ghe chèo"),
        ("nuôi ongg trong nhà", "nuôi ong trong nhà"),
    ],
)
def test_the_trace_shows_how_the_question_was_read(curator: Browser, typed: str, seen: str) -> None:
    page = curator.post("/trial", question=typed)
    assert f'<span class="words">{seen}</span>' in page.text


def test_the_trace_shows_the_scores_of_the_retrieval(curator: Browser) -> None:
    page = read(curator.post("/trial", question="xin cấp thẻ thư viện"))
    searcher = Knowledge.open(curator.parts.settings).searcher()
    best = searcher.search(searcher.question("xin cấp thẻ thư viện"))[0]
    assert f"{best.score:.2f}".replace(".", ",") in page
    assert best.procedure.name in page
    assert "Thủ tục đứng đầu đủ chắc chắn" in page


def test_nothing_found_is_shown_as_it_is(curator: Browser, bot: Bot) -> None:
    bot.intents = [{"name": "chitchat", "confidence": 0.97}, {"name": "ask_fee", "confidence": 0.03}]
    page = read(curator.post("/trial", question="bầu trời màu tím phải không"))
    assert "Không thủ tục nào đủ khớp" in page
    assert "được nghe là “Chuyện phiếm”" in page


def test_what_is_typed_is_escaped_wherever_it_stands(curator: Browser, bot: Bot) -> None:
    evil = "<script>alert(1)</script> {{ 7*7 }} \"' thẻ thư viện"
    bot.entities = [{"entity": "<b>", "value": "<i>x</i>"}]
    page = curator.post("/trial", question=evil, earlier=evil)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<i>x" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "{{ 7*7 }}" in page.text


def test_what_the_dialogue_model_hears_is_shown_and_counts(curator: Browser, bot: Bot) -> None:
    page = read(curator.post("/trial", question="thẻ thư viện"))
    assert bot.parsed == ["thẻ thư viện"]
    assert bot.asked == []  # no conversation was begun
    assert "Hỏi lệ phí 90 %" in page
    assert "Giấy tờ: thẻ" in page
    assert "Phần được hỏi: Lệ phí" in page
    assert "m1" in page


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_bot_that_is_down_is_said_and_the_rest_is_shown(curator: Browser, bot: Bot, status: int) -> None:
    bot.status = status
    page = read(curator.post("/trial", question="thẻ thư viện phí bao nhiêu"))
    assert "Mô hình hội thoại không trả lời" in page
    assert "30.000" in page


def test_an_intent_nobody_named_is_shown_by_its_own_name(curator: Browser, bot: Bot) -> None:
    bot.intents = [{"name": "ask_moon", "confidence": 0.9}]
    assert "ask_moon 90 %" in read(curator.post("/trial", question="thẻ thư viện"))


def test_earlier_turns_count(curator: Browser, bot: Bot) -> None:
    bot.intents = [{"name": "ask_fee", "confidence": 0.9}]
    page = read(curator.post("/trial", question="thế hết bao nhiêu tiền", earlier="làm thẻ thư viện\n\n"))
    assert "hỏi tiếp về thủ tục đang nói" in page
    assert "30.000" in page
    assert bot.parsed == ["làm thẻ thư viện", "thế hết bao nhiêu tiền"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"question": " "}, "Xin gõ một câu hỏi."),
        ({"question": "thẻ " * 400}, "Câu hỏi dài quá."),
        ({"question": "thẻ", "earlier": "a\n" * 7}, "Nhiều câu quá"),
        ({"question": "thẻ", "release": "20200101-00000000"}, "Bản này không còn được giữ."),
        ({"question": "thẻ", "release": "../../etc"}, "Bản này không còn được giữ."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(curator: Browser, fields: dict[str, str], said: str) -> None:
    page = curator.post("/trial", **fields)
    assert (page.status_code, said in read(page)) == (422, True)
    if fields["question"].strip():
        assert f">{fields['question']}</textarea>" in page.text


@pytest.mark.parametrize("question", ["\x00\x01 thẻ", "thẻ\ud7ff​", "/ask_fee", "😀" * 50, "a" * 1_000])
def test_odd_questions_are_answered(curator: Browser, question: str) -> None:
    assert curator.post("/trial", question=question).status_code == 200


def test_too_much_is_refused(curator: Browser) -> None:
    assert curator.post("/trial", question="a" * 300_000).status_code == 413


def test_htmx_gets_the_answer_alone(curator: Browser) -> None:
    token = curator.csrf
    answer = curator.client.post("/trial", data={"csrf": token, "question": "thẻ thư viện"}, headers={"hx-request": "true"})
    assert "<html" not in answer.text
    assert "Vì sao trả lời như vậy" in answer.text


def test_nothing_that_is_typed_is_stored(curator: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "thẻ thư viện của Nguyễn Bí Mật 0912345678"
    curator.get("/trial")
    database = curator.parts.database

    def rows() -> dict[str, int]:
        with database.read() as session:
            return {table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}

    before = rows()
    assert curator.post("/trial", question=secret, earlier=secret).status_code == 200
    assert rows() == before
    written = capsys.readouterr()
    assert "Bí Mật" not in written.out + written.err
    assert "0912345678" not in written.out + written.err


def test_a_kept_release_stands_beside_the_live_one(curator: Browser, tools: Tools, encoder: Encoder) -> None:
    settings, first = curator.parts.settings, release.current_id(curator.parts.settings.releases)
    version = curator.parts.editorial.drafts.open(CODE, "staff:8")
    saved = curator.parts.editorial.drafts.save(version.id, "staff:8", 0, {"methods": fee(77_000)})
    curator.parts.editorial.review.submit(version.id, "staff:8", saved.version.revision)
    curator.parts.editorial.review.approve(version.id, "staff:9", saved.version.revision)
    curator.parts.editorial.jobs.ask("knowledge.publish", "staff:9", {"despite": None})
    assert [job.state for job in did(curator.parts, tools)] == ["done"]
    assert release.current_id(settings.releases) != first
    page = curator.get("/trial")
    assert f'<option value="{first}">' in page.text
    tried = read(curator.send("/trial", page, question="làm thẻ thư viện phí bao nhiêu", release=first or ""))
    assert "Hai bên trả lời khác nhau" in tried
    assert "77.000" in tried
    assert "30.000" in tried


def test_a_draft_is_tried_before_anybody_approved_it(curator: Browser, tools: Tools) -> None:
    parts, live = curator.parts, release.current_id(curator.parts.settings.releases)
    version = parts.editorial.drafts.open(CODE, "staff:8")
    parts.editorial.drafts.save(version.id, "staff:8", 0, {"methods": fee(99_000)})
    page = curator.get(f"/trial?version={version.id}")
    assert "Dựng bản để hỏi thử" in read(page)
    assert 'name="question"' not in page.text  # there is nothing to ask yet
    early = curator.send("/trial", page, question="phí làm thẻ thư viện", version=str(version.id))
    assert (early.status_code, "chưa dựng xong" in read(early)) == (422, True)
    assert curator.send("/trial/draft", page, version=str(version.id)).headers["location"] == f"/trial?version={version.id}"
    assert "Dựng bản để hỏi thử" in read(curator.get(f"/trial?version={version.id}"))  # the panel of the job that waits
    [job] = did(parts, tools)
    assert (job.state, job.result and job.result["revision"]) == ("done", 1)
    assert release.current_id(parts.settings.releases) == live
    assert [one.id for one in parts.trials.releases()] == [live]  # it is none that could be made live
    page = curator.get(f"/trial?version={version.id}")
    tried = read(curator.send("/trial", page, question="làm thẻ thư viện phí bao nhiêu", version=str(version.id)))
    assert "Hai bên trả lời khác nhau" in tried
    assert "Với bản nháp" in tried
    assert "99.000" in tried
    assert "30.000" in tried
    same = read(curator.send("/trial", page, question="đăng ký ghe chèo", version=str(version.id)))
    assert "Cả hai bên trả lời giống hệt nhau" in same
    parts.editorial.drafts.save(version.id, "staff:8", 1, {"methods": fee(11_000)})
    assert "Bản nháp đã được sửa sau khi dựng" in read(curator.get(f"/trial?version={version.id}"))


def test_an_unfinished_draft_says_why_it_cannot_be_tried(curator: Browser, tools: Tools) -> None:
    version = curator.parts.editorial.drafts.open("1.900099", "staff:8")
    curator.post("/trial/draft", page=f"/trial?version={version.id}", version=str(version.id))
    assert [job.state for job in did(curator.parts, tools)] == ["failed"]
    page = read(curator.get(f"/trial?version={version.id}"))
    assert "Dựng bản để hỏi thử" in page


def test_drafts_are_for_those_who_read_them(somebody: People, curator: Browser) -> None:
    version = curator.parts.editorial.drafts.open(CODE, "staff:8")
    agent = somebody("binh", Role.AGENT)
    assert agent.get("/trial").status_code == 200
    assert agent.post("/trial", question="thẻ thư viện").status_code == 200
    assert agent.get(f"/trial?version={version.id}").status_code == 403
    assert agent.post("/trial", question="thẻ", version=str(version.id)).status_code == 403
    assert agent.post("/trial/draft", page="/trial", version=str(version.id)).status_code == 403
    assert somebody("chi", Role.OPERATOR).get("/trial").status_code == 403


@pytest.mark.parametrize("version", ["0", "-1", "x", "99999999999"])
def test_what_is_no_version_is_no_page(curator: Browser, version: str) -> None:
    assert curator.get(f"/trial?version={version}").status_code in (404, 422)
    assert curator.post("/trial/draft", page="/trial", version=version).status_code in (404, 422)


def test_without_a_release_the_desk_says_so(curator: Browser) -> None:
    settings = curator.parts.settings
    settings.releases.rename(settings.var / "away")
    assert "Chưa có bản nào được công bố" in read(curator.get("/trial"))
    assert curator.post("/trial", page="/account", question="thẻ").status_code == 422


def test_a_damaged_release_is_said_in_words(curator: Browser) -> None:
    settings = curator.parts.settings
    (settings.releases / (release.current_id(settings.releases) or "") / "labels.faiss").write_bytes(b"x")
    page = curator.post("/trial", question="thẻ thư viện")
    assert (page.status_code, "Chưa mở được bản này" in read(page)) == (503, True)
    assert ">thẻ thư viện</textarea>" in page.text


def test_the_names_are_those_of_the_release_that_answers(app: FastAPI, curator: Browser) -> None:
    trials: Trials = curator.parts.trials
    tried = trials.ask("nuôi ong lấy mật", ["xin thả diều có đèn"])
    assert tried.sides[0].trace.candidates[0].code == BEES.code != KITES.code
    assert tried.sides[0].release.created.date() >= date(2026, 1, 1)
