"""What every room may use: records, answers, errors, settings, text. Imports nothing of the others."""
