"""The desk of versions."""
