"""Files that staff send: kept in a folder until a job has read them, and looked at just enough to say at once what is none."""

import re
import secrets
import shutil
import time
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from console.auth.schemas import Invalid

LARGEST = 30_000_000  # bytes of a file
SHEETS = (".xlsx", ".csv")
RECORDS = (".jsonl", ".json", ".jsonl.gz", ".json.gz")
_OLD = 86_400.0  # seconds: a file whose job was lost is removed after that
_CHUNK = 1_000_000
_ONCE = re.compile(r"[A-Za-z0-9_-]{16}")


def once() -> str:
    """Return what marks a form, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True)
class Taken:
    """What a desk takes: the endings, the most bytes, and what the keys of its faults begin with."""

    endings: tuple[str, ...] = (*SHEETS, *RECORDS)
    largest: int = LARGEST
    words: str = "imports.fault_"

    def fault(self, what: str) -> Invalid:
        """Return what is wrong with the file of a form."""
        return Invalid({"file": f"{self.words}{what}"})


PROCEDURES = Taken()


def suffix(name: str, taken: Taken = PROCEDURES) -> str:
    """Return the ending that tells what a file is. Raises `Invalid` for one that is not taken."""
    lowered = name.strip().lower()
    found = next((one for one in taken.endings if lowered.endswith(one)), None)
    if found is None:
        raise taken.fault("excel" if lowered.endswith((".xls", ".xlsx", ".ods", ".xlsm")) else "kind")
    return found


class Uploads:
    """The folder of files that wait to be read."""

    def __init__(self, folder: Path, taken: Taken = PROCEDURES) -> None:
        """Keep those that are `taken` in `folder`, which is made."""
        self._folder, self._taken = folder, taken

    def keep(self, file: BinaryIO, name: str, mark: str) -> str:
        """Copy a file piece by piece and return its name here: the same for the same form (`mark`, of `once`) and the same content.

        Raises:
            Invalid: there is no file, it is empty, too large, or not what its ending says.
        """
        ending, digest, size = suffix(name, self._taken), sha256(), 0
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        partial = self._folder / f".{secrets.token_hex(8)}{ending}"
        try:
            with partial.open("wb") as kept:
                while piece := file.read(_CHUNK):
                    size += len(piece)
                    if size > self._taken.largest:
                        raise self._taken.fault("large")
                    digest.update(piece)
                    kept.write(piece)
            _sound(partial, size, self._taken)
            own = mark if _ONCE.fullmatch(mark) else once()
            return partial.rename(self._folder / f"{own}-{digest.hexdigest()[:16]}{ending}").name
        finally:
            partial.unlink(missing_ok=True)

    def _sweep(self) -> None:
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # read, renamed or removed by another meanwhile
                if path.lstat().st_mtime < time.time() - _OLD:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _sound(path: Path, size: int, taken: Taken) -> None:
    if not size:
        raise taken.fault("empty")
    if path.suffix == ".xlsx" and not zipfile.is_zipfile(path):
        raise taken.fault("sheet")
    with path.open("rb") as file:
        begun = file.read(4_096)
    if path.suffix == ".gz" and not begun.startswith(b"\x1f\x8b"):
        raise taken.fault("packed")
    if path.suffix not in (".xlsx", ".gz") and b"\0" in begun:
        raise taken.fault("binary")
