"""The desk of intents: what is shown, four eyes, what was typed stays, and what cannot be done is said in words."""

import shutil
from collections.abc import Callable
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from console.roles import Role
from tests.console.desk import Browser, read
from training.changes.schemas import hashed
from training.corpus.change import read as text_of
from training.corpus.corpus import Corpus
from training.dialogue import shelf
from training.dialogue.models import DialogueModel
from training.dialogue.report import PLAIN

FEE = "/intents/one/ask_fee"


def chosen(browser: Browser, intent: str, count: int) -> list[str]:
    """What the page sends of the first examples of an intent."""
    held = [one for one in Corpus.read(browser.parts.settings.home).examples if one.intent == intent]
    return [f"{one.file}|{hashed(one.markup)}" for one in held[:count]]


def propose(browser: Browser, form: str, intent: str = "ask_fee", **fields: str | list[str]) -> int:
    """Propose, and return the number."""
    place = browser.post(f"/intents/one/{intent}/{form}", f"/intents/one/{intent}", **fields).headers["location"]
    return int(place.rsplit("/", 1)[1])


def approve(browser: Browser, number: int) -> str:
    """Approve what the page shows, and return what the next page says."""
    place = f"/intents/changes/{number}"
    shown = browser.get(place)
    seen = shown.text.split('name="seen" value="')[1].split('"')[0]
    assert browser.send(f"{place}/approve", shown, seen=seen).headers["location"] == place
    return read(browser.get(place))


def test_the_list_tells_counts_descriptions_and_what_to_look_at(lan: Browser) -> None:
    page = read(lan.get("/intents"))
    assert "Hỏi lệ phí Hỏi phí, lệ phí, có tốn tiền không" in page
    assert "Chưa có mô hình nào đang dùng đã được đo" in page
    assert "Không có câu mẫu nào." in page  # of the button
    found = lan.get("/intents?q=ho+so+den+dau", **{"hx-request": "true"})
    assert "<html" not in found.text
    assert "Hỏi hồ sơ đến đâu" in read(found)
    assert "Không có ý định nào hợp" in read(lan.get("/intents?q=zzzz"))
    for order in ("few", "f1", "warned", "<x>"):
        assert lan.get(f"/intents?order={quote(order)}").status_code == 200
    assert lan.get(f"/intents?q={'x' * 201}").status_code == 422


def test_the_live_model_tells_f1_and_what_is_confused(lan: Browser) -> None:
    parts = lan.parts
    folder = parts.settings.bot_models
    folder.mkdir(parents=True)
    (folder / "dialogue-1.tar.gz").write_bytes(b"x")
    shelf.point_to(folder, "dialogue-1.tar.gz")
    plain = {"intents": {"ask_fee": {"p": 1.0, "r": 0.5, "f1": 0.6667, "n": 2}}, "confusions": [["ask_fee", "compare", 7]]}
    with parts.database.begin() as session:
        session.add(
            DialogueModel(
                name="dialogue-1.tar.gz", sha256="x", dataset="d", test_set="t", made_with={}, against=None, against_report=None, failed=[],
                report={"writings": {PLAIN: plain}}, by="cli", at=parts.clock(), removed=False,
            )
        )  # fmt: skip
    page = read(lan.get("/intents?order=f1"))
    assert page.index("Hỏi lệ phí Hỏi phí") < page.index("Hỏi về một thủ tục Người dân")
    assert "0,667" in page
    assert "mô hình đang dùng (dialogue-1)" in page
    assert "Mô hình đang dùng hay nghe sai ý định này." in page
    one = read(lan.get(FEE))
    assert "So sánh nhầm 7 câu khi đo" in one


def test_intents_to_choose_from_stand_as_in_a_dictionary(lan: Browser) -> None:
    page = read(lan.get("/intents/new"))
    assert page.index("Cảm ơn") < page.index("Chào")
    assert page.index("Hỏi điều kiện") < page.index("Hỏi giấy tờ")


