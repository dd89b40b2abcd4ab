"""The knowledge base as the other rooms use it: ask, search, read one record. Follows the live release by itself."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from core.answer import Answer
from core.encoder import Encoder
from core.errors import ModelUnavailable, ReleaseUnavailable
from core.procedure import Procedure
from core.settings import Settings
from knowledge import context, release
from knowledge.answering import Answering
from knowledge.gate import Gate
from knowledge.live import LiveTable
from knowledge.offices import Offices
from knowledge.retrieval import Candidate, Searcher
from knowledge.schemas import Asked, SearchResult, VariantResult
from knowledge.trace import Trace, traced

_LOOK_EVERY = 1.0  # seconds between looks at the release pointer


class Clock(Protocol):
    """Seconds that only grow."""

    def __call__(self) -> float:
        """Return now."""


class Knowledge:
    """Answers from the live release. Thread-safe: a reader keeps the searcher it began with while another is swapped in."""

    def __init__(
        self, settings: Settings, clock: Clock = time.monotonic, pinned: str | None = None, encoder: Encoder | None = None,
        releases: Path | None = None,
    ) -> None:  # fmt: skip
        """Open nothing yet; the first question does, and every later one may find a newer release.

        With `pinned`, the id of a release, that one is read whatever is live: a new release is tried out so. An open `encoder` is
        used instead of one of its own, and another folder of `releases` instead of that of `settings`.
        """
        self._settings, self._clock, self._pinned = settings, clock, pinned
        self._releases = releases or settings.releases
        self._gate, self._offices = Gate.read(), LiveTable(settings.seed / "units.tsv", self._releases, Offices.read)
        self._lock = threading.Lock()
        self._encoder = encoder
        self._searcher: Searcher | None = None
        self._looked = float("-inf")

    @classmethod
    def open(
        cls, settings: Settings, pinned: str | None = None, encoder: Encoder | None = None, releases: Path | None = None
    ) -> "Knowledge":
        """Open the live release at once, or the `pinned` one; raises `ReleaseUnavailable` or `ModelUnavailable`."""
        knowledge = cls(settings, pinned=pinned, encoder=encoder, releases=releases)
        knowledge.searcher()
        return knowledge

    @property
    def release_id(self) -> str:
        """The live release; raises `ReleaseUnavailable` when there is none."""
        return self.searcher().id

    def searcher(self) -> Searcher:
        """Return the searcher of the live release, opening a new one when the pointer moved."""
        open_one = self._searcher
        if not self._lock.acquire(blocking=open_one is None) and open_one is not None:
            return open_one  # another question opens a new release, which takes seconds: this one need not wait for it
        try:
            if self._searcher is None or self._clock() - self._looked > _LOOK_EVERY:
                self._looked = self._clock()
                self._searcher = self._followed(self._searcher)
            return self._searcher
        finally:
            self._lock.release()

    def _followed(self, open_one: Searcher | None) -> Searcher:
        """Return the live release's searcher: the open one as long as it is live."""
        current = self._pinned or release.current_id(self._releases)
        if open_one is not None and current in (open_one.id, None):
            return open_one
        if current is None:
            raise ReleaseUnavailable("nothing is published yet: run `troly knowledge publish`")
        try:
            return Searcher(self._releases / current, self.encoder())
        except ReleaseUnavailable:
            # A damaged new release must not silence the assistant: the one that is open goes on answering.
            if open_one is None:
                raise
            return open_one

    def encoder(self) -> Encoder:
        """Return the encoder that questions are read with, opened; raises `ModelUnavailable`."""
        if self._encoder is None:
            try:
                self._encoder = Encoder.open(self._settings.model_folder)
            except Exception as error:  # what a damaged file makes of onnxruntime, tokenizers or json is of many types
                raise ModelUnavailable(f"the embedding model cannot be opened: {error}") from error
        return self._encoder

    def procedure(self, code: str) -> Procedure | None:
        """Return the record of `code` in the live release, or `None`."""
        return self.searcher().by_code.get(code)

    def search(
        self, q: str, limit: int = 10, level: str | None = None, field: str | None = None, history: Sequence[str] = ()
    ) -> list[SearchResult]:
        """Return up to `limit` procedures for `q`, best first; `level` and `field` (exact) filter.

        `history` holds the person's earlier turns, oldest first; `knowledge.context` decides what they add.
        """
        searcher = self.searcher()
        wanted = len(searcher.procedures) if level or field else limit
        found = context.follow(searcher, self._gate, history, q, wanted).candidates
        kept = [c for c in found if (not level or level in c.procedure.level) and (not field or field == c.procedure.field)]
        return [_result(searcher, candidate) for candidate in kept[:limit]]

    def answer(self, asked: Asked) -> Answer:
        """Answer one question from the live release."""
        searcher = self.searcher()
        return Answering(searcher, self._gate, self._offices.of(searcher.id)).answer(asked)

    def traced(self, asked: Asked) -> tuple[Answer, Trace]:
        """Answer as `answer` does, and tell how the answer came about."""
        searcher = self.searcher()
        return traced(searcher, self._gate, self._offices.of(searcher.id), asked)


def _result(searcher: Searcher, candidate: Candidate) -> SearchResult:
    procedure = candidate.procedure
    twins = [(variant, searcher.by_code.get(variant.code)) for variant in searcher.variants(procedure)]
    return SearchResult(
        code=procedure.code,
        name=procedure.name,
        field=procedure.field,
        level=procedure.level,
        score=round(candidate.score, 4),
        variants=[VariantResult(code=v.code, level=twin.level, difference=v.difference) for v, twin in twins if twin],
    )
