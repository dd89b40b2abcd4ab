"""Run every bench that needs nothing but the installed product: `python -m bench`."""

import sys

from bench import turns, widget

if __name__ == "__main__":
    sys.exit(max(widget.main([]), turns.main()))
