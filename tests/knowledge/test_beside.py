"""Work beside work: in a thread or in a forked process, the result and the error come back."""

import os
import subprocess
import sys

import pytest

from knowledge.beside import Beside, forked, in_thread
from tests.conftest import HOME

BOTH = pytest.mark.parametrize("beside", [in_thread, forked])


@BOTH
def test_the_result_comes_back(beside: Beside) -> None:
    numbers = [1, 2, 3]
    with beside(lambda: sum(numbers)) as result:
        assert len(numbers) == 3
        assert result() == 6


@BOTH
def test_an_error_is_raised_where_the_result_is_wanted(beside: Beside) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    with beside(fail) as result, pytest.raises(OSError, match="the disk is full"):
        result()


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="one core: nothing is forked")
def test_a_process_that_is_ended_from_outside_is_told() -> None:
    with forked(lambda: os.kill(os.getpid(), 9)) as result, pytest.raises(RuntimeError, match="ended from outside"):
        result()


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="one core: nothing is forked")
def test_a_body_that_breaks_ends_the_other_process() -> None:
    code = "import time\nfrom knowledge.beside import forked\nwith forked(lambda: time.sleep(60)):\n    raise SystemExit(3)"
    ended = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(HOME)}, timeout=20, check=False)
    assert ended.returncode == 3