def test_a_page_of_one_intent_searches_its_examples(lan: Browser) -> None:
    page = read(lan.get(FEE))
    assert "Khi nào không chọn" in page
    assert "Trang 1 trên 3" in page
    assert "16 % câu mẫu có câu gần nhất thuộc ý định đó" in read(lan.get("/intents/one/goodbye"))
    found = lan.get(f"{FEE}?q=ton+may+dong&target=train&file=nlu_data/nlu/fee.yml")
    assert found.text.count('name="chosen"') < 10
    assert "Không có câu nào hợp" in read(lan.get(f"{FEE}?q=zzzz"))
    assert lan.get(f"{FEE}?page=99").status_code == 200
    assert lan.get(f"{FEE}?page=0").status_code == 422
    assert lan.get("/intents/one/nobody").status_code == 404
    assert lan.get(f"/intents/one/{'x' * 41}").status_code == 422


def test_a_move_is_approved_by_another_and_told_in_the_audit(lan: Browser, minh: Browser, somebody: Callable[..., Browser]) -> None:
    home = lan.parts.settings.home
    before = Corpus.read(home).intents
    number = propose(lan, "examples", verb="move", into="ask_place", chosen=chosen(lan, "ask_fee", 3), reason="hỏi nơi nộp tiền")
    assert "Chuyển 3 câu từ “Hỏi lệ phí” sang “Hỏi nơi nộp”" in read(minh.get("/intents/changes"))
    mine = lan.get(f"/intents/changes/{number}")
    assert "Đây là đề xuất của bạn" in read(mine)
    assert 'name="seen"' not in mine.text
    refused = lan.send(f"/intents/changes/{number}/approve", mine, seen="x")
    assert refused.status_code == 409
    assert "không duyệt được đề xuất của chính mình" in read(refused)
    stale = minh.post(f"/intents/changes/{number}/approve", f"/intents/changes/{number}", seen="other")
    assert stale.status_code == 409
    assert "Tệp dữ liệu đã đổi" in read(stale)
    assert Corpus.read(home).intents == before
    assert "Đã duyệt và ghi vào tệp" in approve(minh, number)
    after = Corpus.read(home).intents
    assert (after["ask_fee"], after["ask_place"]) == (before["ask_fee"] - 3, before["ask_place"] + 3)
    again = minh.post(f"/intents/changes/{number}/drop", "/intents/changes")
    assert again.status_code == 409
    assert "đã có người quyết định" in read(again)
    audit = somebody("chi", Role.ADMIN).get("/audit")
    assert "Ghi thay đổi vào dữ liệu huấn luyện" in read(audit)
    assert f"Đề xuất dữ liệu số {number}" in read(audit)
    assert "Cán bộ minh" in read(lan.get("/intents/changes?over=true")) + read(lan.get(f"/intents/changes/{number}"))


def test_what_cannot_be_proposed_keeps_what_was_typed(lan: Browser) -> None:
    some = chosen(lan, "ask_fee", 2)
    for path, fields, said in (
        ("examples", {"verb": "split", "new": "Hỏi giá", "called": "Hỏi giá <b>", "chosen": some, "reason": "vì thế"}, "Chưa điền đúng"),
        ("examples", {"verb": "move", "into": "", "chosen": some}, "không còn trong tệp dữ liệu"),
        ("examples", {"verb": "move", "into": "ask_place", "chosen": []}, "Hãy chọn ít nhất một câu"),
        ("examples", {"verb": "remove", "chosen": ["../../etc/passwd|x"]}, "không còn trong tệp dữ liệu"),
        ("examples", {"verb": "split", "new": "ask_place", "chosen": some}, "đã có rồi"),
        ("rename", {"new": "greet", "reason": "gọn hơn"}, "đã có rồi"),
        ("rename", {"new": "x" * 300}, "Chưa điền đúng"),
        ("rename", {"new": "gia", "reason": "gọi 0903123456"}, "thông tin cá nhân"),
        ("merge", {"into": "ask_fee"}, "Chưa điền đúng"),
        ("describe", {"means": "x" * 501}, "Chưa điền đúng"),
        ("describe", {"means": "a\x00b" + "y" * 20_001}, "Chưa điền đúng"),
    ):  # fmt: skip
        answer = lan.post(f"{FEE}/{path}", FEE, **fields)
        assert answer.status_code == 409, fields
        assert said in read(answer), fields
        if "called" in fields:
            assert "Hỏi giá &lt;b&gt;" in answer.text
            assert answer.text.count(" checked") == len(some)
            assert 'value="vì thế"' in answer.text
    assert "Không có đề xuất nào đang chờ." in read(lan.get("/intents/changes"))
    assert lan.post("/intents/one/nobody/rename", FEE, new="x").status_code == 404


