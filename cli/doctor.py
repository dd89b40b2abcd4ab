"""`troly doctor`: look at every part, and say what mends it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import typer

from core.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One line of the report; `mend` is empty when all is well."""

    part: str
    detail: str
    mend: str = ""

    def __str__(self) -> str:
        """Return the line."""
        return f"{'RED' if self.mend else 'ok ':4} {self.part:18} {self.detail}{f'  ->  {self.mend}' if self.mend else ''}"


Check = Callable[[Settings], Iterator[Finding]]


def doctor() -> None:
    """Check every part of the installation; exit code 1 when something is red."""
    from cli import checkup

    findings = list(examine(Settings(), checkup.CHECKS))
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.mend for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings, checks: tuple[Check, ...]) -> Iterator[Finding]:
    """Yield what the checks find, in their order; a check that breaks is a finding too."""

    def run(check: Check) -> list[Finding]:
        try:
            return list(check(settings))
        except Exception as error:
            # The report must go on: the broken part is exactly what somebody is looking for.
            return [Finding(check.__name__, f"{type(error).__name__}: {error}", "see the message")]

    with ThreadPoolExecutor(len(checks)) as pool:
        for found in pool.map(run, checks):
            yield from found
