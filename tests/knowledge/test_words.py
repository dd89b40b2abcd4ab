"""What people write and what the records call it."""

from pathlib import Path

import pytest

from knowledge.words import Words
from tests.conftest import HOME

SEED = HOME / "knowledge" / "seed"


def table(folder: Path, *rows: str) -> Words:
    path = folder / "words.tsv"
    path.write_text("# kind\twritten\tmeans\n\n" + "\n".join(rows) + "\n", "utf-8")
    return Words.read(path)


@pytest.mark.parametrize("line", ["short\tgks", "short gks giấy khai sinh", "same\ta\tb\tc"])
def test_a_line_without_three_columns_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match=r"words\.tsv, line 4: .*three columns"):
        table(tmp_path, "short\thk\thộ khẩu", line)


def test_an_unknown_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"words\.tsv, line 3"):
        table(tmp_path, "shrot\tgks\tgiấy khai sinh")


@pytest.mark.parametrize("column", ["short\t\tgiấy khai sinh", "same\t \tgiấy khai sinh", "short\tgks\t"])
def test_an_empty_column_is_named(tmp_path: Path, column: str) -> None:
    with pytest.raises(ValueError, match=r"words\.tsv, line 3"):
        table(tmp_path, column)


def test_a_table_of_abbreviations_alone_is_enough(tmp_path: Path) -> None:
    words = table(tmp_path, "short\tgks\tgiấy khai sinh")
    assert words.expand("làm gks") == "làm giấy khai sinh"
    assert words.official("làm gks") == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("làm gks ở đâu", "làm giấy khai sinh ở đâu"),
        ("GKS", "giấy khai sinh"),
        ("(cccd)?", "(căn cước)?"),
        ("đk, tạm trú.", "đăng ký, tạm trú."),
        ("đki kết hôn", "đăng ký kết hôn"),
        ("bằng A", "bằng A"),
        ("gksx", "gksx"),
        ("1.001193", "1.001193"),
    ],
)
def test_abbreviations_are_written_out_as_whole_words(words: Words, written: str, read: str) -> None:
    assert words.expand(written) == read


@pytest.mark.parametrize("licence", ["A", "B", "C", "D", "K", "V"])
def test_an_upper_case_letter_alone_is_a_licence_class(words: Words, licence: str) -> None:
    assert words.expand(f"thi bằng {licence}") == f"thi bằng {licence}"


@pytest.mark.parametrize(
    ("everyday", "official"),
    [
        ("làm khai sanh cho bé", "khai sinh"),
        ("lam khai sanh cho be", "khai sinh"),
        ("vợ tôi sắp đẻ con", "khai sinh"),
        ("SANG TÊN XE máy", "thay đổi chủ xe"),
        ("xin trích lục", "bản sao trích lục hộ tịch"),
        ("lấy chồng người tây", "người nước ngoài"),
    ],
)
def test_everyday_words_bring_the_official_ones(words: Words, everyday: str, official: str) -> None:
    assert official in words.official(everyday)


def test_the_longest_phrase_wins(tmp_path: Path) -> None:
    words = table(tmp_path, "same\tnhập khẩu\tthường trú", "same\tnhập khẩu về\tđăng ký thường trú")
    assert words.official("con muốn nhập khẩu về nhà nội") == ["đăng ký thường trú"]


def test_one_phrase_may_mean_several_things(tmp_path: Path) -> None:
    words = table(tmp_path, "same\tsổ hồng\tquyền sử dụng đất", "same\tsổ hồng\tsở hữu nhà ở")
    assert words.official("so hong") == ["quyền sử dụng đất", "sở hữu nhà ở"]


def test_part_of_a_word_is_not_the_word(words: Words) -> None:
    assert words.official("chếtt cướii") == []


def test_a_short_word_does_not_match_another_with_other_accents(words: Words) -> None:
    assert "nước ngoài" in words.official("chồng là ông tây")
    assert "nước ngoài" not in words.official("người khuyết tật ở tay")


def test_every_line_that_ships_can_be_read(words: Words) -> None:
    assert len(words.short) > 50
    assert len(words.same) > 100


@pytest.mark.parametrize(
    ("written", "read"), [("làm đk kh", "làm đăng ký kết hôn"), ("có kh", "có không"), ("so hong", "sổ hồng"), ("ko", "không")]
)
def test_an_abbreviation_may_be_two_words(words: Words, written: str, read: str) -> None:
    assert words.expand(written) == read


def test_kept_words_and_abbreviations_are_left_to_stand(words: Words) -> None:
    assert {"wifi", "zalo", "đkkh", "ntn", "kh"} <= words.stay
