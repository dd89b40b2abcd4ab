"""The page on which a record is written, as a browser has it: its inputs, what was typed into them, and what it sends."""

from html.parser import HTMLParser
from typing import Any

from httpx2 import Response

from tests.console.desk import Browser

Pair = tuple[str, str]


class _Inputs(HTMLParser):
    """The inputs of the form `record`, in their order, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[Pair] = []
        self._inside = False
        self._area: str | None = None
        self._text = ""
        self._choice: str | None = None
        self._first: str | None = None
        self._chosen: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attributes}
        self._inside = self._inside or given.get("id") == "record"
        name = given.get("name")
        if tag == "option" and self._choice:
            self._first = self._first if self._first is not None else given.get("value", "")
            self._chosen = given.get("value", "") if "selected" in given else self._chosen
        if not self._inside or name is None:
            return
        if tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._choice, self._first, self._chosen = name, None, None
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.pairs.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        self._text += data if self._area else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.pairs.append((self._area, self._text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None
        elif tag == "select" and self._choice:
            self.pairs.append((self._choice, self._chosen if self._chosen is not None else self._first or ""))
            self._choice = None
        self._inside = self._inside and tag != "form"


class Sheet:
    """A page of a record that somebody has open."""

    def __init__(self, browser: Browser, code: str, shown: Response | None = None) -> None:
        self.browser, self.code = browser, code
        self.shown = shown or browser.get(f"/procedures/{code}/edit")
        assert self.shown.status_code in (200, 409, 422), self.shown.status_code
        inputs = _Inputs()
        inputs.feed(self.shown.text)
        self.pairs = inputs.pairs

    def __getitem__(self, name: str) -> str:
        return next(text for key, text in self.pairs if key == name)

    def names(self, begin: str) -> list[str]:
        return [key for key, _ in self.pairs if key.startswith(begin)]

    def type(self, name: str, text: str) -> None:
        assert self.names(name), name
        self.pairs = [(key, text if key == name else old) for key, old in self.pairs]

    def press(self, deed: str = "save") -> Response:
        """Send the whole page, as a browser without scripts does."""
        return self.post("edit", [*self.pairs, ("do", deed)])

    def autosave(self, *fields: str) -> dict[str, Any]:
        """Send some fields, as the script does, and note what it is told."""
        answer = self.post("save", self._of(fields))
        told: dict[str, Any] = answer.json()
        if "revision" in told:
            self.type("revision", str(told["revision"]))
        return told

    def items(self, deed: str) -> Response:
        """Have the server change a list, as the script does."""
        return self.post("items", [*self._of([deed.partition(":")[2].split(".")[0]]), ("do", deed)])

    def _of(self, fields: "tuple[str, ...] | list[str]") -> list[Pair]:
        def ours(key: str, text: str) -> bool:
            if key == "sent":
                return text in fields
            return key in ("page", "number", "revision") or key.removeprefix("source.").split(".")[0] in fields

        return [pair for pair in self.pairs if ours(*pair)]

    def post(self, place: str, pairs: list[Pair]) -> Response:
        data: dict[str, list[str]] = {}
        for key, text in pairs:
            data.setdefault(key, []).append(text)
        headers = {"x-csrf-token": self.browser.csrf}
        return self.browser.client.post(f"/procedures/{self.code}/{place}", data=data, headers=headers)


def opened(browser: Browser, code: str) -> Sheet:
    """Open a draft by the button, and its page."""
    answer = browser.post(f"/procedures/{code}/open", f"/procedures/{code}")
    assert answer.headers["location"] == f"/procedures/{code}/edit"
    return Sheet(browser, code)
