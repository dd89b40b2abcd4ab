"""A release on disk, as far as open data read it: records, a manifest, the pointer."""

import json
from collections.abc import Sequence
from pathlib import Path

from core.procedure import Procedure
from core.settings import Settings
from tests.channels.fakes import BIRTH, MARRIAGE

RELEASE = "20261101-0a1b2c3d"


def publish(
    settings: Settings, records: Sequence[Procedure] = (BIRTH, MARRIAGE), release: str = RELEASE, day: str = "2026-11-01T08:30:00+00:00"
) -> Path:
    """Make a release of `records` live and return its folder."""
    folder = settings.releases / release
    folder.mkdir(parents=True)
    (folder / "procedures.jsonl").write_text("".join(one.model_dump_json() + "\n" for one in records), "utf-8")
    (folder / "manifest.json").write_text(json.dumps({"id": release, "created": day, "counts": {"procedures": len(records)}}), "utf-8")
    (settings.releases / "current").write_text(release + "\n", "utf-8")
    return folder
