"""Examples of others: read from their files, compared with ours, shown before anything is written."""
