"""What Messenger takes in one message. Lengths are in UTF-16 units, as Meta's clients count: never fewer than characters.

https://developers.facebook.com/docs/messenger-platform/send-messages, of 2026.
"""

TEXT = 2_000
TEMPLATE_TEXT = 640
TEMPLATE_BUTTONS = 3
TITLE = 20  # of a button or a quick reply
QUICK_REPLIES = 13
PAYLOAD = 1_000
CARDS = 10
CARD_TEXT = 80  # title and subtitle, each
GREETING = 160
MENU_TITLE = 30
MENU_ITEMS = 20
ICE_BREAKERS = 4
ICE_BREAKER = 80


def size(text: str) -> int:
    """Return the length of `text` as the platform counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
