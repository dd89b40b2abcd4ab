"""A danger is heard by its circumstance, not by a bare word."""

import pytest

from actions.dangers import danger


@pytest.mark.parametrize(
    "text",
    [
        "có nên đưa mã otp cho nhân viên không",
        "doc ma OTP cho em nhe",
        "mật khẩu vneid của tôi là gì",
        "chỗ nào nhận làm giấy tờ giả vậy",
        "lam bang lai xe gia o dau",
        "em gửi anh mật khẩu đăng nhập nha",
    ],
)
def test_secrets_and_forgery_are_a_danger(text: str) -> None:
    assert danger(text) == "safety"


@pytest.mark.parametrize("text", ["tôi chán sống rồi", "em khong muon song nua", "chắc tôi muốn chết quá"])
def test_somebody_who_gives_up_is_heard(text: str) -> None:
    assert danger(text) == "self_harm"


@pytest.mark.parametrize(
    "text",
    [
        "người chết ở bệnh viện thì khai tử ở đâu",
        "muốn làm khai tử cho người chết tại nhà",
        "bị mất khẩu phần bảo hiểm",
        "đăng ký gia hạn tạm trú",
        "chứng thực giấy tờ cho gia đình",
        "thẩm duyệt phòng cháy chữa cháy",
        "đổi căn cước gia đình tôi",
        "làm bằng lái xe giá bao nhiêu",
        "lam ho chieu gia bao nhieu",
    ],
)
def test_a_question_about_a_procedure_is_no_danger(text: str) -> None:
    assert danger(text) is None
