"""Read raw records from JSON lines (plain or gzip), from a file that holds one record or a list, or from a folder of such files."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_LONGEST = 20_000_000  # characters of one line; the portal's largest record has 300,000
_MOST = 2_000_000_000  # characters of a file once it is unpacked: thirty megabytes of zip may be thirty thousand
Where = dict[str, int | str]  # {"line": 3}, {"file": "1.000894.json"}, {"row": 7}, {"id": "019d..."}


@dataclass(frozen=True)
class Unreadable:
    """Stands for a record that is there and cannot be read; `reason` says why."""

    reason: str


def read(path: Path) -> Iterator[tuple[Where, Any]]:
    """Yield `(where, raw record)` of a file of JSON lines, a `.json` file, or of a folder's `.json` and `.json.gz` files by name.

    Raises:
        ValueError: a line of a file is not JSON (it is named), or the folder holds no record.
    """
    if path.is_dir():
        yield from _folder(path)
    elif (whole := _listed(path)) is not None:
        for number, raw in enumerate(whole, start=1):
            yield {"line": number}, raw
    else:
        for number, raw in read_records(path):
            yield {"line": number}, raw


def count(path: Path) -> int:
    """Return how many records `path` holds, for a progress bar; a file that cannot be read counts 0."""
    if path.is_dir():
        return len(_files(path))
    try:
        return sum(1 for _, line in _lines(path) if line.strip())
    except ValueError:
        return 0


def read_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield `(line number, raw record)` of a `.jsonl` or `.jsonl.gz` file, in order.

    Raises `ValueError` naming the line that is not JSON, or the file that cannot be unpacked or is not UTF-8.
    """
    for number, line in _lines(path):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:  # too deep a nesting to be anybody's record
                raise ValueError(f"{path.name}, line {number}: not JSON ({error})") from error


def _listed(path: Path) -> list[Any] | None:
    """Return the records of a `.json` file, which is one record or a list of them; None for a file of JSON lines."""
    if not path.name.endswith((".json", ".json.gz")):
        return None
    whole = "".join(line for _, line in _lines(path))
    try:
        found = json.loads(whole)
    except (ValueError, RecursionError):
        return None  # JSON lines under another name; what is wrong with it is told of its line
    return found if isinstance(found, list) else [found]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            yield from enumerate(_bounded(file, path), start=1)
    except (EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: damaged or not UTF-8 ({error})") from error


def _bounded(file: IO[str], path: Path) -> Iterator[str]:
    """Yield the lines, and stop at what is no catalogue: a small file can be packed that fills any memory."""
    read = 0
    while line := file.readline(_LONGEST):
        read += len(line)
        if len(line) == _LONGEST or read > _MOST:
            raise ValueError(f"{path.name}: larger than any catalogue once it is unpacked")
        yield line


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.json"), *folder.glob("*.json.gz")])


def _folder(folder: Path) -> Iterator[tuple[Where, Any]]:
    """One broken file among thousands is set aside by name; it does not hold back the others."""
    if not (files := _files(folder)):
        raise ValueError(f"{folder}: no .json file in it")
    for path in files:
        yield {"file": path.name}, _one(path)


def _one(path: Path) -> Any:
    try:
        content = path.read_bytes()
        return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    except (EOFError, OSError, zlib.error, ValueError, RecursionError) as error:
        return Unreadable(f"file: not JSON in UTF-8 ({error})")
