"""The console over a real database, with a clock that the test turns."""

from tests.backends import either, postgres_server, store

__all__ = ["either", "postgres_server", "store"]
