"""Curators at real browsers: finding a record, writing it while it is kept by itself, two of them at once, and a network that goes away."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect

from console.roles import Role
from tests.console import look
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import Desk, seated
from tests.console.procedures.conftest import CODE

pytestmark = look.MARKS
SAVED = "Đã lưu lúc"


def arrived(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, login: str, person: Browser | None = None) -> BrowserContext:
    """A browser of a curator who is signed in."""
    app, url = served
    person = arrive(person or Browser(app, clock), login, Role.CURATOR)
    return seated(chromium, url, person)


def typed(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)


def test_a_curator_finds_a_record_and_writes_it(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    context = arrived(served, chromium, clock, "lan")
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page
    page.goto(f"{url}/procedures")
    page.get_by_label("Tìm theo tên, tên gọi hoặc mã").fill("dang ky khai sinh")
    expect(page.get_by_role("row")).not_to_have_count(51)
    with page.expect_response(lambda answer: "level=ward" in answer.url):
        page.get_by_label("Cấp", exact=True).select_option("ward")
    expect(page).to_have_url(f"{url}/procedures?q=dang+ky+khai+sinh&level=ward")
    desk.look("Thủ tục", "list")
    page.get_by_role("link", name="Thủ tục đăng ký khai sinh", exact=True).click()
    desk.look("Thủ tục đăng ký khai sinh", "record")
    page.go_back()
    expect(page.get_by_label("Tìm theo tên, tên gọi hoặc mã")).to_have_value("dang ky khai sinh")
    expect(page.get_by_label("Cấp", exact=True)).to_have_value("ward")
    page.goto(f"{url}/procedures/{CODE}")
    page.get_by_role("button", name="Sửa").click()

    status = page.locator("#saved")
    expect(status).to_have_text("Mọi thay đổi được lưu tự động.")
    amount = page.locator('[id="i-methods.0.fees.0.amount_vnd"]')
    amount.fill("nhiều")
    expect(page.locator('[id="told-methods.0.fees.0.amount_vnd"]')).to_contain_text("Xin nhập số tiền")
    expect(amount).to_have_attribute("aria-invalid", "")
    amount.fill("75.000")
    expect(status).to_contain_text(SAVED)
    papers = page.locator('[id^="item-cases.0.documents."]')
    count = papers.count()
    page.locator('button[value="add:cases.0.documents"]').click()
    expect(papers).to_have_count(count + 1)
    expect(page.locator(f'[id="i-cases.0.documents.{count}.name"]')).to_be_focused()
    page.keyboard.type("Ảnh 3x4")
    page.locator(f'button[value="up:cases.0.documents.{count}"]').click()
    expect(page.locator(f'[id="i-cases.0.documents.{count - 1}.name"]')).to_have_value("Ảnh 3x4")
    page.locator("#part-result summary").click()
    page.get_by_label("Lấy từ đâu: Kết quả nhận được").fill("Điều 16 Luật Hộ tịch")
    expect(status).to_contain_text(SAVED)
    expect(page.locator("#summary")).to_contain_text("Có thể gửi thẩm định")
    desk.look("Soạn", "edit")
    room = app.state.parts.editorial
    expect_kept(page, lambda: room.history.version(1).sources.get("result"), "Điều 16 Luật Hộ tịch")
    kept = room.history.version(1).content
    assert kept["methods"][0]["fees"][0]["amount_vnd"] == 75_000
    assert kept["cases"][0]["documents"][count - 1]["name"] == "Ảnh 3x4"

    typed(page, "Kết quả nhận được", "Giấy khai sinh, gõ ngay trước khi gửi")
    page.get_by_role("button", name="Gửi thẩm định").click()
    page.wait_for_url("**/versions/1")
    version = room.history.version(1)
    assert (version.state, version.content["result"]) == ("in_review", "Giấy khai sinh, gõ ngay trước khi gửi")
    assert desk.errors == []
    context.close()


def expect_kept(page: Page, what: object, wanted: str) -> None:
    """Wait until the database has what was typed."""
    for _ in range(300):
        if callable(what) and what() == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{wanted!r} was not kept")


def test_two_curators_at_once(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    lan, hoa = (arrived(served, chromium, clock, login) for login in ("lan", "hoa"))
    room = app.state.parts.editorial
    room.drafts.open(CODE, "staff:1")
    first, second = lan.new_page(), hoa.new_page()
    desk = Desk(second, tmp_path)
    first.set_default_timeout(look.LONG)
    for page in (first, second):
        page.goto(f"{url}/procedures/{CODE}/edit")
    typed(first, "Kết quả nhận được", "Giấy của Lan")
    typed(first, "Cơ quan giải quyết", "Cơ quan của Lan")
    expect(first.locator("#saved")).to_contain_text(SAVED)
    expect_kept(first, lambda: room.history.version(1).content["agency"], "Cơ quan của Lan")
    typed(second, "Kết quả nhận được", "Giấy của Hoa")
    expect(second.locator("#part-result")).to_contain_text("Người khác vừa sửa cùng chỗ này")
    expect(second.get_by_label("Kết quả nhận được", exact=True)).to_have_value("Giấy của Lan")
    expect(second.get_by_label("Cơ quan giải quyết", exact=True)).to_have_value("Cơ quan của Lan")
    expect(second.locator("#part-agency")).to_contain_text("Người khác vừa sửa chỗ này")
    second.locator("#part-result").get_by_role("link", name="Xem và chọn").click()
    desk.look("Chọn giữa hai bản", "merge")
    expect(second.locator("main")).to_contain_text("Giấy của Hoa")
    second.get_by_role("button", name="Lấy bản của tôi").click()
    expect(second.get_by_role("status").first).to_contain_text("Đã lấy bản được giữ riêng.")
    expect(second.get_by_label("Kết quả nhận được", exact=True)).to_have_value("Giấy của Hoa")
    assert room.history.version(1).content["result"] == "Giấy của Hoa"
    assert desk.errors == []
    lan.close()
    hoa.close()


def test_what_is_typed_before_the_script_comes_is_kept(
    served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path
) -> None:
    app, url = served
    context = arrived(served, chromium, clock, "lan")
    page = Desk(context.new_page(), tmp_path).page
    room = app.state.parts.editorial
    before = room.drafts.open(CODE, "staff:1").content
    late: list[Route] = []
    page.route("**/static/procedures.js", lambda route: late.append(route))
    page.goto(f"{url}/procedures/{CODE}/edit", wait_until="commit")
    typed(page, "Kết quả nhận được", "Gõ trước khi kịch bản đến")
    for _ in range(300):
        if late:
            break
        page.wait_for_timeout(100)
    late[0].continue_()
    expect(page.locator("#saved")).to_contain_text(SAVED)
    assert room.history.version(1).content == {**before, "result": "Gõ trước khi kịch bản đến"}
    context.close()


def test_a_network_that_goes_away_loses_nothing(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    context = arrived(served, chromium, clock, "lan")
    page = Desk(context.new_page(), tmp_path).page
    room = app.state.parts.editorial
    room.drafts.open(CODE, "staff:1")
    page.goto(f"{url}/procedures/{CODE}/edit")
    context.set_offline(True)
    typed(page, "Kết quả nhận được", "Gõ khi mất mạng")
    expect(page.locator("#saved")).to_contain_text("mất kết nối")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    for _ in range(300):
        if asked:
            break
        page.wait_for_timeout(100)
    assert asked == ["beforeunload"]
    context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text(SAVED)
    assert room.history.version(1).content["result"] == "Gõ khi mất mạng"
    context.close()


def test_a_session_that_ended_loses_nothing(served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, tmp_path: Path) -> None:
    app, url = served
    lan = Browser(app, clock)
    context = arrived(served, chromium, clock, "lan", lan)
    page = Desk(context.new_page(), tmp_path).page
    room = app.state.parts.editorial
    room.drafts.open(CODE, "staff:1")
    page.goto(f"{url}/procedures/{CODE}/edit")
    [cookie] = context.cookies()
    context.clear_cookies()
    typed(page, "Kết quả nhận được", "Gõ khi phiên đã hết")
    expect(page.locator("#saved")).to_contain_text("phiên đăng nhập đã hết")
    hoa = arrive(Browser(app, clock), "hoa", Role.CURATOR)  # somebody else signs in at this browser: what Lan typed is not hers
    context.add_cookies([{"name": cookie["name"], "value": hoa.token, "url": url}])
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.url.endswith("/edit")):
        typed(page, "Kết quả nhận được", "Gõ khi người khác đã đăng nhập")
    expect(page.locator("#saved")).to_contain_text("phiên đăng nhập đã hết")
    lan.sign_in("lan")  # anew in another tab: another session, and so another token
    context.add_cookies([{"name": cookie["name"], "value": lan.token, "url": url}])
    typed(page, "Kết quả nhận được", "Gõ sau khi đăng nhập lại")
    expect(page.locator("#saved")).to_contain_text(SAVED)
    kept = room.history.version(1)
    assert (kept.content["result"], kept.editors) == ("Gõ sau khi đăng nhập lại", ["staff:1"])
    context.close()
