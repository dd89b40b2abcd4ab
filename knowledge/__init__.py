"""Procedures: records, editing, releases, retrieval, answers."""
