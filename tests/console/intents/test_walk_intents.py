"""A trainer proposes a split and a synonym, a second one approves them, and the files change as was shown: in a real browser."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from core.settings import Settings
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, seated
from training.corpus.change import read
from training.corpus.corpus import Corpus

pytestmark = MARKS


def test_a_split_and_a_synonym_go_into_the_files(
    served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path, settings: Settings
) -> None:
    app, url = served
    first, second = (
        Desk(seated(chromium, url, arrive(Browser(app, clock), login, Role.TRAINER)).new_page(), tmp_path) for login in ("lan", "minh")
    )
    before = Corpus.read(settings.home).intents
    page = first.page
    page.goto(f"{url}/intents")
    first.look("Ý định", "list")
    page.get_by_label("Tìm theo tên").fill("le phi")
    expect(page.get_by_role("row")).to_have_count(2)  # htmx brought the table alone
    page.get_by_role("link", name="Hỏi lệ phí").click()
    first.look("Hỏi lệ phí", "one")
    chosen = [page.locator(".chooser tbody tr").nth(at) for at in (0, 2)]
    texts = [str(one.get_by_role("link").get_attribute("aria-label")).removeprefix("Sửa: ") for one in chosen]
    for one in chosen:
        one.get_by_role("checkbox").check()
    page.get_by_label("Vì sao cần thay đổi").last.fill("Hỏi giá rẻ đắt là chuyện khác")
    page.get_by_text("Tách thành ý định mới").click()
    page.get_by_label("Tên tiếng Việt").fill("Hỏi giá đắt rẻ")
    page.get_by_label("Tên trong tệp của ý định mới").fill("hỏi giá")
    page.get_by_role("button", name="Đề xuất tách").click()
    expect(page.get_by_role("alert").first).to_contain_text("Chưa điền đúng")
    expect(page.locator(".chooser input:checked")).to_have_count(2)
    page.get_by_label("Tên trong tệp của ý định mới").fill("hoi_gia")
    page.get_by_role("button", name="Đề xuất tách").click()
    first.look("Tách 2 câu", "change")
    expect(page.get_by_role("button", name="Duyệt")).to_have_count(0)
    page.goto(f"{url}/intents/entities")
    first.look("Thực thể", "entities")
    page.get_by_label("Giá trị").fill("căn cước")
    page.get_by_label("Các cách nói").fill("cccd\nthẻ căn cước")
    page.get_by_role("button", name="Gửi đề xuất").click()
    expect(page.locator("h1")).to_contain_text("Thêm từ đồng nghĩa")
    assert Corpus.read(settings.home).intents == before

    other = second.page
    other.goto(f"{url}/intents/changes")
    second.look("Đề xuất thay đổi", "changes")
    for name in ("Tách 2 câu", "Thêm từ đồng nghĩa"):
        other.goto(f"{url}/intents/changes")
        other.get_by_role("link", name=name).click()
        expect(other.locator("h1")).to_contain_text(name)
        expect(other.locator(".diff .added")).not_to_have_count(0)
        other.get_by_role("button", name="Duyệt và ghi vào tệp").click()
        expect(other.get_by_role("status")).to_contain_text("ghi vào tệp")
    after = Corpus.read(settings.home)
    assert {one.text for one in after.examples if one.intent == "hoi_gia"} == set(texts)
    assert sum(after.intents.values()) == sum(before.values())
    assert "- hoi_gia\n" in read(settings.home / "domain.yml")
    assert "name: Hỏi giá đắt rẻ" in read(settings.home / "intents.yml")
    assert "    - cccd\n    - thẻ căn cước\n" in read(settings.home / "nlu_data/synonyms/synonyms.yml")
    other.goto(f"{url}/intents/one/hoi_gia")
    second.look("Hỏi giá đắt rẻ", "made")
    other.goto(f"{url}/intents/new")
    second.look("Ý định mới", "new")
    other.goto(f"{url}/intents/one/hoi_gia")
    other.get_by_role("link", name="Sửa").first.click()
    second.look("Một câu mẫu", "example")
    assert [one for one in first.errors + second.errors if "409 (Conflict)" not in one] == []  # the form that was sent back
