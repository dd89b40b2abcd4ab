"""The audit, to read, search and export; its rows are written by `core.audit`."""
