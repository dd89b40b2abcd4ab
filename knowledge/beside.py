"""Do one thing beside another: in a thread, or on another core in a forked process where the program is sure to have one thread.

A forked process sees what was in memory and hands back what it returns. What another thread held at that moment stays
held in it for ever, so only a command that has opened nothing yet may fork: `troly knowledge publish` does, tests and
servers take the thread.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Connection
from typing import Any

Result = Callable[[], Any]  # waits for the end of the work, and returns or raises what it did
Beside = Callable[[Callable[[], Any]], AbstractContextManager[Result]]


@contextmanager
def in_thread(work: Callable[[], Any]) -> Iterator[Result]:
    """Do `work` in a thread while the body runs; yields what waits for its result."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(work).result


@contextmanager
def forked(work: Callable[[], Any]) -> Iterator[Result]:
    """Do `work` in a forked process while the body runs; yields what waits for its result. A body that breaks ends it."""
    if len(os.sched_getaffinity(0)) == 1:  # two processes on one core are slower than one
        with in_thread(work) as result:
            yield result
        return
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_tell, args=(work, theirs))
    process.start()
    theirs.close()
    try:
        yield lambda: _heard(ours)
    finally:
        process.terminate()  # which has ended, or its work is not wanted any more
        process.join()
        ours.close()


def _tell(work: Callable[[], Any], theirs: Connection) -> None:
    try:
        theirs.send((work(), None))
    except BaseException as error:  # the other process raises it
        theirs.send((None, error))


def _heard(ours: Connection) -> Any:
    try:
        value, error = ours.recv()
    except EOFError:
        raise RuntimeError("the process beside this one was ended from outside, perhaps for want of memory") from None
    if error is not None:
        raise error
    return value
