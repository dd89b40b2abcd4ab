"""`troly knowledge import | sync | export | template | original`, as an operator types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from knowledge.repository import ProcedureRepository
from tests.conftest import HOME
from tests.fakes.portal import FakePortal, Trouble, invented
from tests.knowledge.records import raw

Troly = Callable[..., Result]


@pytest.fixture
def troly(tmp_path: Path) -> Troly:
    environment = {"TROLY_HOME": str(HOME), "TROLY_STATE": str(tmp_path / "var"), "TROLY_PORTAL_PAUSE": "0", "NO_PROXY": "*"}
    return lambda *words, **more: CliRunner().invoke(app, ["knowledge", *map(str, words)], env=environment | more)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    odd = [raw("1.900011"), raw("1.900012-Xoa"), raw("1.900013", isInternal=True)]
    path.write_text("".join(json.dumps(record | {"id": f"019d-{place}"}) + "\n" for place, record in enumerate(odd)), "utf-8")
    return path


def test_an_import_says_what_became_of_every_record(troly: Troly, file: Path, tmp_path: Path) -> None:
    result = troly("import", file, "--checked", "2026-07-18")
    assert result.exit_code == 0
    quarantine, aside = tmp_path / "var/knowledge/quarantine.jsonl", tmp_path / "var/knowledge/kept-out.jsonl"
    assert result.stdout.splitlines() == [
        "3 read: 1 imported (1 new or changed), 1 kept out (internal), 1 refused",
        f"why each was refused: {quarantine}",
        f"why each was kept out: {aside}",
    ]
    assert "\r" not in result.output, "no progress bar where nobody looks"
    assert troly("import", file, "--checked", "2026-07-18").stdout.startswith("3 read: 1 imported (0 new or changed)")


def test_the_settings_open_the_scope(troly: Troly, file: Path) -> None:
    assert troly("import", file, TROLY_KEEP_INTERNAL="true").stdout.startswith("3 read: 2 imported")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.jsonl", "{broken", "x.jsonl, line 1: not JSON"),
        ("x.csv", "a,b\n1,2\n", "cột “a” không có trong mẫu"),
        ("x.xlsx", "none", "không phải tệp Excel"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(troly: Troly, tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    result = troly("import", tmp_path / name)
    assert result.exit_code == 1
    assert result.stderr.startswith("troly: ")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_day_that_is_none_is_one_line(troly: Troly, file: Path) -> None:
    result = troly("import", file, "--checked", "18/7/2026")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("form", ["jsonl", "xlsx", "csv"])
def test_out_and_in_again_changes_nothing(troly: Troly, file: Path, tmp_path: Path, form: str) -> None:
    troly("import", file, "--checked", "2026-07-18")
    out = tmp_path / f"out.{form}"
    assert troly("export", out).stdout == f"1 records in {out}\n"
    assert "1 read: 1 imported (0 new or changed), 0 refused" in troly("import", out).stdout


def test_an_export_with_the_seed_holds_more(troly: Troly, tmp_path: Path) -> None:
    troly("export", tmp_path / "all.jsonl", "--all")
    assert len((tmp_path / "all.jsonl").read_text("utf-8").splitlines()) >= 100


@pytest.mark.parametrize("words", [("export", "x.pdf"), ("template", "x.jsonl")])
def test_an_ending_nobody_knows_is_one_line(troly: Troly, words: tuple[str, ...]) -> None:
    result = troly(*words)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_a_dry_run_shows_the_difference(troly: Troly, file: Path, tmp_path: Path) -> None:
    troly("import", file)
    table = tmp_path / "t.csv"
    table.write_text("Mã thủ tục,Nơi nộp\n1.900011,Quầy số 5\n1.9,x\n", "utf-8")
    result = troly("import", table, "--dry-run")
    assert "    - Bộ phận Một cửa" in result.stdout
    assert "    + Quầy số 5" in result.stdout
    assert "2 read: 1 imported (1 new or changed), 1 refused (nothing is written)" in result.stdout
    assert "dòng 3, cột “Mã thủ tục”" in result.stderr
    assert "Một cửa" in (tmp_path / "var/knowledge/imported.jsonl").read_text("utf-8")


def test_who_edits_a_procedure_of_the_seed_is_told_so(troly: Troly, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("Mã thủ tục,Tên thủ tục\n1.000894,Đăng ký kết hôn\n", "utf-8")
    assert "1.000894: a seed record of this code stands before" in troly("import", table).stderr


def test_the_template_is_a_table_one_can_import(troly: Troly, tmp_path: Path) -> None:
    troly("template", tmp_path / "t.xlsx")
    assert "0 read: 0 imported" in troly("import", tmp_path / "t.xlsx").stdout


def test_the_original_is_shown_as_it_was_sent(troly: Troly, file: Path) -> None:
    troly("import", file)
    assert json.loads(troly("original", "1.900011").stdout) == raw("1.900011") | {"id": "019d-0"}
    result = troly("original", "1.999999")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


@pytest.mark.enable_socket
class TestSync:
    """`troly knowledge sync` against the portal on loopback."""

    def test_it_says_what_it_did(self, troly: Troly, tmp_path: Path) -> None:
        with FakePortal(invented(3)) as portal:
            first = troly("sync", "--url", portal.url)
            again = troly("sync", TROLY_PORTAL_URL=portal.url)
        assert first.stdout.startswith("3 listed by the portal: 0 known and unchanged; of those fetched: 3 read: 3 imported (3 new")
        assert again.stdout.startswith("3 listed by the portal: 3 known and unchanged; of those fetched: 0 read")
        folder = tmp_path / "var" / "knowledge"
        assert len(ProcedureRepository(folder, folder / "imported.jsonl").imported()) == 3

    def test_a_firewall_is_one_line(self, troly: Troly) -> None:
        with FakePortal(invented(3)) as portal:
            portal.troubles = [Trouble("html", after=1)]
            result = troly("sync", "--url", portal.url)
        assert result.exit_code == 1
        assert result.stderr.startswith("troly: the portal answers a web page, not data: a firewall")
        assert "run `troly knowledge sync` again" in result.stderr
        assert result.stderr.count("\n") == 1
