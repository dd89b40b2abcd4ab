"""The intents by which somebody tells of a danger: what is missed of them can cost a life, so every room counts them apart."""

DANGERS = frozenset({"safety", "self_harm", "emergency"})
