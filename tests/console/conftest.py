"""The console over a real database, with a clock that the test turns."""
