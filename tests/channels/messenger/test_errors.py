"""What an answer means that took no message."""

from typing import Any

import pytest

from channels.messenger.errors import failure
from channels.sending import Remedy


@pytest.mark.parametrize(
    ("header", "seconds"), [("17", 17), ("0", 1), ("999999", 3_600), ("9" * 50, 60), ("soon", 60), ("-5", 60), ("١٧", 60), ("", 60)]
)
def test_retry_after_is_heard_within_reason(header: str, seconds: int) -> None:
    assert failure(400, {"error": {"code": 613}}, header).retry_after == seconds


@pytest.mark.parametrize("body", [None, [], "x", 7, {"error": None}, {"error": []}, {"error": {"code": True}}, {"error": {"code": "190"}}])
@pytest.mark.parametrize(
    ("status", "remedy"),
    [(200, "retry"), (302, "tell_staff"), (400, "give_up"), (401, "tell_staff"), (403, "tell_staff"), (404, "tell_staff"), (408, "retry"),
     (413, "give_up"), (429, "retry"), (500, "retry"), (502, "retry"), (503, "retry")],
)  # fmt: skip
def test_an_answer_without_a_code_is_judged_by_its_status(body: Any, status: int, remedy: Remedy) -> None:
    assert failure(status, body).remedy == remedy


def test_nothing_of_the_answer_stands_in_the_error() -> None:
    error = failure(400, {"error": {"message": "Xin chào 0901234567", "code": 100, "error_user_msg": "Xin chào"}})
    assert str(error) == "code 100"
    assert error.retry_after is None
