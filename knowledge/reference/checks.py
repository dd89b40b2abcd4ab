"""What an entry must be to be taken. Each check returns the entry as it is kept, and tells what is wrong in keys of the desk's words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.text import fold
from knowledge.importers.texts import line
from knowledge.reference.event_checks import event
from knowledge.reference.kinds import ALIAS, GOLDEN, KEEP, LIFE, LIGHT, TEXT, WARD, WORD, WORD_KINDS
from knowledge.reference.schemas import Problem, Refused, Value
from knowledge.reference.shipped import word_key
from knowledge.reference.text_checks import text

CODE = re.compile(r"\d\.\d{6,}")
_UNIT = re.compile(r"\d{3,6}")
UNITS, SHARES = ("Phường", "Xã", "Đặc khu"), ("whole", "main", "part")
BEHAVIOURS = ("apologize", "refuse_or_escalate", "chitchat")
RANKS = (1, 5)
_WORD, _NAME, _QUESTION, _CODES, _PARTS = 80, 80, 500, 12, 60
_KEYWORDS = {WORD: "written", ALIAS: "name", WARD: "name", GOLDEN: "question"}


@dataclass(frozen=True)
class Around:
    """What an entry is judged by: the others of its kind, the name of the procedure of a code, and the entry that ships."""

    values: Mapping[str, Value]
    names: Callable[[str], str | None] = lambda code: code
    shipped: Mapping[str, Value] = field(default_factory=dict)


def checked(kind: str, key: str, value: Value, around: Around) -> Value:
    """Return `value` as it is kept: every cell one clean line. Raises `Refused`."""
    made, problems = _CHECKS[kind](key, value, around)
    if not problems and kind in _KEYWORDS and (twin := twin_of(kind, key, made, around)):
        problems = [Problem(_KEYWORDS[kind], "twice", {"other": twin})]
    if problems:
        raise Refused(problems)
    return made


def twin_of(kind: str, key: str, value: Value, around: Around) -> str | None:
    """Return another entry that says the same, if there is one."""
    same = _same(kind, value)
    found = (other for name, other in around.values.items() if name != key and _same(kind, other) == same)
    return next((str(one[_KEYWORDS[kind]]) for one in found), None)


def _same(kind: str, value: Value) -> tuple[object, ...]:
    if kind == GOLDEN:
        return (line(value["question"]).lower(), tuple(value.get("history") or ()))
    if kind == WORD:
        return (value["kind"], line(value["written"]).lower(), fold(value["means"]))
    return (value.get("kind"), line(value[_KEYWORDS[kind]]).lower())


def _cell(problems: list[Problem], name: str, given: object, most: int, least: int = 1) -> str:
    """Return a cell as one clean line: no tab, line break or invisible mark is left in it."""
    cell = line(given) if isinstance(given, str) and len(given) <= 100 * most else ""
    if len(cell) > most or (isinstance(given, str) and len(given) > 100 * most):
        problems.append(Problem(name, "long", {"most": most}))
    elif len(cell) < least:
        problems.append(Problem(name, "empty"))
    elif cell and not any(map(str.isalnum, cell)):
        problems.append(Problem(name, "no_letter"))
    return cell


def _word(key: str, value: Value, around: Around) -> tuple[Value, list[Problem]]:
    problems: list[Problem] = []
    kind = str(value.get("kind"))
    if kind not in WORD_KINDS:
        return {}, [Problem("kind", "choose")]
    written = _cell(problems, "written", value.get("written"), _WORD)
    means = "" if kind in (KEEP, LIGHT) else _cell(problems, "means", value.get("means"), _WORD)
    if not problems and written.startswith("#"):
        problems.append(Problem("written", "no_letter"))
    if not problems and key != word_key(kind, written):
        problems.append(Problem("written", "fixed"))
    if not problems and written.lower() == means.lower():
        problems.append(Problem("means", "same_as_written"))
    return {"kind": kind, "written": written, "means": means}, problems


def _alias(key: str, value: Value, around: Around) -> tuple[Value, list[Problem]]:
    problems: list[Problem] = []
    name, code = _cell(problems, "name", value.get("name"), _NAME), line(str(value.get("code") or ""))[:40]
    _of_a_procedure(problems, "code", code, around, key)
    if not problems and key != name.lower():
        problems.append(Problem("name", "fixed"))
    return {"name": name, "code": code}, problems


def _of_a_procedure(problems: list[Problem], name: str, code: str, around: Around, key: str) -> None:
    if not CODE.fullmatch(code):
        problems.append(Problem(name, "no_code"))
    elif code not in str(around.shipped.get(key)) and around.names(code) is None:  # one that ships may be of another catalogue
        problems.append(Problem(name, "unknown_code", {"code": code}))


def _ward(key: str, value: Value, around: Around) -> tuple[Value, list[Problem]]:
    problems: list[Problem] = []
    made: Value = {"code": line(str(value.get("code") or "")), "kind": str(value.get("kind")), "parts": []}
    made["name"] = _cell(problems, "name", value.get("name"), _NAME)
    if not _UNIT.fullmatch(made["code"]) or made["code"] != key:
        problems.append(Problem("code", "unit_code"))
    if made["kind"] not in UNITS:
        problems.append(Problem("kind", "choose"))
    parts = value.get("parts") or []
    for place, part in enumerate(parts[:_PARTS]):
        made["parts"].append(_part(problems, f"parts.{place}", part))
    if not parts or len(parts) > _PARTS:
        problems.append(Problem("parts", "parts", {"most": _PARTS}))
    formers = [(part["former"], part["district"], part["province"]) for part in made["parts"]]
    if len(set(formers)) != len(formers):
        problems.append(Problem("parts", "part_twice"))
    return {name: made[name] for name in ("code", "kind", "name", "parts")}, problems


def _part(problems: list[Problem], name: str, part: Value) -> Value:
    former = _cell(problems, f"{name}.former", part.get("former"), _NAME, least=0)
    share = str(part.get("share") or "") if former else ""
    if former and share not in SHARES:
        problems.append(Problem(f"{name}.share", "choose"))
    rest = {one: _cell(problems, f"{name}.{one}", part.get(one), _NAME) for one in ("district", "province")}
    return {"former": former, **rest, "share": share}


def _golden(key: str, value: Value, around: Around) -> tuple[Value, list[Problem]]:
    problems: list[Problem] = []
    asked = _cell(problems, "question", value.get("question"), _QUESTION)
    codes = list(dict.fromkeys(line(str(code))[:40] for code in value.get("expected_codes") or ()))
    for code in codes[:_CODES]:
        _of_a_procedure(problems, "expected_codes", code, around, key)
    if len(codes) > _CODES:
        problems.append(Problem("expected_codes", "many_codes", {"most": _CODES}))
    made: Value = {"id": key, "suite": str(value.get("suite") or "desk")[:40], "question": asked, "expected_codes": codes}
    history = [_cell(problems, "history", turn, _QUESTION) for turn in (value.get("history") or ())[:8]]
    made |= {"history": history} if history else {}
    if codes:
        made["rank"] = value.get("rank")
        problems += [] if made["rank"] in RANKS else [Problem("rank", "choose")]
    else:
        made["behavior"] = value.get("behavior")
        problems += [] if made["behavior"] in BEHAVIOURS else [Problem("behavior", "choose")]
    return made, problems


def _life(key: str, value: Value, around: Around) -> tuple[Value, list[Problem]]:
    made, problems = event(key, value, {name: other for name, other in around.values.items() if name != key})
    codes = {code for step in made.get("steps", ()) for code in step["code"]} | {form["code"] for form in made.get("together", ())}
    for code in sorted(codes | set(made.get("main", ()))):
        _of_a_procedure(problems, "steps", code, around, key)
    return made, problems


def _text(key: str, value: Value, around: Around) -> tuple[Value, list[Problem]]:
    return text(key, value)


_CHECKS: Mapping[str, Callable[[str, Value, Around], tuple[Value, list[Problem]]]] = {
    WORD: _word, ALIAS: _alias, WARD: _ward, GOLDEN: _golden, LIFE: _life, TEXT: _text,
}  # fmt: skip
