"""The form of a life event: its fields, one added place of each part, and in which lines it is read."""

from collections.abc import Iterator
from itertools import takewhile

from console.reference.typed import Typed
from core.text import fold
from knowledge.reference.schemas import Value

QUESTIONS = 3  # of one event
_MOST = 200  # parts of one kind that are read from a form


def value(typed: Typed, before: Value) -> Value:
    """Return the event that a form holds; a part whose Vietnamese title is empty is left out, and nothing waits for it any more."""
    made: Value = {
        "id": before.get("id") or _name(typed.one("id"), typed.one("title.vi"), "event"),
        "title": _both(typed, "title"),
        "audience": typed.one("audience"),
        "triggers": typed.rows("triggers"),
        "questions": [_question(typed, f"q{place}") for place in _places(typed, "q{}.text.vi")],
    }
    made["steps"] = [_step(typed, f"s{place}") for place in _places(typed, "s{}.title.vi")]
    _clear(made)
    _in_order(made, {step["id"]: step for step in before.get("steps", ())})
    optional = {"unless": typed.rows("unless"), "main": typed.one("main").replace(",", " ").split(), "together": _together(typed, made)}
    return {**made, **{name: found for name, found in optional.items() if found}, **({"direct": True} if "direct" in typed else {})}


def _places(typed: Typed, name: str) -> list[int]:
    """Return the places of a kind of part that say something in their field `name`, as far as the form goes."""
    there = takewhile(lambda place: name.format(place) in typed, range(_MOST))
    return [place for place in there if typed.one(name.format(place))]


def _both(typed: Typed, name: str) -> Value:
    return {"vi": typed.one(f"{name}.vi"), "en": typed.one(f"{name}.en")}


def _name(given: str, title: str, otherwise: str) -> str:
    """Return the name by which other parts know one: that which it has, else one made of its title."""
    made = "_".join("".join(letter if letter.isascii() and letter.isalnum() else " " for letter in fold(title)).split()[:5])
    return given or (made if made[:1].isalpha() else f"{otherwise}_{made}")[:40]


def _question(typed: Typed, name: str) -> Value:
    options = [_option(typed, f"{name}.o{place}") for place in _places(typed, name + ".o{}.label.vi")]
    return {
        "id": _name(typed.one(f"{name}.id"), typed.one(f"{name}.text.vi"), "question"),
        "text": _both(typed, f"{name}.text"),
        "options": options,
    }


def _option(typed: Typed, name: str) -> Value:
    made: Value = {"id": _name(typed.one(f"{name}.id"), typed.one(f"{name}.label.vi"), "option"), "label": _both(typed, f"{name}.label")}
    means, said = typed.one(f"{name}.means"), typed.rows(f"{name}.said")
    return made | ({"means": means} if means else {}) | ({"said": said} if said else {})


def _step(typed: Typed, name: str) -> Value:
    made: Value = {
        "id": _name(typed.one(f"{name}.id"), typed.one(f"{name}.title.vi"), "step"),
        "code": typed.one(f"{name}.code").replace(",", " ").split(),
        "title": _both(typed, f"{name}.title"),
    }
    when: dict[str, list[str]] = {}
    for one in typed.all(f"{name}.when"):
        question, _, option = one.partition("=")
        when.setdefault(question, []).append(option)
    rest = {"when": when, "after": typed.all(f"{name}.after"), "case": typed.one(f"{name}.case"), "optional": f"{name}.optional" in typed}
    why = _both(typed, f"{name}.why")
    return made | {key: found for key, found in rest.items() if found} | ({"why": why} if any(why.values()) else {})


def _clear(made: Value) -> None:
    """Let no step wait for a step, or hang on an answer, that was taken out on this very page."""
    steps = {step["id"] for step in made["steps"]}
    answers = {(question["id"], option["id"]) for question in made["questions"] for option in question["options"]}
    for step in made["steps"]:
        after = [name for name in step.pop("after", []) if name in steps]
        when = {name: [one for one in options if (name, one) in answers] for name, options in step.pop("when", {}).items()}
        when = {name: options for name, options in when.items() if options}
        step |= ({"when": when} if when else {}) | ({"after": after} if after else {})


def _in_order(made: Value, before: dict[str, Value]) -> None:
    """Leave what a step waits for in the order in which it stood, where a form only has it in another."""
    for step in made["steps"]:
        stood = before.get(step["id"], {}).get("after", [])
        if sorted(stood) == sorted(step.get("after", [])) and stood:
            step["after"] = list(stood)


def _together(typed: Typed, made: Value) -> list[Value]:
    steps = {step["id"] for step in made["steps"]}
    return [
        {
            "id": _name(typed.one(f"t{place}.id"), typed.one(f"t{place}.title.vi"), "form"),
            "code": typed.one(f"t{place}.code"),
            "title": _both(typed, f"t{place}.title"),
            "steps": [name for name in typed.all(f"t{place}.steps") if name in steps],
        }
        for place in _places(typed, "t{}.title.vi")
    ]


def lines(value: Value) -> Iterator[tuple[str, str]]:
    """Yield an event line by line."""
    yield "title", _said(value.get("title"))
    yield from (("triggers", pattern) for pattern in value.get("triggers", ()))
    yield from (("unless", pattern) for pattern in value.get("unless", ()))
    if value.get("main"):
        yield "main", ", ".join(value["main"])
    for question in value.get("questions", ()):
        yield "event_question", _said(question["text"])
        for option in question["options"]:
            yield "event_option", "; ".join([_said(option["label"]), *option.get("said", ())])
    for step in value.get("steps", ()):
        yield "event_step", _told(step)
    for form in value.get("together", ()):
        yield "event_together", f"{_said(form['title'])} · {form['code']} · {', '.join(form['steps'])}"


def _told(step: Value) -> str:
    code = step["code"] if isinstance(step["code"], str) else ", ".join(step["code"])
    when = "; ".join(f"{name}={'/'.join(options)}" for name, options in step.get("when", {}).items())
    told = [_said(step["title"]), code, when, ", ".join(step.get("after", ())), step.get("case") or "", _said(step.get("why"))]
    return " · ".join(filter(None, told)) + (" · *" if step.get("optional") else "")


def _said(text: Value | None) -> str:
    return f"{text['vi']} / {text['en']}" if text else ""
