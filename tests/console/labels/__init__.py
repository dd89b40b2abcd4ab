"""The desk of labels."""
