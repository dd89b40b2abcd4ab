"""A tiny program in place of a real one: `python stand_in.py MODE [ARGUMENT]`."""

import http.server
import signal
import subprocess
import sys
import time
from pathlib import Path


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers every GET with one status."""

    status = 200

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: the test looks for the program's own words."""


def serve(port: str) -> None:
    """Listen, and answer 200."""
    http.server.HTTPServer(("127.0.0.1", int(port)), Answer).serve_forever()


def unready(port: str) -> None:
    """Listen, and answer 503: alive, and never ready."""
    Answer.status = 503
    sys.stderr.write("waiting for something that never comes\n")
    serve(port)


def die(_: str) -> None:
    """End at once, with a last word."""
    sys.exit("the last word")


def die_once(marker: str) -> None:
    """End the first time, stay the second time."""
    if not Path(marker).exists():
        Path(marker).touch()
        sys.exit(3)
    stay("")


def stay(_: str) -> None:
    """Do nothing."""
    time.sleep(300)


def family(_: str) -> None:
    """Ignore SIGTERM, and have a child that does so too."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if _ != "child":
        subprocess.Popen([sys.executable, __file__, "family", "child"])
    stay("")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
