"""Messenger on loopback: the Graph API that a Page sends with, and the webhooks that it gets. No pytest in it: it serves demos too."""

from channels.demo.messenger.server import FakeMessenger, Shown

__all__ = ["FakeMessenger", "Shown"]
