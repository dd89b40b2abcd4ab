"""Conversations: what was said, ratings, hand-over to people, reports; how long it is kept, and how it is forgotten."""
