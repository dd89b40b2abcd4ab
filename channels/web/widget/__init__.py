"""The widget: a chat window that any page embeds with one script, and a page that shows it."""

from channels.web.widget.routes import install

__all__ = ["install"]