def test_one_example_is_written_anew_or_taken_out(lan: Browser, minh: Browser) -> None:
    home = lan.parts.settings.home
    file, mark = chosen(lan, "greet", 1)[0].split("|")
    place = f"/intents/one/greet/example?file={quote(file)}&mark={mark}"
    shown = lan.get(place)
    assert "Một câu mẫu" in read(shown)
    bad = lan.send("/intents/one/greet/example", shown, file=file, mark=mark, markup="số tôi 0903123456", verb="edit")
    assert bad.status_code == 409
    assert "số tôi 0903123456" in bad.text
    assert "thông tin cá nhân" in read(bad)
    sent = lan.send("/intents/one/greet/example", shown, file=file, mark=mark, markup="chào cả nhà [Bến Thành](ward) nghen", verb="edit")
    approve(minh, int(sent.headers["location"].rsplit("/", 1)[1]))
    assert "    - chào cả nhà [Bến Thành](ward) nghen\n" in text_of(home / file)
    assert lan.get(place).status_code == 404
    file, mark = chosen(lan, "greet", 1)[0].split("|")
    sent = lan.send("/intents/one/greet/example", shown, file=file, mark=mark, verb="remove")
    assert "Bỏ 1 câu mẫu của “Chào”" in approve(minh, int(sent.headers["location"].rsplit("/", 1)[1]))


def test_a_new_intent_and_its_name(lan: Browser, minh: Browser) -> None:
    given = {
        "name": "hoi_tong_dai",
        "called": "Hỏi tổng đài",
        "means": "Hỏi số tổng đài",
        "choose": "",
        "avoid": "",
        "like": "ask_overview",
    }
    bad = lan.post("/intents/new", **given, examples="tổng đài số mấy vậy ta\ntong dai so may vay ta")
    assert bad.status_code == 409
    assert "Có hai câu giống nhau" in read(bad)
    assert "tong dai so may vay ta" in bad.text
    sent = lan.post("/intents/new", **given, examples="tổng đài thành phố số mấy vậy ta\nxin số đường dây nóng của thành phố")
    approve(minh, int(sent.headers["location"].rsplit("/", 1)[1]))
    page = read(lan.get("/intents?q=tong+dai"))
    assert "Hỏi tổng đài Hỏi số tổng đài 2 câu học, 0 câu kiểm tra" in page
    assert "Mới có 2 câu mẫu để học, nên có ít nhất 25." in page
    assert "Chưa có câu kiểm tra" in page


def test_what_code_names_is_handed_out_as_a_patch(lan: Browser, minh: Browser) -> None:
    home = lan.parts.settings.home
    number = propose(lan, "rename", "human", new="officer")
    page = read(minh.get(f"/intents/changes/{number}"))
    assert "Chương trình đang gọi ý định này bằng tên cũ" in page
    assert "Người lập trình phải xem" in page
    assert "actions/" in page
    assert "Đã duyệt, chưa ghi" in approve(minh, number)
    assert Corpus.read(home).intents["human"]
    patch = minh.get(f"/intents/changes/{number}/patch")
    assert patch.headers["content-disposition"] == f'attachment; filename="intents-{number}.patch"'
    assert "-- human\n+- officer\n" in patch.text.replace("+- intent", "+-intent")
    early = minh.post(f"/intents/changes/{number}/done", f"/intents/changes/{number}")
    assert "Tệp dữ liệu chưa có thay đổi này" in read(early)
    assert minh.post(f"/intents/changes/{number}/drop", f"/intents/changes/{number}").headers["location"] == "/intents/changes"
    assert minh.get("/intents/changes/999").status_code == 404
    assert minh.get("/intents/changes/99999999999").status_code == 422
    assert minh.get("/intents/changes/999/patch").status_code == 404


