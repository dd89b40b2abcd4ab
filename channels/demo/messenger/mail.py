"""Deliveries of webhooks: signed, tried again until they are taken, in the order of the platform or out of it."""

import hmac
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

PATIENCE = 5.0  # seconds that the platform waits for a 200
_FIRST, _LONGEST = 0.05, 5.0  # seconds between two tries; the platform takes minutes
_GIVES_UP = 3_600.0  # seconds of failure, after which the platform takes the app's subscription away
_PAUSE = 0.01


@dataclass
class Letter:
    """A webhook under way."""

    body: bytes
    due: float = 0.0
    copy: bool = False  # it was taken once before
    tries: int = 0
    first: float = 0.0  # when it was tried first
    answers: list[int | None] = field(default_factory=list)  # a status, or `None` for no answer


class Mail:
    """Delivers to `address`, one webhook at a time or, with more `lanes`, several. `shuffled`: what waits goes in any order."""

    def __init__(self, secret: str, lanes: int = 1, patience: float = PATIENCE, scale: float = 1.0) -> None:
        """Deliver nothing before `start`. `scale` multiplies the hour after which the platform gives up."""
        self.address = ""
        self.secret, self.patience = secret, patience
        self.shuffled = False
        self.doubled = 0.0  # how often, of 1, a webhook that was taken comes again
        self.delivered: list[Letter] = []
        self.off = False  # a webhook that fails for an hour is no longer subscribed
        self.watch: Callable[[Letter], None] = lambda letter: None  # sees every try
        self._gives_up = _GIVES_UP * scale
        self._random = random.Random(6)
        self._waiting: list[Letter] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._busy = 0
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(lanes)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, whatever waits."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def put(self, body: bytes) -> None:
        """Deliver `body` soon."""
        if self.address and not self.off:
            with self._lock:
                self._waiting.append(Letter(body))

    def settled(self, timeout: float = 10.0) -> bool:
        """Wait until everything was taken; tell whether it was."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            with self._lock:
                if not self._waiting and not self._busy:
                    return True
            time.sleep(_PAUSE)
        return False

    def sign(self, body: bytes) -> str:
        """Return the header `X-Hub-Signature-256` of `body`."""
        return "sha256=" + hmac.new(self.secret.encode(), body, sha256).hexdigest()

    def post(self, body: bytes, signature: str | None = None) -> int | None:
        """Deliver `body` once, now; return the status, or `None` where nobody answered in time."""
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature or self.sign(body),
            "User-Agent": "facebookplatform/1.0",
        }
        request = urllib.request.Request(self.address, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self.patience) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return int(error.code)
        except OSError:
            return None

    def verify(self, token: str, challenge: str = "1158201444") -> bool:
        """Make the handshake, as when the webhook is registered; tell whether the address answers as it must."""
        query = urllib.parse.urlencode({"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token})
        try:
            with urllib.request.urlopen(f"{self.address}?{query}", timeout=self.patience) as answer:
                return bool(answer.status == 200 and answer.read().decode() == challenge)
        except OSError:
            return False

    def _run(self) -> None:
        while not self._stopped.is_set():
            letter = self._next()
            if letter is None:
                self._stopped.wait(_PAUSE)
                continue
            status = self.post(letter.body)
            with self._lock:
                self._settle(letter, status)
                self._busy -= 1
            self.watch(letter)

    def _next(self) -> Letter | None:
        with self._lock:
            due = [one for one in self._waiting if one.due <= time.monotonic()]
            if not due:
                return None
            letter = self._random.choice(due) if self.shuffled else due[0]
            self._waiting.remove(letter)
            self._busy += 1
            return letter

    def _settle(self, letter: Letter, status: int | None) -> None:
        letter.first = letter.first or time.monotonic()
        letter.tries += 1
        letter.answers.append(status)
        if status == 200:
            self.delivered.append(letter)
            if not letter.copy and self._random.random() < self.doubled:
                self._waiting.append(Letter(letter.body, copy=True))
            return
        if time.monotonic() - letter.first > self._gives_up:
            self.off = True
            self._waiting.clear()
            return
        # What failed goes behind what is new: the platform's retries come out of order as well.
        letter.due = time.monotonic() + min(_LONGEST, _FIRST * 2 ** min(letter.tries, 10))
        self._waiting.append(letter)
