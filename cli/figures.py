"""Show measured figures: one table in Markdown, on the screen and in a file, and the same as JSON."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns stand below one another."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in [heads, *rows]]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def keep(title: str, note: dict[str, Any], figures: dict[str, Any], shown: str, as_json: Path | None, as_table: Path | None) -> None:
    """Print `shown`; write the figures as JSON, and `shown` under its title and note as Markdown, where that is asked for."""
    note = {"made": f"{datetime.now(UTC):%Y-%m-%d}", **note}
    typer.echo(f"\n{shown}")
    if as_json:
        as_json.write_text(json.dumps({**note, "figures": figures}, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if as_table:
        told = "\n".join(f"- {name}: {_told(value)}" for name, value in note.items())
        as_table.write_text(f"# {title}\n\n{told}\n\n{shown}\n", "utf-8")


def _told(value: Any) -> str:
    return ", ".join(f"{name} {count}" for name, count in value.items()) or "none" if isinstance(value, dict) else str(value)
