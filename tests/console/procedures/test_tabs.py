"""One person with a record open twice, and a page that comes too late: what was typed is in the draft, or waits to be chosen."""

from typing import Any

from tests.console.procedures.conftest import CODE, Office
from tests.console.procedures.sheet import Sheet, opened


def content(office: Office, sheet: Sheet, name: str) -> Any:
    return office.room.history.version(int(sheet["number"])).content[name]


def test_two_tabs_of_one_person(office: Office) -> None:
    one = opened(office.lan, CODE)
    other = Sheet(office.lan, CODE)
    one.type("steps.0", "Bước gõ ở thẻ một")
    one.autosave("steps")
    other.type("steps.1", "Bước gõ ở thẻ hai")
    told = other.autosave("steps")
    assert told["good"] is False
    assert "ở một thẻ khác" in told["fields"]["steps"]
    assert content(office, one, "steps")[0] == "Bước gõ ở thẻ một"
    [aside] = office.room.drafts.asides(int(one["number"]))
    assert aside.value[1] == "Bước gõ ở thẻ hai"


def test_a_page_whose_answer_was_lost_is_in_nobodys_way(office: Office) -> None:
    lan = opened(office.lan, CODE)
    lan.type("result", "Giấy của Lan")
    lan.autosave("result")
    lan.type("revision", "0")  # it never heard that this was kept
    lan.type("result", "Giấy của Lan, viết tiếp")
    assert lan.autosave("result")["good"] is True
    assert content(office, lan, "result") == "Giấy của Lan, viết tiếp"
    assert office.room.drafts.asides(int(lan["number"])) == []


def test_a_late_page_does_not_overwrite_the_next_draft(office: Office) -> None:
    lan = opened(office.lan, CODE)
    office.room.review.withdraw(int(lan["number"]), "staff:1", "làm lại từ đầu")
    hoa = opened(office.hoa, CODE)
    hoa.type("result", "Giấy của Hoa")
    hoa.autosave("result")
    lan.type("result", "Giấy của Lan")
    lan.type("agency", "Cơ quan của Lan")
    lan.type("source.agency", "Công văn 7")
    assert lan.press("again").status_code == 303
    assert (content(office, hoa, "result"), content(office, hoa, "agency")) == ("Giấy của Hoa", "Cơ quan của Lan")
    assert office.room.history.version(int(hoa["number"])).sources == {"agency": "Công văn 7"}
    [aside] = office.room.drafts.asides(int(hoa["number"]))
    assert (aside.field, aside.value) == ("result", "Giấy của Lan")


def test_a_whole_page_does_not_put_back_a_source_that_another_told(office: Office) -> None:
    lan, hoa = opened(office.lan, CODE), opened(office.hoa, CODE)
    hoa.type("source.result", "Quyết định 5")
    hoa.autosave("result")
    lan.type("agency", "Cơ quan của Lan")
    lan.type("source.place", "Công văn 8")
    lan.press()
    assert office.room.history.version(int(lan["number"])).sources == {"result": "Quyết định 5", "place": "Công văn 8"}
    cleared = Sheet(office.lan, CODE)
    cleared.type("source.place", "")
    cleared.press()
    assert office.room.history.version(int(lan["number"])).sources["place"] == ""
