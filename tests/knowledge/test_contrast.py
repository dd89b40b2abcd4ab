"""What is said not to be meant, and words about the talk, are not searched for."""

import pytest

from knowledge.contrast import meant


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("xin cấp lại chứ không phải cấp mới", "xin cấp lại"),
        ("ý em là xóa tạm trú, không phải đăng ký tạm trú, nộp ở đâu", "xóa tạm trú , nộp ở đâu"),
        ("à không, ý tôi là chứng thực bản sao", "chứng thực bản sao"),
        ("khoa the thoi, dung nham voi mo khoa nha", "khoa the thoi  nha"),
        ("quay lại vụ khai tử, bao lâu thì xong", "khai tử, bao lâu thì xong"),
        ("quay lại cái lúc nãy, lệ phí sao", ", lệ phí sao"),
    ],
)
def test_the_rest_is_left(said: str, left: str) -> None:
    assert meant(said).strip(" ,") == left.strip(" ,")


@pytest.mark.parametrize(
    "said",
    [
        "tôi không phải chủ hộ thì có đăng ký được không",
        "có phải ra phường không",
        "không phải vậy",
        "đăng ký lại khai sinh",
        "",
        "không phải " * 2_000,
    ],
)
def test_other_words_stay(said: str) -> None:
    assert meant(said) == said
