"""A promoted model is fetched (kéo mô hình): asked for by the ETag of the present one, and put in place between two messages.

The engine starts with a model of the disk; where nobody serves models (`TROLY_MODEL_URL` is not set), that one stays. Loading holds the
messages of a tenth of a second up, and loses none.
"""

import asyncio
import hashlib
import logging
import os
from pathlib import Path
from typing import Any

from rasa.core.agent import _pull_model_and_fingerprint
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from rasa.utils.endpoints import EndpointConfig

_EVERY = 3.0  # seconds between two looks
_logger = logging.getLogger(__name__)


class Puller:
    """Keeps the model of an agent the one that is served."""

    def __init__(self, url: str, secret: str, every: float = _EVERY) -> None:
        """Ask at `url`, as a holder of `secret`, `every` so many seconds."""
        self._server = EndpointConfig(url, headers={"X-Troly-Secret": secret})
        self._every, self._tried = every, ""

    @classmethod
    def of(cls, secret: str) -> "Puller | None":
        """Return the one that the environment asks for."""
        url = os.environ.get("TROLY_MODEL_URL", "")
        return cls(url, secret) if url else None

    async def run(self, app: Any) -> None:
        """Look again and again, once the agent of `app` is there."""
        while True:
            await asyncio.sleep(self._every)
            if agent := getattr(app.ctx, "agent", None):
                await self.look(agent)

    async def look(self, agent: Any) -> None:
        """Fetch the model if it is another one. Never raises: what cannot be loaded is not tried again, and the present one stays."""
        self._tried = self._tried or _present(agent)
        try:
            with TempDirectoryPath(get_temp_dir_name()) as folder:
                if fresh := await _pull_model_and_fingerprint(self._server, self._tried, folder):
                    self._tried = fresh
                    agent.load_model(folder, fresh)
                    _logger.info("a new dialogue model is in use: %s", agent.model_id)
        except Exception as problem:
            _logger.error("a dialogue model could not be put to use: %s", type(problem).__name__)


def _present(agent: Any) -> str:
    """Return the ETag of the model that was loaded from the disk: its checksum."""
    path = Path(agent.processor.model_path) if agent.processor else None
    if path is None or not path.is_file():
        return "none"
    return f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"'
