"""These tests run in Rasa's own environment (Python 3.10); any other skips them."""

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("rasa") else ["test_*.py"]
