"""A conversation on Zalo and on Messenger with the running assistant: from the person's phone and back, over webhook, inbox and outbox."""

from uuid import uuid4

import httpx2

from tests.live.phones import OnMessenger, OnTheWeb, OnZalo, Phones, until


def on_zalo(phones: Phones, person: OnZalo, text: str, told: str) -> None:
    """Write on Zalo, and wait until the account has said `told` to it."""
    phones.zalo.text(person.user, text)
    until(lambda: told.lower() in "\n".join(str(one.get("text", "")) for one in person.news()).lower())
    person.read()


def on_messenger(phones: Phones, person: OnMessenger, text: str, told: str) -> None:
    """Write to the Page, and wait until it has said `told` to it."""
    phones.messenger.text(person.user, text)
    until(lambda: told.lower() in "\n".join(map(str, person.news())).lower())
    person.read()


def test_a_question_on_zalo_and_its_follow_up(phones: Phones) -> None:
    person = OnZalo(phones)
    on_zalo(phones, person, "dang ky ket hon can giay to gi", "Tờ khai đăng ký kết hôn")
    on_zalo(phones, person, "lệ phí bao nhiêu", "miễn")


def test_a_question_on_messenger_and_its_follow_up(phones: Phones) -> None:
    person = OnMessenger(phones)
    on_messenger(phones, person, "đăng ký kết hôn cần giấy tờ gì", "Tờ khai đăng ký kết hôn")
    on_messenger(phones, person, "lệ phí bao nhiêu", "miễn")


def test_a_file_on_zalo(phones: Phones) -> None:
    person = OnZalo(phones)
    on_zalo(phones, person, "xem giùm hồ sơ h29.18 260310 0420", "đồng ý")
    on_zalo(phones, person, "đồng ý", "4 số cuối")
    on_zalo(phones, person, "4321", "trễ hẹn")


def test_the_phone_of_the_form_reaches_the_request_for_an_officer(phones: Phones) -> None:
    person = OnZalo(phones)
    phones.zalo.text(person.user, "gặp cán bộ")
    until(lambda: any("request_user_info" in str(one) for one in person.news()))
    person.read()
    phones.zalo.submit_info(person.user, "Nguyễn Thị Mẫu", "84912345678")
    until(lambda: "“678”" in "\n".join(str(one.get("text", "")) for one in person.news()))


def test_one_arrival_told_twice_is_greeted_once(phones: Phones) -> None:
    person = OnZalo(phones)
    phones.zalo.follow(person.user)
    phones.zalo.click(person.user)
    phones.zalo.text(person.user, "đăng ký kết hôn lệ phí bao nhiêu")
    until(lambda: "miễn" in str(person.news()).lower())
    assert str(person.news()).count("Tôi là trợ lý tự động") == 1


def test_a_delivery_twice_is_answered_once(phones: Phones) -> None:
    person = OnMessenger(phones)
    phones.messenger.mail.doubled = True
    try:
        phones.messenger.text(person.user, "đăng ký khai sinh nộp ở đâu")
        assert phones.messenger.settled(60)
    finally:
        phones.messenger.mail.doubled = False
    phones.messenger.text(person.user, "đăng ký kết hôn lệ phí bao nhiêu")  # its answer comes after whatever the first one gets
    until(lambda: "miễn" in str(person.news()).lower())
    notes = [str(one["metadata"]) for one in person.news()]
    assert len({note.split(":")[2] for note in notes}) == 2  # parts of two answers, each once
    assert len(set(notes)) == len(notes)


def test_a_question_on_the_web_and_its_follow_up(phones: Phones) -> None:
    with httpx2.Client(base_url=phones.url, timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {client.post('/api/v1/web/session').json()['token']}"
        person = OnTheWeb(phones.url, client)
        for text, told in (("đăng ký kết hôn cần giấy tờ gì", "Tờ khai đăng ký kết hôn"), ("lệ phí bao nhiêu", "iễn")):
            message = {"id": str(uuid4()), "text": text}
            for _ in range(3):  # the same again is answered once
                assert client.post("/api/v1/web/messages", json=message).status_code == 202
            assert told in person.heard().text
        history = client.get("/api/v1/web/history").json()
        assert [one["in_reply_to"] for one in history][-1] == message["id"]
        assert len(history) == 2
