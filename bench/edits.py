"""Random edits of a record and of the file it stands in: what a broken program, disk or hand makes of them."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, -(10**400), 1e308, float("nan"), float("inf"), "", " ", "x", "0", "1.000001", "2026-02-30",
    "\ud83d", "\x00", "a\u0301\u200b", "\u2028", "NULL", [], {}, [None], [[]], {"": None}, [{}], {"name": None}, "<script>", "=1+1",
)  # fmt: skip
_DIGITS = "a number of twenty thousand digits"  # which json itself refuses to write
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "cp1258", "utf-7")
Edit = Callable[[Random, Any], Any]
ByteEdit = Callable[[Random, bytes], bytes]


def edit_record(random: Random, record: Any) -> tuple[str, bytes]:
    """Return the kind of one random edit of `record` and the edited record as a line of JSON."""
    kind = random.choice((*_RECORD, *_BYTES))
    if kind in _RECORD:
        edited = _RECORD[kind](random, json.loads(json.dumps(record)))
        line = json.dumps(edited, ensure_ascii=random.random() < 0.5).replace(f'"{_DIGITS}"', "9" * 20_000)
        return kind, line.encode("utf-8", "surrogatepass")
    return kind, _BYTES[kind](random, json.dumps(record, ensure_ascii=False).encode())


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every `(container, key)` inside `value`."""
    found, left = [], [value]
    while left:
        inside = left.pop()
        keys = list(inside) if isinstance(inside, dict) else range(len(inside)) if isinstance(inside, list) else ()
        found += [(inside, key) for key in keys]
        left += [inside[key] for key in keys]
    return found


def _somewhere(random: Random, record: Any) -> tuple[Any, Any]:
    """Half of the edits are near the root: deep inside a record nearly everything is a paper's name."""
    near = [(record, key) for key in record] + [(inside, key) for inside in record.values() if isinstance(inside, dict) for key in inside]
    return random.choice(near if random.random() < 0.5 else _places(record))


def _remove(random: Random, record: Any) -> Any:
    container, key = _somewhere(random, record)
    del container[key]
    return record


def _swap(random: Random, record: Any) -> Any:
    container, key = _somewhere(random, record)
    container[key] = random.choice(_ODD)
    return record


def _wrap(random: Random, record: Any) -> Any:
    container, key = _somewhere(random, record)
    container[key] = random.choice(([container[key]], {"name": container[key]}, str(container[key]), {str(key): container[key]}))
    return record


def _move(random: Random, record: Any) -> Any:
    (one, here), (other, there) = _somewhere(random, record), _somewhere(random, record)
    moved = json.loads(json.dumps(one[here]))  # a copy: a record that holds itself is no JSON
    other[there] = moved
    return record


def _add(random: Random, record: Any) -> Any:
    container, key = _somewhere(random, record)
    if isinstance(container, list):
        container.insert(key, random.choice(_ODD))
    else:
        container[random.choice(("name", "code", "id", "detail", "zzz", "", str(key) + " "))] = random.choice(_ODD)
    return record


def _enlarge(random: Random, record: Any) -> Any:
    container, key = _somewhere(random, record)
    value = container[key]
    many = random.choice((2_000, 20_000))
    if isinstance(value, list):
        container[key] = value * (many // max(len(json.dumps(value)), 1))
    else:
        container[key] = "dài " * many if random.random() < 0.8 else _DIGITS
    return record


def _nest(random: Random, record: Any) -> Any:
    container, key = _somewhere(random, record)
    for _ in range(random.choice((5, 50, 200, 700))):
        container[key] = random.choice(([container[key]], {"detail": container[key]}))
    return record


def _respell(random: Random, record: Any) -> Any:
    words = [(container, key) for container, key in _places(record) if isinstance(container[key], str)]
    container, key = random.choice(words)
    text = container[key]
    at = random.randrange(len(text) + 1)
    letters = "".join(chr(random.choice((random.randrange(32), random.randrange(0x250), random.randrange(0x300, 0x370), random.randrange(0x110000)))) for _ in range(random.randrange(1, 5)))  # fmt: skip # noqa: E501
    container[key] = text[:at] + letters + text[at + random.randrange(3) :]
    return record


def _replace_whole(random: Random, record: Any) -> Any:
    return random.choice(_ODD)


def _flip(random: Random, line: bytes) -> bytes:
    data = bytearray(line)
    for _ in range(random.choice((1, 1, 3, 30))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def _cut(random: Random, line: bytes) -> bytes:
    start = random.randrange(len(line))
    return line[:start] + line[random.choice((start + random.randrange(200), len(line))) :]


def _insert(random: Random, line: bytes) -> bytes:
    at = random.randrange(len(line))
    return line[:at] + random.choice((random.randbytes(8), b"\n", b"\r\n", b"\x00", b'"', b"}", b",", b"\\u", b"\\ud800")) + line[at:]


def _repeat(random: Random, line: bytes) -> bytes:
    return line * random.randrange(2, 4)


def _encode(random: Random, line: bytes) -> bytes:
    return line.decode().encode(random.choice(_ENCODINGS), "replace")


def _deepen(random: Random, line: bytes) -> bytes:
    """Nesting that no record could be written with by us, but a file may hold."""
    depth, around = random.choice((150, 500, 900, 970, 5_000, 100_000)), random.choice((b"[]", b'{"a":}'))
    front, back = around[:-1], around[-1:]
    return front * depth + (line if random.random() < 0.5 else b"1") + back * random.choice((depth, depth, 0))


_RECORD: dict[str, Edit] = {
    "a key or entry removed": _remove, "a value of another type": _swap, "a value wrapped": _wrap, "a value moved": _move,
    "a value added": _add, "a value made huge": _enlarge, "a value nested": _nest, "odd letters": _respell,
    "no record at all": _replace_whole,
}  # fmt: skip
_BYTES: dict[str, ByteEdit] = {
    "bits flipped": _flip, "bytes cut out": _cut, "bytes put in": _insert, "twice on a line": _repeat, "another encoding": _encode,
    "nested without end": _deepen,
}  # fmt: skip
