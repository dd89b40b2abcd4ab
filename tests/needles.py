"""Whom the search for leaks looks for: the people of the sample dossiers, in every form that their data take in texts."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from portal.dossiers.sample.dossiers import SampleDossier

HOME = Path(__file__).resolve().parents[1]
# Where everyday words stand: two of them side by side that a name has as well are no trace of it.
_EVERYDAY = ("knowledge/seed", "core/words", "nlu_data")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|\n")
_NUMBERS = re.compile(r"\d+(?:[ .\-–/()\u00a0]{1,3}\d+)*", re.ASCII)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_WOMANS = "thi"
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_ACCENTS: dict[int, str | None] = {**dict.fromkeys(range(0x300, 0x370)), ord("đ"): "d"}
_LONGEST = 12  # digits of an identity number, the longest that is looked for


class Needles:
    """The names, phones, identity numbers and secret keys of `samples`."""

    def __init__(self, samples: "Iterable[SampleDossier]") -> None:
        self._samples = list(samples)

    def found(self, text: str) -> list[str]:
        """Return what `text` holds of whom: "phone of sample 12". Accents, capitals, escapes and separators do not hide it."""
        plain = _plain(text)
        told = [self._numbers[number] for number in _joined(plain) if number in self._numbers]
        told += [self._secrets[word] for word in _TOKEN.findall(plain) if word in self._secrets]
        for form, names in ((plain.lower(), self._exact), (_folded(plain), self._bare)):
            words = _TOKEN.findall(form)
            told += [names[pair] for pair in itertools.pairwise(words) if pair in names]
        return sorted(set(told))

    @cached_property
    def _numbers(self) -> dict[str, str]:
        known = dict[str, str]()
        for at, one in enumerate(self._samples):
            known |= dict.fromkeys((one.phone, one.phone[1:], f"84{one.phone[1:]}"), f"phone of sample {at}")
            known[one.identity] = f"identity number of sample {at}"
        return known

    @cached_property
    def _secrets(self) -> dict[str, str]:
        return {one.secret: f"secret key of sample {at}" for at, one in enumerate(self._samples)}

    @cached_property
    def _exact(self) -> dict[tuple[str, str], str]:
        return self._pairs(str.lower)

    @cached_property
    def _bare(self) -> dict[tuple[str, str], str]:
        return self._pairs(_folded)

    def _pairs(self, form: Any) -> dict[tuple[str, str], str]:
        """Return each two words of a name that stand side by side, as `form` has them, unless everyday texts have them too."""
        pairs = {
            pair: f"name of sample {at}"
            for at, one in enumerate(self._samples)
            for words in [form(one.applicant).split()]
            for pair in itertools.pairwise(words)
            if _WOMANS not in map(_folded, pair)  # half of all women are called so
        }
        common: set[tuple[str, str]] = set()
        for text in _everyday():
            words = _TOKEN.findall(form(text))
            common.update(itertools.pairwise(words))
        return {pair: what for pair, what in pairs.items() if pair not in common}


def everybody() -> Needles:
    """Return the people of the sample dossiers; they are the same on every day."""
    from core.working_days import today
    from portal.dossiers.sample.dossiers import samples

    return Needles(samples(today()))


def _plain(text: str) -> str:
    """Undo what JSON and addresses do to letters; the whole text at once, for there may be megabytes of it."""
    if "\\u" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFKC", unquote(text) if "%" in text else text).translate(_UNSEEN)


def _folded(text: str) -> str:
    """Return `text` in small letters without accents."""
    return unicodedata.normalize("NFD", text.lower()).translate(_ACCENTS)


def _joined(text: str) -> Iterator[str]:
    """Yield every number, and what neighbouring groups of digits make together, as far as that is no longer than what is sought."""
    for match in _NUMBERS.finditer(text):
        groups = re.findall(r"\d+", match[0])
        for start in range(len(groups)):
            number = ""
            for group in groups[start : start + _LONGEST]:  # not all the rest: there may be a million
                number += group
                if len(number) > _LONGEST:
                    break
                yield number


def _everyday() -> Iterator[str]:
    for folder in _EVERYDAY:
        for path in (HOME / folder).rglob("*"):
            if path.suffix in {".json", ".jsonl", ".yml", ".tsv", ".txt"}:
                yield path.read_text("utf-8")
