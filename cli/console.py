"""`troly console`: the desk of the staff."""

from typing import Annotated

import typer

from core.settings import Settings


def console(
    host: Annotated[str | None, typer.Option(help="127.0.0.1 unless set: let a proxy of the staff network lead there")] = None,
    port: Annotated[int | None, typer.Option(help="8001 unless set")] = None,
) -> None:
    """Start the staff console, and keep it running until Ctrl-C. `troly staff create` makes the first account."""
    import uvicorn

    from cli.child import StackFailed
    from cli.ports import is_free

    settings = Settings()
    host, port = host or settings.console_host, port or settings.console_port
    if not is_free(host, port):
        raise StackFailed(f"port {port} is in use: stop the program that uses it, or choose another (--port)")
    typer.echo(f"the console: {settings.console_url} (Ctrl-C stops it)", err=True)
    # No access log: it would hold one-time links and what was searched for. The console writes its own.
    uvicorn.run("console.app:application", factory=True, host=host, port=port, server_header=False, access_log=False, log_config=None)
