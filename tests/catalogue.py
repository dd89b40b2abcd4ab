"""The catalogue and question files beside the checkout. A user has none: what needs them skips with a clear word."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from knowledge.importers.portal import read_records

SHARED = Path(__file__).resolve().parents[2] / "shared"
CATALOGUE = SHARED / "catalogue" / "national-portal-2026-07.jsonl.gz"

needs_catalogue = pytest.mark.skipif(not CATALOGUE.exists(), reason="the portal's catalogue is not beside this checkout")


@cache
def raw_records() -> dict[str, dict[str, Any]]:
    """Raw portal records by code; of a code that stands twice, the last."""
    return {raw["code"].strip(): raw for _, raw in read_records(CATALOGUE)}