def test_entities_synonyms_and_lists(lan: Browser, minh: Browser) -> None:
    page = read(lan.get("/intents/entities"))
    assert "Mô hình hiện không dùng bảng từ đồng nghĩa này" in page
    assert "Chưa có từ đồng nghĩa nào." in page
    assert "Chưa có danh mục" in page
    assert "Mã hồ sơ dossier_code" in page
    bad = lan.post("/intents/entities/synonyms", "/intents/entities", value="căn cước", words="cccd\nCCCD", verb="add")
    assert bad.status_code == 409
    assert "cccd\nCCCD</textarea>" in bad.text
    sent = lan.post("/intents/entities/synonyms", "/intents/entities", value="căn cước", words="cccd\n\n thẻ căn cước ", verb="add")
    approve(minh, int(sent.headers["location"].rsplit("/", 1)[1]))
    sent = lan.post("/intents/entities/synonyms", "/intents/entities", value="căn cước", chosen=["cccd"], verb="remove")
    approve(minh, int(sent.headers["location"].rsplit("/", 1)[1]))
    assert text_of(lan.parts.settings.home / "nlu_data/synonyms/synonyms.yml").endswith(
        "- synonym: căn cước\n  examples: |\n    - thẻ căn cước\n"
    )
    folder = lan.parts.settings.var / "lookups"
    folder.mkdir(parents=True)
    (folder / "terms.tsv").write_bytes("ward\t1\tBến Thành\nward\t1\tP. Bến Thành\n\nbad\n".encode() + b"ward\t2\t\xff\n")
    assert "Phường, xã 3 2" in read(lan.get("/intents/entities"))
    config = lan.parts.settings.home / "config.yml"
    config.write_text(config.read_text("utf-8").replace("pipeline:", "pipeline:\n- name: EntitySynonymMapper"), "utf-8")
    assert "Mô hình hiện không dùng" not in read(lan.get("/intents/entities"))


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"nlu: [", b"nlu:\n- intent: a\n"])
def test_a_file_that_cannot_be_read_is_a_page_and_no_crash(lan: Browser, raw: bytes) -> None:
    form = lan.get("/intents/new")
    (lan.parts.settings.home / "nlu_data/nlu/broken.yml").write_bytes(raw)
    pages = [lan.get(f"/intents{path}") for path in ("", "/one/ask_fee", "/entities", "/changes", "/new")]
    for page in (*pages, lan.send("/intents/new", form)):
        assert page.status_code == 409
        assert "nlu_data/nlu/broken.yml" in read(page)


def test_a_home_without_training_data_has_an_empty_desk(lan: Browser) -> None:
    home = lan.parts.settings.home
    shutil.rmtree(home / "nlu_data")
    shutil.rmtree(home / "tests")
    for name in ("domain.yml", "intents.yml", "config.yml"):
        (home / name).unlink()
    for path in ("", "/entities", "/changes", "/new"):
        assert lan.get(f"/intents{path}").status_code == 200
    assert lan.post("/intents/new", name="a", examples="một hai ba").status_code == 409


def test_a_dead_database_is_said(lan: Browser) -> None:
    shown = lan.get(FEE)
    with lan.parts.database.begin() as session:
        session.execute(sa.text("DROP TABLE data_changes"))
    assert lan.get(FEE).status_code == 503
    assert lan.send(f"{FEE}/rename", shown, new="x").status_code == 503
