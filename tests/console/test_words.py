"""Every sentence a page asks for is there, and none is there for nothing."""

import re

from console import desks, pages, problem
from console.roles import Role

_ROOMS = "|".join(sorted(file.stem for file in (pages.FOLDER / "words").glob("*.yml")))
# A whole key, `"room.key"`, or one whose end stands elsewhere: `"room.state_"`, `f"room.state_{state}"`, `f"room.{name}"`.
_NAMED = re.compile(rf'"((?:{_ROOMS})\.[a-z_0-9]*)["{{]')
_VIETNAMESE = re.compile(r"[ạảãàáâậấẩẫầăặắẳẵằọỏõòóôộổỗồốơợớởỡờéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", re.IGNORECASE)


def used() -> set[str]:
    files = [*(pages.FOLDER / "templates").rglob("*.html"), *pages.FOLDER.rglob("*.py")]
    found = {key for file in files for key in _NAMED.findall(file.read_text("utf-8"))}
    found |= {f"roles.{prefix}{role}" for role in Role for prefix in ("", "about_")}
    found |= {f"desks.{desk.name}" for desk in desks.DESKS} | {f"home.about_{desk.name}" for desk in desks.DESKS if desk.path != "/"}
    return found | {f"error.{part}_{status}" for status in {*problem.WORDED, 500} for part in ("title", "body")}


def test_the_words_and_the_pages_agree() -> None:
    known, asked = set(pages.words()), used()
    actions = {key.removeprefix("actions.") for key in known if key.startswith("actions.")}
    begun = tuple(key for key in asked if key.endswith(("_", ".")))
    whole = {key for key in asked - actions - set(begun) if not key.endswith((".html", ".yml", ".csv", ".xlsx"))}
    assert whole - known == set()
    assert {key for key in known - asked if not key.startswith(begun)} == set()
    assert [prefix for prefix in begun if not any(key.startswith(prefix) for key in known)] == []


def test_they_are_vietnamese() -> None:
    assert [key for key, said in pages.words().items() if not _VIETNAMESE.search(said)] == []
