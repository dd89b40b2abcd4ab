"""Answers judged by people: an unbiased sample of them, so that it is known how many are wrong; and what became of the wrong ones."""
