"""Two curators and a reader at the desk of procedures, over the records that ship with the product."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from console.editorial import Editorial
from console.roles import Role
from tests.console.desk import Browser

CODE = "1.001193"  # of the seed: registering a birth


@dataclass
class Office:
    """The people, and the room they work in."""

    room: Editorial
    lan: Browser  # writes
    hoa: Browser  # writes too
    nam: Browser  # only reads


@pytest.fixture
def office(app: FastAPI, somebody: Callable[..., Browser]) -> Office:
    people = [somebody("lan", Role.CURATOR), somebody("hoa", Role.CURATOR), somebody("nam", Role.ANALYST)]
    return Office(app.state.parts.editorial, *people)
