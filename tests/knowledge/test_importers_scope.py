"""Which records the release holds: the nation's and the city's, for citizens; what is left out is counted and named."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.procedure import Procedure
from core.settings import Settings
from knowledge.importers.job import Report, import_portal
from knowledge.importers.jurisdiction import Scope
from knowledge.repository import ProcedureRepository
from tests.knowledge.records import raw


def issued(by: str | None, code: str = "1.900010", **detail: Any) -> dict[str, Any]:
    return raw(code, departmentPromulgateName=by, **detail)


def imported(folder: Path, *records: dict[str, Any], scope: Scope | None = None) -> Report:
    file = folder / "records.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return import_portal(file, folder, None, scope)


def stored(folder: Path) -> list[Procedure]:
    return ProcedureRepository(folder, folder / "imported.jsonl").imported()


def aside(report: Report) -> list[dict[str, Any]]:
    return [json.loads(line) for line in report.aside.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "issuer",
    [
        "Bộ Tư pháp",
        "Ngân hàng Nhà nước Việt Nam",
        "Tòa án nhân dân",
        "Tập đoàn Điện lực Việt Nam",
        "UBND Thành phố Hồ Chí Minh",
        "Ủy ban nhân dân TP. Hồ Chí Minh",
        "UBND TP.HCM",
        "Uỷ ban nhân dân TPHCM",
        "Sở Xây dựng Thành phố Hồ Chí Minh",
        "Trung tâm phục vụ hành chính công Thành phố Hồ Chí Minh",
        "",
        None,
    ],
)
def test_the_nation_s_and_the_city_s_are_kept(issuer: str | None) -> None:
    assert Scope().reasons(issued(issuer)) == {}


@pytest.mark.parametrize(
    "issuer",
    [
        "UBND tỉnh Bắc Ninh",
        "UBND Thành phố Hà Nội",
        "Uỷ ban nhân dân tỉnh Lào Cai",
        "Trung tâm phục vụ hành chính công Thành phố Hà Nội",
        "Sở Xây dựng - tỉnh Quảng Ngãi",
    ],
)
def test_another_province_s_own_are_kept_out(issuer: str) -> None:
    assert Scope().reasons(issued(issuer)) == {"other province": f"another province's own: issued by {issuer}"}
    assert Scope(keep_other_provinces=True).reasons(issued(issuer)) == {}


def test_another_city_may_run_it() -> None:
    scope = Scope("Thành phố Đà Nẵng")
    assert scope.reasons(issued("UBND Thành phố Đà Nẵng")) == {}
    assert list(scope.reasons(issued("UBND Thành phố Hồ Chí Minh"))) == ["other province"]


def test_what_is_not_for_citizens_is_kept_out() -> None:
    assert list(Scope().reasons(issued("Bộ Nội vụ", isInternal=True))) == ["internal"]
    assert list(Scope().reasons(issued("UBND tỉnh Lào Cai", isInternal=True))) == ["internal", "other province"]
    assert Scope(keep_internal=True).reasons(issued("Bộ Nội vụ", isInternal=True)) == {}


def test_the_settings_say_it() -> None:
    assert Scope.of(Settings()) == Scope()
    assert Scope.of(Settings(jurisdiction="Huế", keep_internal=True)) == Scope("Huế", keep_internal=True)


def test_what_is_kept_out_is_counted_once_and_named_with_every_reason(tmp_path: Path) -> None:
    both = issued("UBND tỉnh Lào Cai", "1.900011", isInternal=True)
    report = imported(tmp_path, issued("Bộ Tư pháp"), both, issued("UBND tỉnh Lào Cai", "1.900012"))
    assert (report.read, report.imported, report.kept_out) == (3, 1, {"internal": 1, "other province": 1})
    first, second = aside(report)
    assert (first["line"], first["code"], first["kept_out"]) == (2, "1.900011", "internal")
    assert "not for citizens" in first["reason"]
    assert "UBND tỉnh Lào Cai" in first["reason"]
    assert second["name"] == "Thủ tục cấp phép biểu diễn múa lân"
    assert "1 kept out (internal), 1 kept out (other province)" in report.summary()


def test_a_record_that_is_kept_out_now_leaves(tmp_path: Path) -> None:
    imported(tmp_path, issued("Bộ Tư pháp"))
    report = imported(tmp_path, issued("Bộ Tư pháp", isInternal=True))
    assert (report.removed, stored(tmp_path)) == (1, [])
    assert "1 imported before and taken out now" in report.summary()


def test_another_record_of_the_same_code_does_not_take_it_out(tmp_path: Path) -> None:
    imported(tmp_path, issued("Bộ Tư pháp"))
    report = imported(tmp_path, {**issued("UBND tỉnh Lào Cai"), "id": "019d0000-bbbb"})
    assert (report.removed, len(stored(tmp_path))) == (0, 1)


def test_a_record_that_bears_another_code_now_stands_once(tmp_path: Path) -> None:
    imported(tmp_path, raw("1.900010"))
    imported(tmp_path, raw("1.900020"))
    assert [record.code for record in stored(tmp_path)] == ["1.900020"]
