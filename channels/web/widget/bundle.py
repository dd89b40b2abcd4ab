"""One script out of the modules in `source/`, made when the gateway starts: no build step, no other language's tools.

A module is plain JavaScript with `import { names } from "./file.js"` on one line each and `export` before what others use. All modules
share one function's scope, so no two may declare the same name at their top; that is checked. `./given.js` is no file: it stands for
what the server hands over, `GIVEN`: the sentences, the style sheet, the days that conversations are kept, the hours that answers can be
read again.
"""

import gzip
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.words import words

FOLDER = Path(__file__).parent
GIVEN = "given.js"
_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([a-z]+\.js)";$', re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*(?:/\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_TAIL = re.compile(r"(?<=[;{},]) +// [^\n\"'`]*$", re.MULTILINE)
_TOPIC = "widget."


@dataclass(frozen=True, slots=True)
class Bundle:
    """The script as it is served: plain, and packed by gzip. `tag` changes whenever a byte does."""

    plain: bytes
    packed: bytes
    tag: str


def bundle(days: int, hours: int, folder: Path = FOLDER) -> Bundle:
    """Return the script of `folder` for an installation that keeps conversations for `days` and lets answers be read again for `hours`.

    Raises:
        ValueError: two modules declare the same name at their top, or import each other in a circle.
    """
    given = {"words": _sentences(), "days": days, "hours": hours, "css": smaller_css((folder / "widget.css").read_text("utf-8"))}
    parts = [f"const GIVEN={json.dumps(given, ensure_ascii=False, separators=(',', ':'))};"]
    parts += [_body(text) for text in _ordered(folder / "source").values()]
    plain = ('(()=>{"use strict";\n' + "\n".join(parts) + "\n})();\n").encode()
    return Bundle(plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:20])


def smaller_css(text: str) -> str:
    """Return a style sheet without its comments and needless space."""
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return re.sub(r"\s*([{};,])\s*", r"\1", bare).replace(": ", ":").replace(";}", "}").strip()


def _sentences() -> dict[str, dict[str, str]]:
    own = {key.removeprefix(_TOPIC): entry for key, entry in words().items() if key.startswith(_TOPIC)}
    return {language: {key: entry[language].strip() for key, entry in own.items()} for language in ("vi", "en")}


def _ordered(source: Path) -> dict[str, str]:
    """Return the modules by name, each after those it imports."""
    done: dict[str, str] = {}
    _visit("main.js", source, done, ())
    _require_own_names(done)
    return done


def _visit(name: str, source: Path, done: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"circle of imports: {' > '.join((*above, name))}")
    if name in done:
        return
    text = (source / name).read_text("utf-8")
    for wanted in _IMPORT.findall(text):
        if wanted != GIVEN:
            _visit(wanted, source, done, (*above, name))
    done[name] = text


def _require_own_names(modules: dict[str, str]) -> None:
    owners: dict[str, str] = {}
    for module, text in modules.items():
        for name in _DECLARED.findall(text):
            if name in owners:
                raise ValueError(f"{name} is declared in {owners[name]} and in {module}")
            owners[name] = module


def _body(text: str) -> str:
    """Return a module without imports, exports, whole-line comments and indentation. Its strings hold no line that looks like one."""
    bare = _TAIL.sub("", _COMMENT.sub("", _IMPORT.sub("", text)))
    lines = (line.strip() for line in re.sub(r"^export ", "", bare, flags=re.MULTILINE).splitlines())
    return "\n".join(line for line in lines if line)
