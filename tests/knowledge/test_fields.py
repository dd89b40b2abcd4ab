"""The names and fields of the live release."""

from core.procedure import Procedure
from core.settings import Settings
from knowledge.fields import Named, named
from tests.channels.published import publish

BIRTH = Procedure(code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch")
BARE = Procedure(code="1.900001", name="Không rõ lĩnh vực")


def test_they_are_those_of_the_live_release(migrated: Settings) -> None:
    assert named(migrated.releases) == {}
    publish(migrated, [BIRTH, BARE])
    assert named(migrated.releases) == {"1.001193": Named("Đăng ký khai sinh", "Hộ tịch"), "1.900001": Named("Không rõ lĩnh vực", None)}
    publish(migrated, [BARE], "20261102-0a1b2c3d")
    assert set(named(migrated.releases)) == {"1.900001"}


def test_a_damaged_release_names_nothing(migrated: Settings) -> None:
    folder = publish(migrated, [BIRTH])
    for broken in (b"\xff\xfe", b"{", b'{"name": "x"}\n', b"[]\n"):
        (folder / "procedures.jsonl").write_bytes(broken)
        assert named(migrated.releases) == {}
    (folder / "procedures.jsonl").unlink()
    assert named(migrated.releases) == {}
