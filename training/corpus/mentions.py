"""Where else the name of an intent stands (nơi nhắc đến ý định): lines of code and tests, which a programmer has to look at."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

_FOLDERS = ("actions", "bot", "channels", "console", "core", "knowledge", "tests", "training")
_KINDS = (".py", ".yml", ".tsv")
_LONGEST = 200  # characters of a line that is shown


@dataclass(frozen=True)
class Mention:
    """A line outside the training data that names the intent, and which a person has to look at."""

    path: str
    line: int
    text: str

    @property
    def in_tests(self) -> bool:
        """Whether it stands in a test: what runs does not break by it."""
        return self.path.startswith("tests/")


def mentions(home: Path, intent: str, passed: Container[str] = ()) -> Iterator[Mention]:
    """Yield the lines of the checkout `home` that name an intent, without the files `passed` and the test sentences.

    Where names are put together (`f"ask_{facet}"`) the beginning is what is found.
    """
    begins = f"|[\"'/]{re.escape(intent.split('_')[0])}_[\"'{{]" if "_" in intent else ""
    sought = re.compile(rf"""["'/]{re.escape(intent)}(?![\w-])|^\s*{re.escape(intent)}:|\bintent:\s*{re.escape(intent)}\b{begins}""")
    for folder in _FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            shown = path.relative_to(home).as_posix()
            if path.suffix in _KINDS and shown not in passed and not shown.startswith("tests/nlu_holdout/"):
                for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                    if sought.search(line):
                        yield Mention(shown, number, line.strip()[:_LONGEST])
