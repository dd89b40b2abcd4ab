"""An Official Account of Zalo on loopback: there is no sandbox. `with FakeZalo("http://127.0.0.1:8000/webhooks/zalo") as zalo:`."""

from channels.demo.zalo.people import Person
from channels.demo.zalo.server import FakeZalo

__all__ = ["FakeZalo", "Person"]
