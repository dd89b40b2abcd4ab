"""Folders for what is laid out for Rasa, people's words among it: below the state folder, each gone with the program that made it.

A program that is killed removes nothing. Its folder has a lock that the kernel lets go however a program ends, so whoever comes next (the
worker, or another training) knows what nobody owns any more, and removes it.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from core.locks import locked
from core.settings import Settings


def place(settings: Settings) -> Path:
    """Return where such folders are."""
    return settings.var / "training" / "scratch"


@contextmanager
def scratch(settings: Settings) -> Iterator[Path]:
    """Give an empty folder, and remove it with all that is in it by then; what others left who were killed is removed first."""
    at = place(settings)
    at.mkdir(parents=True, exist_ok=True)
    with ExitStack() as until_the_end:
        with locked(at):  # a folder that has no lock yet is not taken for one that was left
            _remove_left(at)
            folder = Path(mkdtemp(dir=at))
            until_the_end.enter_context(locked(folder))
        until_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def sweep(settings: Settings) -> None:
    """Remove what programs left that were killed. Never raises for what cannot be removed."""
    with suppress(OSError), locked(place(settings)):
        _remove_left(place(settings))


def _remove_left(at: Path) -> None:
    for folder in at.iterdir():
        with suppress(OSError), locked(folder, wait=False) as ours:  # one that was removed meanwhile cannot be opened
            if ours:
                shutil.rmtree(folder, ignore_errors=True)
