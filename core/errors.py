"""Every error the product raises on purpose.

    TrolyError
    ├── BadRequest (400)         what was sent cannot be read
    │   ├── MessageEmpty (422)   nothing to answer
    │   └── MessageTooLong (422)
    ├── Unauthorized (401)       no session, or one that is over
    ├── Forbidden (403)          a wrong signature, a page that may not ask
    ├── PayloadTooLarge (413)
    ├── UnsupportedMedia (415)
    ├── TooManyRequests (429)    one person, too fast
    │   └── LookupPaused         too many lookups of dossiers that found nothing
    ├── NotFound (404)           no such procedure
    ├── Conflict (409)           the record is in a state that does not allow this
    ├── GoldenMissed (409)       a release that misses golden questions is not made live
    └── Unavailable (503)        a part does not answer
        ├── Busy                 more people ask than can be answered
        ├── BotUnavailable       Rasa is down, silent, or answered nonsense
        ├── ReleaseUnavailable   no knowledge release, or a damaged one
        ├── ModelUnavailable     no embedding model
        └── PortalUnavailable    the portal of dossiers gives no answer that can be read
            └── PortalDenied     it does not let us in

`message` is for engineers and logs; what a person reads stands in `core/words/errors.yml` under the error's `code`.
"""

from typing import Any, Literal

from core.words import Language, say


class _Citizen:
    """The Vietnamese sentence of a class's `code`, as it is said now: staff may change it while the program runs."""

    def __get__(self, error: "TrolyError | None", kind: "type[TrolyError]") -> str:
        return say(f"errors.{kind.code}")


class TrolyError(Exception):
    """Base: an HTTP status, a stable code for machines, and a sentence for the citizen."""

    status = 500
    code = "error"
    citizen = _Citizen()

    def __init_subclass__(cls) -> None:
        """Raise `KeyError` for a code without a sentence."""
        say(f"errors.{cls.code}")

    def __init__(self, message: str = "", *, retry_after: int | None = None) -> None:
        """Keep the engineer's `message`; `retry_after` is in seconds where a later try can help."""
        super().__init__(message or self.citizen)
        self.retry_after = retry_after

    def told(self, language: Language) -> str:
        """Return the sentence for the citizen in `language`."""
        return say(f"errors.{self.code}", language)


class BadRequest(TrolyError):
    """What was sent cannot be read."""

    status = 400
    code = "bad_request"


class MessageEmpty(BadRequest):
    """Nothing is left of the message once what cannot be seen is removed."""

    status = 422
    code = "message_empty"


class MessageTooLong(BadRequest):
    """The message is longer than a question is."""

    status = 422
    code = "message_too_long"


class Unauthorized(TrolyError):
    """No session, or one that is over or was never ours."""

    status = 401
    code = "unauthorized"


class Forbidden(TrolyError):
    """A signature that does not fit, or a page that may not ask."""

    status = 403
    code = "forbidden"


class PayloadTooLarge(TrolyError):
    """The request body is larger than any message."""

    status = 413
    code = "payload_too_large"


class UnsupportedMedia(TrolyError):
    """The body is not JSON."""

    status = 415
    code = "unsupported_media_type"


class TooManyRequests(TrolyError):
    """One person writes faster than anyone reads."""

    status = 429
    code = "too_many_requests"


class LookupPaused(TooManyRequests):
    """Too many lookups found nothing: of one person, or of one dossier; `retry_after` says until when."""

    code = "lookup_paused"


class NotFound(TrolyError):
    """No such procedure."""

    status = 404
    code = "not_found"


class Conflict(TrolyError):
    """The record is in a state that does not allow what was asked."""

    status = 409
    code = "conflict"


class GoldenMissed(TrolyError):
    """A new release does not answer what every release must; the live one stays."""

    status = 409
    code = "golden_missed"

    def __init__(self, message: str = "", missed: dict[str, Any] | None = None) -> None:
        """Keep which questions are `missed`, as JSON: the release, and of each its id, question, what was wanted and what came first."""
        super().__init__(message)
        self.missed = missed


class Unavailable(TrolyError):
    """A part the answer needs does not answer."""

    status = 503
    code = "unavailable"


class Busy(Unavailable):
    """More people ask than can be answered now; a later try helps."""

    code = "busy"


class BotUnavailable(Unavailable):
    """Rasa is down, silent, or answered nonsense."""

    code = "bot_unavailable"


class ReleaseUnavailable(Unavailable):
    """No knowledge release can be opened."""

    code = "release_unavailable"


class ModelUnavailable(Unavailable):
    """The embedding model is missing or damaged."""

    code = "model_unavailable"


PortalFault = Literal["timeout", "unreachable", "server_error", "malformed", "resting", "busy", "denied"]


class PortalUnavailable(Unavailable):
    """The portal of dossiers gives no answer, or none that can be read."""

    code = "portal_unavailable"

    def __init__(self, message: str = "", *, reason: PortalFault = "unreachable", retry_after: int | None = None) -> None:
        """Keep the `reason`: a closed list, for metrics. `message` never quotes the portal's body."""
        super().__init__(message, retry_after=retry_after)
        self.reason: PortalFault = reason


class PortalDenied(PortalUnavailable):
    """The portal does not let us in: our own credentials are wrong, missing or not allowed to do this."""

    code = "portal_denied"

    def __init__(self, message: str = "") -> None:
        """Say why, without the portal's words."""
        super().__init__(message, reason="denied")
