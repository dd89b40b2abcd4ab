"""Every sentence a page asks for is there, and none is there for nothing."""

import re

from console import desks, pages, problem
from console.roles import Role

_SAID = re.compile(r'\bt\("([a-z_]+\.[a-z_0-9]+)"')
_NAMED = re.compile(r'"((?:sign_in|password|account|staff|oidc|audit|frame|error)\.[a-z_]+)"')
_VIETNAMESE = re.compile(r"[ạảãàáâậấẩẫầăặắẳẵằọỏõòóôộổỗồốơợớởỡờéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", re.IGNORECASE)


def used() -> set[str]:
    found = {key for file in (pages.FOLDER / "templates").glob("*.html") for key in _SAID.findall(file.read_text("utf-8"))}
    found |= {key for file in pages.FOLDER.rglob("*.py") for key in _NAMED.findall(file.read_text("utf-8"))}
    found |= {f"roles.{prefix}{role}" for role in Role for prefix in ("", "about_")}
    found |= {f"desks.{desk.name}" for desk in desks.DESKS} | {f"home.about_{desk.name}" for desk in desks.DESKS if desk.path != "/"}
    return found | {f"error.{part}_{status}" for status in {*problem.WORDED, 500} for part in ("title", "body")}


def test_the_words_and_the_pages_agree() -> None:
    known = {key for key in pages.words() if not key.startswith(("actions.", "details."))}
    actions = {key.removeprefix("actions.") for key in pages.words() if key.startswith("actions.")}
    asked = {key for key in used() - (actions - known) if not key.endswith((".html", "_"))}
    assert asked - known == set()
    assert known - asked == set()


def test_they_are_vietnamese() -> None:
    assert [key for key, said in pages.words().items() if not _VIETNAMESE.search(said)] == []
