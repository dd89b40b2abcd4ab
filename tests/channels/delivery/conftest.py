"""The way of a message, over real databases."""

from tests.backends import either, postgres_server, store

__all__ = ["either", "postgres_server", "store"]
