"""Every error tells the citizen something, in Vietnamese, and the machine something stable."""

import pytest

from core import errors
from core.errors import TrolyError
from core.text import has_accents


def tree(root: type[TrolyError] = TrolyError) -> list[type[TrolyError]]:
    return [root, *(leaf for child in root.__subclasses__() if child.__module__ == errors.__name__ for leaf in tree(child))]


@pytest.mark.parametrize("kind", tree(), ids=lambda kind: kind.__name__)
def test_an_error_has_a_status_a_code_and_a_sentence_for_the_citizen(kind: type[TrolyError]) -> None:
    assert 400 <= kind.status < 600
    assert kind.code.islower()
    assert has_accents(kind.citizen)
    assert kind.citizen.endswith((".", "”"))
    assert str(kind()) == kind.citizen
    assert str(kind("why")) == "why"


def test_codes_are_told_apart() -> None:
    codes = [kind.code for kind in tree()]
    assert len(set(codes)) == len(codes)


def test_the_tree_is_drawn_in_the_docstring() -> None:
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in tree())
