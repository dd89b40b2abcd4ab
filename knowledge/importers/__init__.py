"""Bring records in from elsewhere, one module a form."""
