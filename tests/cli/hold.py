"""Keeps two stand-ins as `troly up` keeps its programs: `python -m tests.cli.hold FOLDER`; prints when they run."""

import sys
import time
from pathlib import Path

from cli import up
from cli.keeper import Keeper
from tests.cli.programs import left, stand_in


def main(folder: Path) -> None:
    """Hold until interrupted."""
    keeper = Keeper([stand_in(folder, "stay"), stand_in(folder, "family")], grace=0.5)
    up.listen()
    try:
        keeper.start()
        while len(left(folder, 0)) < 3:  # both, and the child of one
            time.sleep(0.05)
        sys.stdout.write("held\n")
        sys.stdout.flush()
        time.sleep(300)
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n")
    finally:
        keeper.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
