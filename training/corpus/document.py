"""One file of training data (YAML): where its blocks and entries stand, and how lines are added and taken out.

ruamel.yaml tells where each block begins; what is changed are whole lines of the file as it is, so that everything else stays byte for
byte. Each changed file is read again, and is refused unless it holds exactly what was meant.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.errors import BadRequest, NotFound
from training.corpus.markup import parse
from training.corpus.schemas import Example

INTENT, SYNONYM, REGEX, LOOKUP = "intent", "synonym", "regex", "lookup"
KINDS = (INTENT, SYNONYM, REGEX, LOOKUP)
_STRIPPED = "\n\r "


@dataclass(frozen=True)
class Entry:
    """One line of a block: its index in the file, from 0, and what stands after the dash."""

    line: int
    markup: str


@dataclass(frozen=True)
class Block:
    """The entries of one intent, synonym, regex or lookup: `head` is its first line, `stop` the line after its last entry's."""

    kind: str
    name: str
    head: int
    first: int
    stop: int
    indent: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Document:
    """A file: `path` is relative to the checkout."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends; only a line feed ends one, as in YAML."""
        return list(_lines(self.text))

    @cached_property
    def end(self) -> str:
        """How its lines end."""
        return "\r\n" if "\r\n" in self.text else "\n"

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks in order. Raises `BadRequest` for a file that is no training data, or in a form that is not kept line by line."""
        return tuple(self._block(item) for item in items(self.path, self.text))

    def _block(self, item: Any) -> Block:
        kind = next((kind for kind in KINDS if kind in item), None)
        if kind is None or not isinstance(item.get("examples"), str):
            raise BadRequest(f"{self.path}: line {item.lc.line + 1}: a block needs an intent and its examples, one on a line")
        head, column = item.lc.key(kind)[0], item.lc.col
        value = item.lc.value("examples")[0]
        if self.lines[item.lc.key("examples")[0]].split(":", 1)[1].split("#")[0].strip() not in ("|", "|-", "|+"):
            raise BadRequest(f"{self.path}: line {value + 1}: examples stand below `examples: |`, one on a line")
        return self._bounded(kind, str(item[kind]), head, item.lc.key("examples")[0] + 1, column)

    def _bounded(self, kind: str, name: str, head: int, first: int, column: int) -> Block:
        stop, indent = first, ""
        for at in range(first, len(self.lines)):
            line = self.lines[at].rstrip("\r\n")
            blanks = len(line) - len(line.lstrip(" "))
            if not line.strip(" "):
                continue
            if blanks <= column or (indent and blanks < len(indent)):
                break
            indent, stop = indent or " " * blanks, at + 1
        entries = (Entry(at, self.lines[at][len(indent) + 1 :].strip(_STRIPPED)) for at in range(first, stop) if self._is_entry(at, indent))
        return Block(kind, name, head, first, stop, indent or " " * (column + 2), tuple(entries))

    def _is_entry(self, at: int, indent: str) -> bool:
        return self.lines[at].startswith(f"{indent}-")

    def of(self, kind: str, name: str) -> list[Block]:
        """Return the blocks of one intent, synonym, regex or lookup."""
        return [block for block in self.blocks if block.kind == kind and block.name == name]

    @property
    def examples(self) -> Iterator[Example]:
        """The examples of all intents in order. Raises `BadRequest` with file and line for a mark that cannot be read."""
        for block in self.blocks:
            for entry in block.entries if block.kind == INTENT else ():
                try:
                    read = parse(entry.markup)
                except BadRequest as error:
                    raise BadRequest(f"{self.path}: line {entry.line + 1}: {error}") from error
                yield Example(self.path, block.name, read.text, read.entities, entry.line + 1, entry.markup)

    def adding(self, kind: str, name: str, markups: Sequence[str]) -> "Document":
        """Return the file with entries at the end of the last block of `name`; raises `NotFound` when it has none."""
        blocks = self.of(kind, name)
        if not blocks:
            raise NotFound(f"{self.path} has no {kind} {name}")
        block = blocks[-1]
        new = [f"{block.indent}- {markup}{self.end}" for markup in markups]
        before = self.lines[: block.stop]
        if before and not before[-1].endswith("\n"):  # the last line of the file ended without a line feed: it goes on doing so
            before[-1] += self.end
            new[-1] = new[-1].removesuffix(self.end)
        return self._made([*before, *new, *self.lines[block.stop :]], self._entries(kind, name) + list(markups), kind, name)

    def opening(self, kind: str, name: str, markups: Sequence[str], after: Block | None = None) -> "Document":
        """Return the file with a new block, behind `after` or at the end."""
        lines = self.lines or [f'version: "3.1"{self.end}', self.end, f"nlu:{self.end}"]
        at = after.stop if after else len(lines)
        if lines[at - 1].strip() and not lines[at - 1].endswith("\n"):
            lines = [*lines[: at - 1], lines[at - 1] + self.end, *lines[at:]]
        blank = [] if lines[at - 1].strip() in ("", "nlu:") else [self.end]
        # As far in as the blocks that are there: a sequence may stand below its key or two blanks in.
        side = " " * (len(lines[self.blocks[0].head]) - len(lines[self.blocks[0].head].lstrip(" "))) if self.text and self.blocks else ""
        new = [
            f"{side}- {kind}: {quoted(name)}{self.end}",
            f"{side}  examples: |{self.end}",
            *(f"{side}    - {one}{self.end}" for one in markups),
        ]
        return self._made([*lines[:at], *blank, *new, *lines[at:]], self._entries(kind, name) + list(markups), kind, name)

    def replacing(self, at: int, markup: str) -> "Document":
        """Return the file with another entry on the line `at` (an index from 0). Raises `NotFound` where none stands, `BadRequest`."""
        block = next((one for one in self.blocks if any(entry.line == at for entry in one.entries)), None)
        if block is None:
            raise NotFound(f"{self.path} has no example on line {at + 1}")
        end = self.lines[at][len(self.lines[at].rstrip("\r\n")) :]
        new = f"{block.indent}- {markup}{end}"
        meant = [one.markup if one.line != at else markup for other in self.of(block.kind, block.name) for one in other.entries]
        return self._made([*self.lines[:at], new, *self.lines[at + 1 :]], meant, block.kind, block.name)

    def without(self, gone: Collection[int]) -> "Document":
        """Return the file without the entries on the lines `gone` (indices from 0); a block left empty goes with them."""
        drop = set(gone)
        for block in self.blocks:
            if block.entries and all(entry.line in drop for entry in block.entries):
                drop |= set(range(block.head, block.stop)) | self._gap(block)
        return Document(self.path, "".join(line for at, line in enumerate(self.lines) if at not in drop))

    def _gap(self, block: Block) -> set[int]:
        """The blank lines behind a block that goes, or before it where it is the last."""
        behind = next((at for at in range(block.stop, len(self.lines)) if self.lines[at].strip()), None)
        if behind is not None:
            return set(range(block.stop, behind))
        before = next((at for at in range(block.head - 1, -1, -1) if self.lines[at].strip()), -1)
        return set(range(before + 1, block.head))

    def renaming(self, kind: str, old: str, new: str) -> "Document":
        """Return the file with the blocks of `old` named `new`."""
        lines = list(self.lines)
        for block in self.of(kind, old):
            head, _, rest = lines[block.head].partition(f"{kind}:")
            lines[block.head] = f"{head}{kind}:{rest.replace(old, new, 1)}"
        return Document(self.path, "".join(lines))

    def _entries(self, kind: str, name: str) -> list[str]:
        return [entry.markup for block in (self.of(kind, name) if self.text else ()) for entry in block.entries]

    def _made(self, lines: list[str], meant: list[str], kind: str, name: str) -> "Document":
        made = Document(self.path, "".join(lines))
        if sorted(made._entries(kind, name)) != sorted(meant):
            raise BadRequest(f"{self.path}: an entry of {name} would be read otherwise than it is written")
        return made


def items(path: str, text: str) -> list[Any]:
    """Return the blocks as ruamel.yaml reads them, each with its place. Raises `BadRequest`."""
    found = loaded(path, text).get("nlu") or []
    if isinstance(found, list) and all(isinstance(item, dict) for item in found):
        return list(found)
    raise BadRequest(f"{path}: `nlu` is a list of blocks")


def loaded(path: str, text: str) -> Any:
    """Return a file as ruamel.yaml reads it, its parts with their places. Raises `BadRequest` unless it is a mapping."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        read = YAML().load(text) if text.strip() else {}
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BadRequest(f"{path}: no YAML{f', line {mark.line + 1}' if mark else ''}") from error
    if not isinstance(read, dict):
        raise BadRequest(f"{path}: no YAML of training data")
    return read


def quoted(text: str) -> str:
    """Return a text as YAML reads it back on the line of its key: as it is where that is plain, else in quotes."""
    try:
        plain = text[:1].isalnum() and loaded("", f"a: {text}\n").get("a") == text
    except BadRequest:
        plain = False
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
