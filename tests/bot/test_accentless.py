"""Copies without accents: same length, same offsets, and nothing else of the example changed."""

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.accentless import AccentlessCopies, strip_accents

EXAMPLE = "Ở Đồng Nai, {đăng ký kết hôn} ở ĐÂU ạ?"


def annotated(text: str) -> Message:
    """Return an example whose part in braces is a procedure."""
    start, end = text.index("{"), text.index("}") - 1
    plain = text.replace("{", "").replace("}", "")
    entity = {"entity": "procedure", "start": start, "end": end, "value": plain[start:end]}
    return Message({TEXT: plain, INTENT: "ask_place", ENTITIES: [entity]})


def copies(*messages: Message) -> list[Message]:
    """Return what the component adds to `messages`."""
    data = AccentlessCopies().process_training_data(TrainingData(list(messages)))
    return data.training_examples[len(messages) :]


def test_the_copy_keeps_case_offsets_and_intent() -> None:
    (copy,) = copies(annotated(EXAMPLE))
    assert copy.get(TEXT) == "O Dong Nai, dang ky ket hon o DAU a?"
    assert copy.get(INTENT) == "ask_place"
    (entity,) = copy.get(ENTITIES)
    assert copy.get(TEXT)[entity["start"] : entity["end"]] == entity["value"] == "dang ky ket hon"


def test_the_original_is_left_alone() -> None:
    original = annotated(EXAMPLE)
    copies(original)
    assert original.get(ENTITIES)[0]["value"] == "đăng ký kết hôn"


def test_a_text_without_accents_gets_no_copy() -> None:
    written = annotated("{dang ky ket hon} o dau")
    assert copies(written) == []
    assert copies(annotated("{đăng ký kết hôn} ở đâu"), written) == []


def test_lookups_patterns_and_synonyms_survive() -> None:
    data = TrainingData([annotated(EXAMPLE)], {"a": "b"}, [{"name": "phone", "pattern": "0"}], [{"name": "x", "elements": ["y"]}])
    result = AccentlessCopies().process_training_data(data)
    assert (result.entity_synonyms, result.regex_features, result.lookup_tables) == (
        data.entity_synonyms,
        data.regex_features,
        data.lookup_tables,
    )


def test_the_length_never_changes() -> None:
    text = "Ấy ỡm ờ, ghế Đỏ: Ữ Ỵ ǚ 한 😀 ñ"
    assert len(strip_accents(text)) == len(text)
