"""Every error the product raises on purpose.

    TrolyError
    ├── BadRequest (400)         what was sent cannot be read
    │   ├── MessageEmpty (422)   nothing to answer
    │   └── MessageTooLong (422)
    ├── PayloadTooLarge (413)
    ├── UnsupportedMedia (415)
    ├── TooManyRequests (429)    one person, too fast
    ├── NotFound (404)           no such procedure
    ├── GoldenMissed (409)       a release that misses golden questions is not made live
    └── Unavailable (503)        a part does not answer
        ├── BotUnavailable       Rasa is down, silent, or answered nonsense
        ├── ReleaseUnavailable   no knowledge release, or a damaged one
        └── ModelUnavailable     no embedding model

`message` is for engineers and logs; `citizen` is the Vietnamese sentence a person reads.
"""


class TrolyError(Exception):
    """Base: an HTTP status, a stable code for machines, and a sentence for the citizen."""

    status = 500
    code = "error"
    citizen = "Xin lỗi, hệ thống đang gặp trục trặc. Xin thử lại sau ít phút, hoặc gọi tổng đài 1022."

    def __init__(self, message: str = "", *, retry_after: int | None = None) -> None:
        """Keep the engineer's `message`; `retry_after` is in seconds where a later try can help."""
        super().__init__(message or self.citizen)
        self.retry_after = retry_after


class BadRequest(TrolyError):
    """What was sent cannot be read."""

    status = 400
    code = "bad_request"
    citizen = "Tin nhắn gửi đến không đọc được. Xin gửi lại bằng chữ."


class MessageEmpty(BadRequest):
    """Nothing is left of the message once what cannot be seen is removed."""

    status = 422
    code = "message_empty"
    citizen = "Tin nhắn trống. Xin nhập câu hỏi, ví dụ: “Làm giấy khai sinh cần giấy tờ gì?”"


class MessageTooLong(BadRequest):
    """The message is longer than a question is."""

    status = 422
    code = "message_too_long"
    citizen = "Câu hỏi quá dài. Xin viết gọn lại trong khoảng 1.000 ký tự."


class PayloadTooLarge(TrolyError):
    """The request body is larger than any message."""

    status = 413
    code = "payload_too_large"
    citizen = "Nội dung gửi đến quá lớn. Xin chỉ gửi câu hỏi bằng chữ."


class UnsupportedMedia(TrolyError):
    """The body is not JSON."""

    status = 415
    code = "unsupported_media_type"
    citizen = "Hệ thống chỉ nhận tin nhắn dạng JSON."


class TooManyRequests(TrolyError):
    """One person writes faster than anyone reads."""

    status = 429
    code = "too_many_requests"
    citizen = "Bạn gửi hơi nhanh. Xin chờ vài giây rồi gửi tiếp."


class NotFound(TrolyError):
    """No such procedure."""

    status = 404
    code = "not_found"
    citizen = "Không có thủ tục nào mang mã này trong cơ sở dữ liệu đang công bố."


class GoldenMissed(TrolyError):
    """A new release does not answer what every release must; the live one stays."""

    status = 409
    code = "golden_missed"
    citizen = "Bản dữ liệu mới chưa đạt bộ câu hỏi kiểm tra nên chưa được công bố."


class Unavailable(TrolyError):
    """A part the answer needs does not answer."""

    status = 503
    code = "unavailable"
    citizen = "Trợ lý tạm thời không trả lời được. Xin thử lại sau ít phút, hoặc gọi tổng đài 1022."


class BotUnavailable(Unavailable):
    """Rasa is down, silent, or answered nonsense."""

    code = "bot_unavailable"


class ReleaseUnavailable(Unavailable):
    """No knowledge release can be opened."""

    code = "release_unavailable"


class ModelUnavailable(Unavailable):
    """The embedding model is missing or damaged."""

    code = "model_unavailable"
