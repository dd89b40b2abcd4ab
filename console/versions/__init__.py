"""The desk of versions (thẩm định): what waits for a second person, one version and what it changes, and what was."""
