"""The databases of the tests beside it."""

from tests.backends import either, postgres_server, store

__all__ = ["either", "postgres_server", "store"]
