"""How many bytes the widget is, as `/widget.js` sends them: `python -m bench.widget`. There is nothing else to load."""

import argparse
import sys
from pathlib import Path

from bench import machine
from bench.tables import table
from channels.web.widget.bundle import bundle
from core.settings import Settings

LIMIT = 25_000


def main(arguments: list[str] | None = None) -> int:
    """Count, print and write the table; return 1 when the packed script is over its limit."""
    parser = argparse.ArgumentParser(prog="bench.widget", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=Path("bench/results/widget.md"), help="the table")
    options = parser.parse_args(arguments)
    settings = Settings()
    made = bundle(settings.keep_conversations_days, settings.web_replay_hours)
    row = (f"{len(made.plain):,}", f"{len(made.packed):,}", f"{LIMIT:,}", "yes" if len(made.packed) <= LIMIT else "**no**")
    head = f"{machine.note()} Made by `python -m bench.widget`: script, style and both languages, packed by gzip when the gateway starts."
    told = "\n\n".join(["# Widget", head, table(("bytes plain", "bytes gzip", "limit", "kept"), [row])]) + "\n"
    options.out.write_text(told, "utf-8")
    print(f"{told}\nwritten to {options.out}")
    return 0 if len(made.packed) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
