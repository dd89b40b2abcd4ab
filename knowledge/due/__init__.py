"""When a file is done (nộp hôm nay bao giờ xong): the days of the question, the record's time limit, the date."""

from knowledge.due.counting import due, long, short
from knowledge.due.question import Asked, asks_when, read

__all__ = ["Asked", "asks_when", "due", "long", "read", "short"]
