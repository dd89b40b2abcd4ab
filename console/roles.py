"""The roles of staff."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody of the staff is here for. One person may have several."""

    CURATOR = "curator"  # biên tập: writes and imports procedures
    APPROVER = "approver"  # duyệt: approves what another wrote, publishes, rolls back
    TRAINER = "trainer"  # huấn luyện: labels what people wrote, trains models
    AGENT = "agent"  # trực: takes over conversations
    ANALYST = "analyst"  # phân tích: reads the figures
    OPERATOR = "operator"  # vận hành: switches, hours, queues, audit
    ADMIN = "admin"  # quản trị: accounts and roles, audit; no desk of its own otherwise
