"""A trainer at a real browser: a label into the files past a conflict, a file of others to what waits and is read, and the figures."""

from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from console.roles import Role
from core.settings import Settings
from tests.console.corpus.conftest import FILE, done, label, labelling
from tests.console.corpus.test_imports import TABLE
from tests.console.desk import Browser, Clock, arrive
from tests.console.look import MARKS, Desk, seated
from training.corpus.schemas import Target
from training.labels.schemas import Reading

pytestmark = MARKS
TITLE = "Dữ liệu huấn luyện"


def test_from_a_label_to_the_files_and_from_a_file_to_labels(
    served: tuple[FastAPI, str], chromium: Chromium, clock: Clock, settings: Settings, tmp_path: Path
) -> None:
    app, url = served
    parts, path = app.state.parts, settings.home / FILE
    lan = arrive(Browser(app, clock), "lan", Role.TRAINER)
    context = seated(chromium, url, lan)
    desk = Desk(context.new_page(), tmp_path)
    page = desk.page

    label(parts, "tốn mấy đồng vậy")
    label(parts, "😀 đổi thẻ căn cước", "ask_fee", entity=(6, 18))
    page.goto(f"{url}/corpus")
    desk.look(TITLE, "export")
    page.get_by_role("button", name="Ghi vào kho").click()
    expect(page.get_by_text("Đã ghi nhãn vào kho.")).to_be_visible()
    assert "- 😀 đổi [thẻ căn cước](paper)\n" in path.read_text("utf-8")

    label(parts, "tốn mấy đồng vậy", "greet")
    page.goto(f"{url}/corpus")
    path.write_text(path.read_text("utf-8").replace("tốn mấy đồng vậy", "tốn mấy đồng vậy ạ"), "utf-8", newline="")
    page.get_by_role("button", name="Ghi vào kho").click()
    expect(page.get_by_text("Chưa ghi gì cả; xin chọn cho từng chỗ.")).to_be_visible()
    desk.look(TITLE, "conflict")
    page.get_by_label("Giữ như trong tệp bây giờ").check()
    page.get_by_role("button", name="Ghi theo lựa chọn").click()
    expect(page.get_by_text("gộp với những gì người khác vừa sửa")).to_be_visible()
    assert "tốn mấy đồng vậy ạ" in path.read_text("utf-8")

    page.get_by_role("link", name="Nhập câu mẫu").click()
    page.get_by_label("Tệp", exact=True).set_input_files({"name": "ảnh.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    page.get_by_role("button", name="Tải lên và so sánh").click()
    expect(page.get_by_text("không phải .yml, .csv, .tsv hay .json")).to_be_visible()
    desk.look(TITLE, "imports")
    page.get_by_label("Tệp", exact=True).set_input_files({"name": "câu của bạn.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    page.get_by_role("button", name="Tải lên và so sánh").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    done(parts)
    page.get_by_role("link", name="Xem kết quả").click()
    desk.look("câu của bạn.csv", "read")
    for kind in ("Gần giống câu đã có", "Trái với dữ liệu", "Không dùng được"):
        page.get_by_role("link", name=kind).click()
        desk.look("câu của bạn.csv", f"read-{kind[:4]}")
    page.get_by_role("button", name="Đưa 3 câu mới vào danh sách chờ đọc").click()
    expect(page.get_by_text("Việc đang chờ đến lượt.")).to_be_visible()
    done(parts)
    page.get_by_role("link", name="Xem kết quả").click()
    desk.look(TITLE, "proposals")
    page.get_by_label("Ý định của “chào buổi tối cả nhà”").fill("khong_co")
    page.get_by_role("button", name="Nhận “chào buổi tối cả nhà”").click()
    expect(page.get_by_text("Ý định này chưa có câu mẫu nào.")).to_be_visible()
    desk.look(TITLE, "proposals-left")
    page.get_by_label("Ý định của “chào buổi tối cả nhà”").fill("greet")
    page.get_by_role("button", name="Nhận cả trang").click()
    expect(page.get_by_text("Đã xong 3 câu.")).to_be_visible()

    strict = labelling(parts, both=True)
    for number, intent in enumerate(("ask_fee", "ask_fee", "greet", "greet", "ask_fee")):
        for by, said in (("staff:1", intent), ("staff:9", "greet" if number == 4 else intent)):
            strict.give(f"câu đọc hai lần số {number} nhé", Reading(said), Target.TRAIN, by)
    page.get_by_role("link", name="Đồng thuận").click()
    desk.look(TITLE, "agreement")
    page.get_by_role("link", name="Xem các câu lệch nhau").first.click()
    desk.look("Các câu lệch nhau", "disputes")
    page.goto(f"{url}/corpus/data")
    desk.look(TITLE, "data")
    assert [one for one in desk.errors if "status of 4" not in one] == []  # a page that refuses says so by its status too
    context.close()
