"""The desk of words with forms: write, be refused one's own approval, approve as another, go back; what is typed is never lost."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from httpx2 import Response

from console.roles import Role
from core.overlays import Overlays
from knowledge.reference.kinds import LIFE, OVERLAY, WARD
from tests.console.desk import Browser, read

People = Callable[..., Browser]
GKS = "/reference/words/entry?key=short%3Agks"


@pytest.fixture
def curator(somebody: People) -> Browser:
    return somebody("lan", Role.CURATOR, Role.APPROVER)


@pytest.fixture
def approver(somebody: People) -> Browser:
    return somebody("binh", Role.APPROVER)


def stamp(shown: Response) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', shown.text)
    assert found
    return found[1]


def sent(browser: Browser, path: str, **fields: str | list[str]) -> Response:
    """Send the form of a page with the stamp that it shows."""
    shown = browser.get(path)
    return browser.send(path, shown, stamp=stamp(shown), **fields)


def open_number(browser: Browser, path: str) -> tuple[str, str]:
    """The number and the revision of the change that the page of an entry shows."""
    shown = browser.get(path).text
    found = re.search(r'action="/reference/changes/(\d+)/drop">.*?name="revision" value="(\d+)"', shown, re.DOTALL)
    assert found
    return found[1], found[2]


def test_a_word_from_its_writing_to_its_end(curator: Browser, approver: Browser) -> None:
    done = sent(curator, GKS, means="giấy khai sinh bản chính", note="dân hay hỏi bản chính", verb="save")
    assert done.headers["location"] == "/reference/words/entry?key=short%3Agks"
    number, revision = open_number(curator, GKS)
    own = curator.post(f"/reference/changes/{number}/approve", GKS, revision=revision)
    assert own.status_code == 403
    assert "không thể tự duyệt" in read(own)
    assert "giấy khai sinh bản chính" in read(approver.get("/reference/changes"))
    assert approver.post(f"/reference/changes/{number}/approve", GKS, revision=revision).status_code == 303
    shown = read(approver.get(GKS))
    assert "chờ công bố" in shown
    assert "Cán bộ binh duyệt" in shown
    again = approver.post(f"/reference/changes/{number}/approve", GKS, revision=revision)
    assert again.status_code == 409
    assert approver.post(f"/reference/changes/{number}/undo", GKS, why="nhầm").status_code == 303
    assert "Đang theo bản gốc" in read(approver.get(GKS))
    assert "nhầm" in read(approver.get("/reference/changes?shelf=dropped"))


def test_a_change_is_given_back_with_a_reason(curator: Browser, approver: Browser) -> None:
    sent(curator, GKS, means="giấy khai sinh bản chính", verb="save")
    number, revision = open_number(curator, GKS)
    unsaid = approver.post(f"/reference/changes/{number}/give-back", GKS, revision=revision, why=" ")
    assert (unsaid.status_code, "cần sửa gì" in read(unsaid)) == (422, True)
    long = approver.post(f"/reference/changes/{number}/give-back", GKS, revision=revision, why="x" * 501)
    assert (long.status_code, "x" * 501 in long.text) == (422, True)
    assert approver.post(f"/reference/changes/{number}/give-back", GKS, revision=revision, why="ghi rõ hơn").status_code == 303
    assert "ghi rõ hơn" in read(curator.get(GKS))
    sent(curator, GKS, means="bản chính giấy khai sinh", verb="save")
    number, revision = open_number(curator, GKS)
    assert revision == "2"
    assert curator.post(f"/reference/changes/{number}/drop", GKS, revision=revision).status_code == 303
    assert curator.post("/reference/changes/999/drop", GKS, revision="1").status_code == 404


def test_two_people_in_one_entry(curator: Browser, somebody: People) -> None:
    other = somebody("hoa", Role.CURATOR)
    seen = other.get(GKS)
    sent(curator, GKS, means="giấy khai sinh bản chính", verb="save")
    late = other.send(GKS, seen, stamp=stamp(seen), means="giấy khai sinh gốc", note="của tôi", verb="save")
    assert late.status_code == 409
    told = read(late)
    assert "Người khác vừa sửa" in told
    assert "giấy khai sinh bản chính" in told
    assert 'value="giấy khai sinh gốc"' in late.text
    assert other.send(GKS, late, stamp=stamp(late), means="giấy khai sinh gốc", note="của tôi", verb="save").status_code == 303


@pytest.mark.parametrize("cell", ["", "x" * 81, "\u200b", "...", "x" * 100_000])
def test_a_cell_that_cannot_be_taken_is_told_beside_it(curator: Browser, cell: str) -> None:
    told = sent(curator, GKS, means=cell, note="vì sao", verb="save")
    assert told.status_code == 422
    assert 'id="e-means"' in told.text
    assert 'value="vì sao"' in told.text


def test_a_new_word_and_the_same_again(curator: Browser) -> None:
    made = sent(curator, "/reference/words/new", kind="same", written="Bé\tchào đời", means="đăng ký khai sinh", verb="save")
    assert made.headers["location"] == "/reference/words/entry?key=same%3Ab%C3%A9%20ch%C3%A0o%20%C4%91%E1%BB%9Di"
    assert "Bé chào đời" in read(curator.get("/reference/words?q=be+chao+doi&state=waiting"))
    again = sent(curator, "/reference/words/new", kind="same", written="bé chào đời", means="khai sinh", verb="save")
    assert (again.status_code, "Đã có" in read(again)) == (422, True)
    assert sent(curator, "/reference/words/new", kind="lạ", written="x", means="y", verb="save").status_code == 422
    assert sent(curator, "/reference/words/new", kind="short", written="x" * 300, means="y", verb="save").status_code == 422


def test_a_word_that_hides_another_is_pointed_out(curator: Browser) -> None:
    sent(curator, "/reference/words/new", kind="short", written="mất", means="chết", verb="save")
    shown = read(curator.get("/reference/words/entry?key=short%3Am%E1%BA%A5t"))
    assert "cũng là một tiếng Việt" in shown
    assert "câu hỏi chuẩn sẽ được đọc khác đi" in shown


def test_an_entry_is_asked_to_go(curator: Browser, approver: Browser) -> None:
    sent(curator, GKS, note="không ai dùng", verb="remove")
    number, revision = open_number(curator, GKS)
    approver.post(f"/reference/changes/{number}/approve", GKS, revision=revision)
    assert "Mục này đã được bỏ" in read(curator.get(GKS))
    assert "đã bỏ" in read(curator.get("/reference/words?state=changed"))


def test_a_trainer_writes_words_and_no_texts(somebody: People) -> None:
    trainer = somebody("mai", Role.TRAINER)
    assert sent(trainer, GKS, means="giấy khai sinh bản chính", verb="save").status_code == 303
    text = "/reference/texts/entry?key=service.thanks"
    assert 'name="vi"' not in trainer.get(text).text
    assert trainer.post(text, GKS, vi="a", en="b").status_code == 403


def test_a_trainer_drops_nobody_elses_sheet(somebody: People, curator: Browser) -> None:
    path = "/reference/texts/entry?key=service.thanks"
    sent(curator, path, vi="Cảm ơn bạn.", en="Thank you.", verb="save")
    number, revision = open_number(curator, path)
    assert somebody("mai", Role.TRAINER).post(f"/reference/changes/{number}/drop", GKS, revision=revision).status_code == 404


def test_a_text_is_said_once_it_is_approved(curator: Browser, approver: Browser) -> None:
    path = "/reference/texts/entry?key=facets.amount"
    told = sent(curator, path, vi="{amount} đồng Việt Nam {", en="{amount} dong", verb="save")
    assert (told.status_code, "{amount}" in read(told)) == (422, True)
    sent(curator, path, vi="{amount} đồng Việt Nam", en="{amount} dong", verb="save")
    number, revision = open_number(curator, path)
    assert Overlays(curator.parts.database).get(OVERLAY) == (None, 0)
    approver.post(f"/reference/changes/{number}/approve", path, revision=revision)
    assert Overlays(curator.parts.database).get(OVERLAY)[0] == {"facets.amount": {"vi": "{amount} đồng Việt Nam", "en": "{amount} dong"}}
    assert "đang nói câu này" in read(approver.get(path))


def test_a_golden_question_begun_from_a_question_of_people(curator: Browser) -> None:
    shown = curator.get("/reference/golden/new?question=sinh+em+b%C3%A9+xong+l%C3%A0m+g%C3%AC")
    assert "sinh em bé xong làm gì" in shown.text
    found = curator.send(
        "/reference/golden/new", shown, stamp=stamp(shown), question="sinh em bé xong làm gì", find="khai sinh", verb="find", rank="1"
    )
    assert "1.001193" in found.text
    assert "sinh em bé xong làm gì" in found.text
    unsure = curator.send(
        "/reference/golden/new", found, stamp=stamp(found), question="sinh em bé xong", rank="1", behavior="x", verb="save"
    )
    assert unsure.status_code == 422
    done = curator.send(
        "/reference/golden/new",
        found,
        stamp=stamp(found),
        question="sinh em bé xong làm gì",
        expected_codes="1.001193",
        rank="5",
        verb="save",
    )
    assert done.status_code == 303
    shown = curator.get(done.headers["location"])
    assert 'value="1.001193" checked' in shown.text
    tried = curator.send("/reference/golden/new", found, stamp=stamp(found), question="sinh em bé xong làm gì", verb="try")
    assert "Chưa mở được bản đang chạy" in read(tried)  # nothing is published here
    assert "Chưa mở được" in read(curator.get("/reference/try?question=khai+sinh&expected_codes=1.001193"))


def fields(shown: Response, form: str) -> dict[str, list[str]]:
    """The fields of a form as a browser would send them untouched."""

    class Reader(HTMLParser):
        inside, area, chosen = False, "", ""

        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, list[str]] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            named = dict(attrs)
            name, value = named.get("name") or "", named.get("value") or ""
            if tag == "form":
                self.inside = form in (named.get("class") or "")
            if not self.inside:
                return
            if tag == "input" and name and (named.get("type") != "checkbox" or "checked" in named):
                self.found.setdefault(name, []).append(value)
            if tag == "textarea":
                self.area = name
                self.found[name] = [""]
            if tag == "select":
                self.chosen = name
            if tag == "option" and (self.chosen not in self.found or "selected" in named):
                self.found[self.chosen] = [value]

        def handle_data(self, data: str) -> None:
            if self.inside and self.area:
                self.found[self.area][0] += data

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea" and self.area:
                self.found[self.area][0] = self.found[self.area][0].removeprefix("\n")
                self.area = ""

    reader = Reader()
    reader.feed(shown.text)
    return reader.found


@pytest.mark.parametrize(("sheet", "kind"), [("life-events", LIFE), ("wards", WARD)])
def test_a_form_sent_as_it_was_changes_nothing(curator: Browser, sheet: str, kind: str) -> None:
    entries = curator.parts.editorial.entries
    for row in entries.rows(kind)[:20]:
        path = f"/reference/{sheet}/entry?key={row.key}"
        shown = curator.get(path)
        done = curator.client.post(path, data={**fields(shown, "entry-form"), "verb": "save"})
        assert done.status_code == 303, read(done)
        assert entries.row(kind, row.key).shown == row.shipped, row.key


def test_a_life_event_loses_a_step(curator: Browser) -> None:
    path = "/reference/life-events/entry?key=birth"
    typed = fields(curator.get(path), "entry-form")
    typed |= {"s6.title.vi": [""], "title.vi": ["Sinh con"], "triggers": ["(vợ|chồng) mới sinh\n\n"]}
    assert curator.client.post(path, data={**typed, "verb": "save"}).status_code == 303
    made = curator.parts.editorial.entries.row(LIFE, "birth").shown
    assert made
    assert made["title"]["vi"] == "Sinh con"
    assert made["triggers"] == ["(vợ|chồng) mới sinh"]
    assert "maternity" not in {step["id"] for step in made["steps"]}
    assert len(made["steps"]) == 7
    assert len(made["questions"]) == 3


def test_a_step_that_a_shared_file_needs_stays(curator: Browser) -> None:
    path = "/reference/life-events/entry?key=birth"
    typed = fields(curator.get(path), "entry-form")
    told = curator.client.post(path, data={**typed, "s0.title.vi": [""], "verb": "save"})
    assert (told.status_code, "còn thiếu" in read(told)) == (422, True)
    assert curator.parts.editorial.entries.row(LIFE, "birth").open is None


def test_yaml_of_an_expert(curator: Browser) -> None:
    path = "/reference/life-events/entry?key=birth"
    shown = curator.get(path)
    broken = curator.send(path, shown, stamp=stamp(shown), yaml="id: [", verb="yaml")
    assert broken.status_code == 422
    assert "Dòng 1" in read(broken) or "Dòng 2" in read(broken)
    assert "id: [" in broken.text
    other = curator.send(path, shown, stamp=stamp(shown), yaml="id: birth\ntitle: {vi: a, en: b}", verb="yaml")
    assert "Thiếu phần" in read(other)


def test_a_new_life_event(curator: Browser) -> None:
    shown = curator.get("/reference/life-events/new")
    step = {"vi": "Khai tử", "en": "Register"}
    typed = {f"s{n}.title.{language}": text + str(n) for n in (0, 1) for language, text in step.items()}
    typed |= {f"s{n}.code": code for n, code in enumerate(("1.000656", "1.001193"))}
    done = curator.send(
        "/reference/life-events/new", shown, stamp=stamp(shown), verb="save", audience="people", triggers="nhà có chó mới",
        **{"title.vi": "Nuôi chó", "title.en": "A dog"}, **typed,
    )  # fmt: skip
    assert done.status_code == 303, read(done)
    assert done.headers["location"].endswith("key=nuoi_cho")
    empty = curator.send("/reference/life-events/new", shown, stamp=stamp(shown), verb="save", audience="people")
    assert empty.status_code == 422


@pytest.mark.parametrize("sheet", ["words", "aliases", "golden", "life-events", "wards", "texts"])
def test_lists_are_searched_page_by_page(curator: Browser, sheet: str) -> None:
    for query in ("", "?q=khai+sinh", "?q=%00%E2%80%A8", "?page=99999", "?shelf=lạ&state=lạ", "?q=" + "x" * 400):
        assert curator.get(f"/reference/{sheet}{query}").status_code == 200
    assert "<html" not in curator.get(f"/reference/{sheet}?q=a", **{"hx-request": "true"}).text
    assert curator.get(f"/reference/{sheet}/entry?key=lạ").status_code == 404
    assert curator.get(f"/reference/{sheet}/entry").status_code == 404


def test_old_and_new_names_of_a_unit_are_found(curator: Browser) -> None:
    assert "Phường Sài Gòn" in read(curator.get("/reference/wards?q=ben+nghe"))
    assert "Phường Sài Gòn" in read(curator.get("/reference/wards?q=sai+gon"))


def test_the_overview_and_another_name(curator: Browser, approver: Browser) -> None:
    assert "168 đơn vị" in read(curator.get("/reference"))
    row = next(row for row in curator.parts.editorial.entries.rows("alias") if row.shipped)
    path = f"/reference/aliases/entry?key={row.key}"
    assert sent(curator, path, code="9.999999", verb="save").status_code == 422
    assert sent(curator, path, code="1.001193", verb="save").status_code == 303
    assert "chờ duyệt" in read(approver.get("/reference/aliases?state=waiting"))
