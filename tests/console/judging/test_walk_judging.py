"""Answers judged at a real browser by the keyboard alone; with axe-core on every page."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from console.roles import Role
from tests.console.desk import Browser, Clock, arrive
from tests.console.judging.conftest import release, telling
from tests.console.look import MARKS, Desk, seated
from tests.knowledge.records import LIBRARY

pytestmark = MARKS


def question(page: Page) -> str:
    """The question alone, without the label above it: a style sheet that is still on its way moves nothing in it."""
    return str(page.locator("#asked").evaluate("(heading) => heading.lastChild.textContent.trim()"))


def judged(page: Page, *keys: str) -> None:
    """Press keys, and wait until another answer, or the end, has taken the place of this one."""
    page.wait_for_load_state()  # the script that hears the keys is there
    here = page.locator("#judging").get_attribute("data-place")
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("#judging")).not_to_have_attribute("data-place", str(here))
    expect(page.locator("#judging.fresh")).to_have_count(0)


def test_answers_are_judged_by_the_keyboard_and_a_wrong_one_is_mended(
    served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path
) -> None:
    app, url = served
    lan, binh = (arrive(Browser(app, clock), *who) for who in (("lan", Role.TRAINER), ("binh", Role.CURATOR)))
    release(lan.parts.settings, "r1", LIBRARY)
    tell = telling(lan.parts)
    answer = "Phí làm thẻ là 50.000 đồng.\n\nNguồn: Quyết định 12/QĐ, kiểm tra ngày 18/07/2026."
    tell("làm thẻ thư viện", "Bạn muốn hỏi giấy tờ hay phí?", "clarify", procedure_code=LIBRARY.code)
    for text in ("phí làm thẻ thư viện bao nhiêu", "phi lam the", "mất thẻ thì làm lại hết bao nhiêu tiền"):
        tell(text, answer, procedure_code=LIBRARY.code, release="r1", model="m1", intent="ask_fee", confidence=0.81)
    context = seated(chromium, url, lan)
    desk = Desk(context.new_page(), tmp_path)
    page, posts, gets = desk.page, list[str](), list[str]()
    page.on("request", lambda one: (posts if one.method == "POST" else gets).append(one.url.removeprefix(url)))

    page.goto(f"{url}/judging")
    desk.look("Chấm câu trả lời", "weeks")
    page.get_by_role("link", name="Chấm tiếp").click()
    desk.look("Chấm câu trả lời", "one")
    gets.clear()
    judged(page, "1")
    assert len(posts) == 1
    expect(page.locator("#asked")).to_be_focused()
    wrong = question(page)
    page.keyboard.press("3")
    expect(page.get_by_text("Sai ở đâu?")).to_be_visible()
    expect(page.locator("#causes legend")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#causes")).to_be_hidden()
    page.keyboard.press("3")
    page.keyboard.press("n")
    page.keyboard.type("phí là 30.000 đồng 123")  # keys in a field are letters
    desk.look("Chấm câu trả lời", "causes")
    page.keyboard.press("Escape")
    judged(page, "2")
    assert [post.rsplit("/", 1)[0] for post in posts] == ["/judging"] * 2
    assert len([one for one in gets if one.startswith("/judging/next")]) == 2  # each fetched while the one before it was read

    skipped = question(page)
    judged(page, "s")
    assert question(page) != skipped
    page.keyboard.press("u")
    expect(page.get_by_text("Bạn có thể chấm lại câu này.")).to_be_visible()
    assert question(page) == wrong
    expect(page.locator("#f-note")).to_have_value("phí là 30.000 đồng 123")
    judged(page, "2")

    page.keyboard.press("?")
    page.get_by_label("Dùng phím tắt một chữ").uncheck()
    desk.look("Chấm câu trả lời", "keys")
    page.keyboard.press("Escape")
    here = question(page)
    page.keyboard.press("1")
    page.reload()
    page.keyboard.press("1")
    assert question(page) == here
    page.keyboard.press("?")
    page.get_by_role("button", name="Phím tắt").click()
    page.get_by_label("Dùng phím tắt một chữ").check()
    page.get_by_role("button", name="Đóng").click()
    judged(page, "1")
    judged(page, "4")
    desk.look("Không còn câu nào chờ bạn chấm", "done")
    assert desk.errors == []
    context.close()

    context = seated(chromium, url, binh)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}/judging")
    page.get_by_role("link", name="Chấm tiếp").click()
    expect(page.get_by_text("Ý kiến của họ chỉ hiện sau khi bạn chấm.")).to_be_visible()
    page.wait_for_load_state()  # the script that hears the keys is there
    while question(page) != wrong:
        judged(page, "1")
    turn = page.locator("#judging").get_attribute("data-place")
    page.keyboard.press("3")
    judged(page, "2")
    page.goto(f"{url}{turn}")
    expect(page.get_by_text("Sửa ở đâu")).to_be_visible()
    desk.look("Chấm câu trả lời", "said")
    page.goto(f"{url}/judging/mend")
    desk.look("Cần sửa", "mend")
    page.get_by_label("Đã sửa thế nào").fill("sửa phí trong bản nháp")
    page.get_by_role("button", name="Đã sửa").click()
    expect(page.get_by_text("Đã ghi là câu này sửa xong.")).to_be_visible()
    page.goto(f"{url}/judging/mend?view=mended")
    desk.look("Cần sửa", "mended")
    assert desk.errors == []
    context.close()


def test_a_key_too_many_judges_nothing_unread(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    lan = arrive(Browser(app, clock), "lan", Role.TRAINER)
    tell = telling(lan.parts)
    for text in ("câu một", "câu hai", "câu ba"):
        tell(text, "trả lời")
    context = seated(chromium, url, lan)
    page = Desk(context.new_page(), tmp_path).page
    page.clock.install()
    page.goto(f"{url}/judging/next")
    page.clock.pause_at("2100-01-01")  # no answer is read from here on
    posts = list[str]()
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    first, place = question(page), page.locator("#judging")
    left = str(place.get_attribute("data-place"))
    page.keyboard.press("1")
    expect(place).not_to_have_attribute("data-place", left)
    second = question(page)
    for key in ("1", "3"):
        page.keyboard.press(key)
    expect(page.locator("#causes")).to_be_hidden()
    assert (question(page), len(posts)) == (second, 1)
    assert second != first
    page.clock.resume()
    judged(page, "s")
    assert len(posts) == 1
    context.close()


def test_a_press_that_does_not_arrive_loses_nothing(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    lan = arrive(Browser(app, clock), "lan", Role.TRAINER)
    tell = telling(lan.parts)
    for text in ("câu một", "câu hai"):
        tell(text, "trả lời")
    context = seated(chromium, url, lan)
    page = Desk(context.new_page(), tmp_path).page
    page.goto(f"{url}/judging/next")
    page.keyboard.press("3")
    page.keyboard.press("n")
    page.keyboard.type("phí cũ")
    page.keyboard.press("Escape")
    here = question(page)
    context.set_offline(True)
    page.keyboard.press("2")
    expect(page.get_by_text("Chưa lưu được")).to_be_visible()
    assert question(page) == here
    expect(page.locator("#f-note")).to_have_value("phí cũ")
    context.set_offline(False)
    context.clear_cookies()
    page.keyboard.press("2")
    expect(page.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    expect(page.locator("#f-note")).to_have_value("phí cũ")
    lan.sign_in("lan")  # in another tab
    context.add_cookies([{"name": lan.parts.cookie, "value": lan.token, "url": url}])
    judged(page, "2")
    assert question(page) != here
    with lan.parts.database.engine.connect() as connection:
        [verdict] = connection.exec_driver_sql("SELECT verdict, cause, note FROM judgements").all()
    assert tuple(verdict) == ("wrong", "wrong_fact", "phí cũ")
    context.close()
