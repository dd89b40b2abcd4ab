"""The examples of the dialogue model in files: read with their spans, changed line by line, written back without touching the rest."""
