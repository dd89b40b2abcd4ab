"""The golden set: well written, found by the seed, and a gate that a damaged table or a lost name really closes."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.errors import GoldenMissed
from core.procedure import Procedure
from core.settings import Settings
from core.text import fold
from knowledge import golden, release
from knowledge.embedder import CachedEmbedder
from knowledge.evaluation import Item, read
from knowledge.repository import ProcedureRepository
from knowledge.service import Knowledge

ITEMS = read(golden.QUESTIONS)
STATE = Callable[[Path], Settings]


@pytest.fixture
def seed(seed_settings: Settings) -> list[Procedure]:
    return ProcedureRepository(seed_settings.seed, Path("none.jsonl")).published(date(2026, 11, 1))


@pytest.fixture
def built(own_state: STATE, embedder: CachedEmbedder, tmp_path: Path) -> Callable[..., tuple[Settings, str]]:
    """Build a release that is not live yet, of records and tables that a test may have harmed."""

    def make(records: list[Procedure], tables: Path) -> tuple[Settings, str]:
        settings = own_state(tmp_path / "var")
        return settings, release.build(records, tables, embedder, settings.releases, lambda _: None)

    return make


def journal(settings: Settings) -> list[dict[str, object]]:
    return [json.loads(line) for line in (settings.releases / golden.JOURNAL).read_text("utf-8").splitlines()]


def test_the_set_is_well_written(seed: list[Procedure]) -> None:
    assert len({item.id for item in ITEMS}) == len(ITEMS)
    assert len({fold(item.question).strip(" ?") for item in ITEMS if item.expected}) > 0.97 * sum(bool(i.expected) for i in ITEMS)
    codes = {procedure.code for procedure in seed}
    of_seed = [item for item in ITEMS if item.expected & codes]
    assert len(of_seed) >= 200
    assert codes <= {code for item in of_seed for code in item.expected}
    assert len([item for item in ITEMS if item.expected and not item.expected & codes]) >= 50
    assert len([item for item in ITEMS if item.wants_none]) >= 24
    assert all(item.rank in (1, 5) for item in ITEMS if item.expected)
    assert all(item.expected or item.wants_none for item in ITEMS)


def test_the_seed_answers_its_golden_questions(seed_knowledge: Knowledge) -> None:
    report = golden.check(seed_knowledge, ITEMS)
    assert [str(miss) for miss in report.misses] == []
    assert report.asked + report.apart == len(ITEMS)
    assert report.asked >= 225
    assert report.apart >= 50


def test_a_harmed_table_of_words_closes_the_gate(seed: list[Procedure], built: Callable[..., tuple[Settings, str]], tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(Path(golden.__file__).parent / "seed", tables, ignore=shutil.ignore_patterns("procedures"))
    (tables / "words.tsv").write_text("light\tgiay\t\n", "utf-8")
    settings, release_id = built(seed, tables)
    told: list[str] = []
    with pytest.raises(GoldenMissed, match="--despite-golden"):
        golden.guard(settings, release_id, None, told.append)
    assert len(told) > 1
    assert "wanted" in told[0]
    assert release.current_id(settings.releases) is None
    assert (settings.releases / release_id).is_dir()
    assert journal(settings)[0]["refused"] is True


def test_a_lost_name_closes_the_gate_and_a_reason_opens_it(
    seed: list[Procedure], built: Callable[..., tuple[Settings, str]], seed_settings: Settings
) -> None:
    """“cất nhà” and “cà vẹt” are what people say; the records' own names hold neither."""
    bare = [procedure.model_copy(update={"aliases": []}) for procedure in seed]
    settings, release_id = built(bare, seed_settings.seed)
    told: list[str] = []
    with pytest.raises(GoldenMissed):
        golden.guard(settings, release_id, None, told.append)
    with pytest.raises(GoldenMissed):  # the reason was given for others
        golden.guard(settings, release_id, "names are being rewritten", told.append, accepted=["another"])
    report = golden.guard(settings, release_id, "names are being rewritten", told.append)
    assert report.misses
    refused, other, published = journal(settings)
    assert (other["refused"], other["despite"]) == (True, None)
    assert (refused["refused"], refused["despite"]) == (True, None)
    assert (published["refused"], published["despite"]) == (False, "names are being rewritten")
    assert published["release"] == release_id
    assert published["golden"] == {"asked": report.asked, "apart": report.apart, "missed": [miss.item.id for miss in report.misses]}


def test_a_good_release_passes_and_the_journal_says_so(seed_settings: Settings, tmp_path: Path) -> None:
    current = release.current_id(seed_settings.releases) or ""
    settings = Settings(home=seed_settings.home, state=tmp_path / "var")
    (tmp_path / "var" / "models").mkdir(parents=True)
    settings.model_folder.symlink_to(seed_settings.model_folder.resolve())
    shutil.copytree(seed_settings.releases / current, settings.releases / current)
    told: list[str] = []
    report = golden.guard(settings, current, "not needed", told.append)
    assert told == [str(report)]
    assert report.misses == []
    (line,) = journal(settings)
    assert (line["release"], line["refused"], line["despite"]) == (current, False, None)
    assert isinstance(line["counts"], dict)
    assert line["counts"]["procedures"] == 100


def test_rank_answers_and_absence_are_judged(seed_knowledge: Knowledge) -> None:
    ranked = seed_knowledge.search("đăng ký tạm trú", limit=100)
    first, last = ranked[0].code, ranked[-1].code

    def asked(*codes: str, rank: int | None) -> Item:
        return Item("q", "golden", "đăng ký tạm trú", frozenset(codes), rank=rank)

    passed = [asked(first, rank=1), asked(first, last, rank=None), asked(last, rank=100), asked("9.999999", rank=1)]
    report = golden.check(seed_knowledge, passed)
    assert (report.asked, report.apart, report.misses) == (3, 1, [])
    missed = golden.check(seed_knowledge, [asked(last, rank=5), Item("n", "golden", "đăng ký tạm trú", behavior="apologize")])
    assert [miss.item.id for miss in missed.misses] == ["q", "n"]
    assert first in str(missed.misses[0])
    assert "wanted no answer" in str(missed.misses[1])
