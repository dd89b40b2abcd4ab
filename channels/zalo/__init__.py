"""Zalo Official Account: webhook in, messages of an `Answer`, calls of the Official Account API out."""
