"""People at the desk of versions, and versions in every state, made by the editorial room itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI

from console.editorial import Editorial
from console.roles import Role
from knowledge.editorial.models import Version
from tests.console.desk import Browser, Clock

CODE = "1.001193"  # of the seed: registering a birth
ADMIN = "staff:99"  # who writes in the tests' own name


@dataclass
class Office:
    """A curator and two approvers, and the room they work in."""

    room: Editorial
    lan: Browser  # writes
    binh: Browser  # approves
    chi: Browser  # approves, and writes

    def written(self, code: str = CODE, by: str = "staff:1", **fields: Any) -> Version:
        """A draft of `code` with other fields."""
        version = self.room.drafts.open(code, by)
        return self.room.drafts.save(version.id, by, version.revision, fields or {"result": "Giấy khai sinh (bản chính)"}).version

    def handed(self, code: str = CODE, by: str = "staff:1", **fields: Any) -> Version:
        """A version that waits for review."""
        version = self.written(code, by, **fields)
        return self.room.review.submit(version.id, by, version.revision, "sửa theo quyết định mới")

    def approved(self, code: str = CODE, starts: date | None = None, **fields: Any) -> Version:
        """A version that another approved."""
        version = self.handed(code, **fields)
        return self.room.review.approve(version.id, "staff:2", version.revision, starts)


@pytest.fixture
def office(app: FastAPI, somebody: Callable[..., Browser], clock: Clock) -> Office:
    people = [somebody("lan", Role.CURATOR), somebody("binh", Role.APPROVER), somebody("chi", Role.APPROVER, Role.CURATOR)]
    return Office(app.state.parts.editorial, *people)


def much(room: Editorial) -> dict[str, Any]:
    """Fields of `CODE` with a change of every kind: of words, a paper, a fee, places in a list, a law that is new and one that is gone."""
    stands = room.history.stands(CODE) or {}
    cases, methods = [dict(case) for case in stands["cases"]], [dict(method) for method in stands["methods"]]
    cases[0]["documents"] = [*({**paper, "originals": 2} if place == 2 else paper for place, paper in enumerate(cases[0]["documents"]))]
    cases[0]["documents"].append({"name": "Ảnh 3x4", "originals": 2, "copies": None, "form_url": None, "note": None})
    methods[0]["fees"] = [{"kind": "service_fee", "amount_vnd": 75_000, "text": None}]
    methods[1]["time_limit"] = {"value": 3, "unit": "working_day", "text": None}
    steps = [stands["steps"][1], stands["steps"][0].replace("xin luôn", "hỏi xin"), *stands["steps"][2:]]
    laws = [*stands["legal_basis"][1:], {"number": "12/2026/NQ-HĐND", "name": "Nghị quyết về lệ phí", "date": "2026-11-20"}]
    place = stands["place"].replace("thường trú", "đang thường trú") + " Xin lấy số trước."
    more = {"valid_to": "2027-12-31", "level": ["ward", "province"], "decision_number": None, "result": "Giấy khai sinh"}
    return {"cases": cases, "methods": methods, "steps": steps, "legal_basis": laws, "place": place, **more}
