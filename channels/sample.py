"""A dialogue engine that needs no model: for tests, and for trying a channel without Rasa."""

from channels.messages import Inbound, Reply
from core.answer import Answer


class SampleBot:
    """The `Bot` port in a few lines: says back what it was told. It keeps what it heard in `heard`."""

    def __init__(self, model: str = "sample") -> None:
        """Answer as `model`."""
        self.model = model
        self.heard: list[Inbound] = []

    async def answer(self, inbound: Inbound) -> Reply:
        """As the port."""
        self.heard.append(inbound)
        return Reply([Answer(status="greeting", text=f"Bạn vừa viết: {inbound.said}", model=self.model)])

    async def health(self) -> str:
        """As the port."""
        return self.model
