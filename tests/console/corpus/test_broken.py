"""What somebody broke by hand in the checkout, and data that Rasa does not take, are told in words; what can be looked at, can be."""

from pathlib import Path

from console.jobs.lines import told
from tests.console.corpus.conftest import done, labelling, send
from tests.console.corpus.test_imports import TABLE, fields, proposed, waiting
from tests.console.desk import Browser, read
from tests.training.dialogue.test_validation import FAILS, FORM, INDENT, MARKS
from training.dialogue.validation import findings


def test_a_broken_file_of_ours_is_named_wherever_it_matters(trainer: Browser, home: Path) -> None:
    page = proposed(trainer)
    place = send(trainer, "b.csv", (TABLE + "câu này mới,greet\n").encode(), once="b" * 16).headers["location"]
    done(trainer.parts)
    (home / "nlu_data/nlu/b.yml").write_text("nlu: [", "utf-8")
    assert "câu này mới" in read(trainer.get(place))
    assert len(waiting(trainer.get("/corpus/proposals").text)) == 3
    answer = trainer.send("/corpus/proposals", page, press="all", **fields(page.text))
    assert answer.status_code == 409
    assert "nlu_data/nlu/b.yml: sai cú pháp YAML" in read(answer)
    assert labelling(trainer.parts).counts() == {"proposed": 3}
    again = send(trainer, "c.csv", b"text,intent\nkhong doc duoc,greet\n", once="c" * 16).headers["location"]
    assert done(trainer.parts).state == "failed"
    assert "nlu_data/nlu/b.yml: sai cú pháp YAML" in read(trainer.get(again))


def test_every_finding_of_rasa_has_words() -> None:
    lines = [line for output in (INDENT, FORM, MARKS, FAILS) for line in findings(output, failed=True)]
    assert len(lines) == 10
    page = told("\n".join(["the data is not valid", *lines, "and 7 more in the data"])).split("\n")
    assert page[0] == "Dữ liệu huấn luyện chưa hợp lệ:"
    assert all(line.startswith("• ") for line in page[1:])
    assert "• nlu_data/nlu/zz.yml, dòng 6: sai cú pháp YAML (thường là lệch thụt lề, hoặc thiếu dấu nháy)." in page
    assert "• Câu “tạm biệt nhé bạn ơi” mang nhiều ý định: goodbye, greet. Mỗi câu chỉ nên có một." in page
