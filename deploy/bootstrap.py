"""Set the product up: `python3 -m deploy.bootstrap [--dev]`, from any Python since 3.9.

Makes both environments, the embedding model, the first knowledge release and the dialogue model. What is done
is not done again while its inputs stay the same, so it is cheap to call before every start.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from deploy.lockfile import alone
from deploy.plan import steps
from deploy.steps import Setup

HOME = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the set-up; return the exit code."""
    parser = argparse.ArgumentParser(prog="deploy.bootstrap", description="Set the assistant up.")
    parser.add_argument("--dev", action="store_true", help="also install what `make test` needs")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with alone(HOME / "var" / "setup" / "lock"):
            return 0 if Setup(HOME).run(steps(HOME, options.dev)) else 1
    except KeyboardInterrupt:
        print("\nset-up interrupted; run it again, and it goes on with the step that was not finished")
        return 130


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
