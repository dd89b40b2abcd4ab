"""A citizen who talks to the running assistant."""

from uuid import uuid4

import httpx2

from core.answer import Answer


class Talk:
    """One conversation over REST."""

    def __init__(self, client: httpx2.Client) -> None:
        """Speak through `client` as somebody new."""
        self.client, self.sender = client, f"live-{uuid4()}"

    def post(self, message: str) -> httpx2.Response:
        """Send `message` and return the raw response."""
        return self.client.post("/webhooks/rest/webhook", json={"sender": self.sender, "message": message})

    def say(self, message: str) -> Answer:
        """Send `message` and return the one answer."""
        response = self.post(message)
        assert response.status_code == 200, response.text
        (reply,) = response.json()
        assert reply["recipient_id"] == self.sender
        assert reply["text"] == reply["custom"]["text"]
        return Answer.model_validate(reply["custom"])
