"""The gateway's other doors, on the running assistant."""

from concurrent.futures import ThreadPoolExecutor

import httpx2

from cli.supervisor import Stack
from tests.live.talk import Talk


def test_everything_is_ready(talk: Talk) -> None:
    response = talk.client.get("/readyz")

    assert response.status_code == 200
    assert {name: part["ok"] for name, part in response.json()["parts"].items()} == {"bot": True, "actions": True, "release": True}


def test_search_and_record(talk: Talk) -> None:
    found = talk.client.get("/api/v1/procedures/search", params={"q": "đăng ký kết hôn", "limit": 3}).json()
    record = talk.client.get(f"/api/v1/procedures/{found[0]['code']}").json()

    assert len(found) == 3
    assert record["code"] == "1.000894"
    assert record["source_url"].startswith("https://dichvucong.gov.vn/")


def test_many_people_at_once_each_get_their_own_answer(stack: Stack) -> None:
    questions = {
        "đăng ký kết hôn cần giấy tờ gì": "1.000894",
        "đăng ký tạm trú lệ phí bao nhiêu": "1.004194",
        "khai tử nộp ở đâu": "1.000656",
    }

    def ask(turn: int) -> bool:
        question, code = list(questions.items())[turn % 3]
        with httpx2.Client(base_url=stack.url, timeout=60) as client:
            answer = Talk(client).say(question)
        return answer.procedure is not None and answer.procedure.code == code

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(ask, range(48)))


def test_metrics_count_messages_and_hold_no_words(talk: Talk) -> None:
    talk.say("đăng ký giám hộ cần giấy tờ gì")

    metrics = talk.client.get("/metrics").text

    assert 'troly_messages_total{channel="rest"' in metrics
    assert "giám hộ" not in metrics
    assert talk.sender not in metrics
