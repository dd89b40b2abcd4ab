"""Zalo's tokens: an access token lasts 25 hours; a refresh token three months and for one use, which gives the next pair."""

import threading
from collections.abc import Callable
from typing import Any

LASTS = 90_000  # seconds
REFRESH_LASTS = 90 * 86_400


class TokenDesk:
    """Gives out pairs, and knows which are good."""

    def __init__(self, app_id: str, app_secret: str, clock: Callable[[], float], prefix: str = "") -> None:
        """Start with the pair `first`; `prefix` stands before every token."""
        self._app_id, self._app_secret, self._clock, self._prefix = app_id, app_secret, clock, prefix
        self._lock = threading.Lock()
        self._number = 0
        self._ends: dict[str, float] = {}
        self._refresh, self._refresh_ends = "", 0.0
        self.asked: list[str] = []  # the refresh tokens that came, good or spent
        self.first = self._next()

    def refresh(self, form: Any, secret: str | None) -> dict[str, Any]:
        """Answer the form of a change of tokens."""
        told = form if isinstance(form, dict) else {}
        with self._lock:
            self.asked.append(str(told.get("refresh_token")))
            if secret != self._app_secret or told.get("app_id") != self._app_id or told.get("grant_type") != "refresh_token":
                return {"error": -14004, "error_name": "Invalid app", "error_description": "The app or its secret is wrong"}
            if told.get("refresh_token") != self._refresh or self._clock() >= self._refresh_ends:
                return {"error": -14014, "error_name": "Invalid refresh token", "error_description": "Invalid refresh token"}
            access, refresh = self._next()
        return {"access_token": access, "refresh_token": refresh, "expires_in": str(LASTS)}

    def refusal(self, access: str | None) -> int:
        """Return the code a call with this token is refused with, 0 for a good one."""
        ends = self._ends.get(access or "")
        return -216 if ends is None else -220 if ends <= self._clock() else 0

    def expire(self) -> None:
        """End every access token; the refresh token stays good."""
        self._ends = dict.fromkeys(self._ends, 0.0)

    def _next(self) -> tuple[str, str]:
        self._number += 1
        access, self._refresh = f"{self._prefix}access-{self._number}", f"{self._prefix}refresh-{self._number}"
        self._ends[access], self._refresh_ends = self._clock() + LASTS, self._clock() + REFRESH_LASTS
        return access, self._refresh
