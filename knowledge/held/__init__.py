"""The papers check (tôi có căn cước rồi, còn thiếu gì): what a person says they hold against what a record asks for."""

from knowledge.held.check import cases, check
from knowledge.held.words import asks_needed, mentions_held

__all__ = ["asks_needed", "cases", "check", "mentions_held"]
