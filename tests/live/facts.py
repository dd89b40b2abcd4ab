"""The figures of an answer, and whether the record it names carries each: amounts, lengths, codes, decrees, addresses, dates.

Written apart from `knowledge`: what is checked here is not used to check.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import count

import holidays

from core.answer import Answer, Section
from core.procedure import Procedure
from core.words import words

_URL = re.compile(r"https?://[^\s”\"<>]+")
_NUMBER = re.compile(r"\d[\d.,/:-]*(?:[A-ZĐƯ][\wĐđ.&-]*)*(?<![.,:;-])")  # 135.000 | 163/QĐ-BTP | 25/2021/TT-BTC | 1.001193 | 15/04/2026
_ORDER = re.compile(r"^(?:[-•] )?\d{1,2}\. ", re.MULTILINE)  # the number of a line in a list
_LEFT_OUT = re.compile(r"(?:^|[-\s])(?:Và (\d+) [^\n:]{1,20} khác|And (\d+) more)(?=[ :])")
_SHORTENED = re.compile(r"Chỗ có \[…\]|Shortened where \[…\]")
_CASE_COUNT = re.compile(r"\((?:đã có |you have )?(\d+)(?: giấy tờ| documents)?[,)]|còn thiếu (\d+) giấy tờ\)|(\d+) papers missing\)")
_DATED = re.compile(r"(?:(thứ Hai|thứ Ba|thứ Tư|thứ Năm|thứ Sáu|thứ Bảy|Chủ nhật),? )(\d{2})/(\d{2})(?:/(\d{4}))?")
_UNTIL = re.compile(r"Chậm nhất [^,]+, (\d{2})/(\d{2})/(\d{4}) \((\d+) (ngày làm việc|ngày|tháng|giờ)\)")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_MOST_DAYS = 400
_HOTLINE = "1022"
_COPIES = re.compile(r"\((\d+) bản chính(?:, (\d+) bản sao)?\)|\((\d+) bản sao\)")


def figures(text: str) -> set[str]:
    """Return every figure, code, number of a document and address in `text`, each in one form ("135.000" and "135,000" are one)."""
    urls = {url.rstrip(".,;)") for url in _URL.findall(text)}
    rest = _ORDER.sub("", _URL.sub(" ", text))
    return (urls | {_one_form(found) for found in _NUMBER.findall(rest)}) - {_HOTLINE}


def _one_form(number: str) -> str:
    joined = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", number.rstrip(".,:;-/"))
    if re.fullmatch(r"\d+", joined):
        return joined.lstrip("0") or "0"
    day = re.fullmatch(r"0?(\d{1,2})/0?(\d{1,2})/(\d{4})", joined)
    return f"{day[1]}/{day[2]}/{day[3]}" if day else joined


def of_record(procedure: Procedure) -> dict[str, str]:
    """Return what the record says of each facet, as one text a facet; "all" holds everything."""
    methods = procedure.methods
    limits = [method.time_limit for method in methods if method.time_limit]
    documents = [document for case in procedure.cases for document in case.documents]
    papers = [x for d in documents for x in (d.name, d.note, d.originals, d.copies, d.form_url)]
    told: dict[str, Iterable[object]] = {
        "documents": [*(case.name for case in procedure.cases), *papers],
        "fee": [x for m in methods for fee in m.fees for x in (fee.amount_vnd, fee.text)],
        "time": [x for limit in limits for x in (limit.text, f"{limit.value:g}" if limit.value is not None else None)],
        "place": [procedure.place, procedure.agency],
        "steps": procedure.steps,
        "requirements": procedure.requirements,
        "legal_basis": [x for law in procedure.legal_basis for x in (law.number, law.name, law.date)],
        "result": [procedure.result],
        "subjects": procedure.subjects,
        "online": [],
        "form": papers,
        "overview": [procedure.name, procedure.code, procedure.decision_number, *_days(procedure), procedure.source_url],
    }
    texts = {facet: "\n".join(str(part) for part in parts if part not in (None, "")) for facet, parts in told.items()}
    return {**texts, "all": "\n".join(texts.values())}


def _days(procedure: Procedure) -> Iterator[str]:
    """The days of the record as an answer writes them, in both languages."""
    for day in filter(None, (procedure.updated, procedure.checked)):
        yield f"{day:%d/%m/%Y}"
        yield f"{day.day} {day:%b} {day.year}"
        yield day.isoformat()


def wrong(answer: Answer, records: Mapping[str, Procedure], today: date) -> list[str]:
    """Return the facts of `answer` that no record it names carries; nothing when all are right."""
    own = records.get(answer.procedure.code) if answer.procedure else None
    named = [records[code] for code in dict.fromkeys([*([own.code] if own else []), *(other.code for other in answer.alternatives)])]
    beside = " ".join(f"{p.code} {p.name}" for p in named) + " ".join(o.difference or "" for o in answer.alternatives)
    if not named:
        return [f"{one} stands in an answer that names no record" for one in sorted(figures(_bare(answer.text)))]
    whole = named if own is None else [own]  # of other records an answer tells the name alone, unless it compares them
    known = figures(beside + "\n" + "\n".join(of_record(p)["all"] for p in whole)) | _dates_of(own, today)
    found = [f"{one} in the text" for one in sorted(figures(_bare(answer.text)) - known) if not _counted(answer.text, one, whole)]
    if own:
        items = {item for section in answer.sections for item in section.items}
        lines = [line.removeprefix("- ") for line in answer.text.splitlines() if line.startswith("- ")]
        unsaid = [line for line in lines if line not in items and not _LEFT_OUT.match(line) and not _SHORTENED.match(line)]
        found += [f"the text says what no section does: {line}" for line in unsaid]
    for section in answer.sections if own else []:
        found += _wrong_of(section, own, today) if own else []
    for source in answer.sources[:1] if own else []:
        told = figures(" ".join(filter(None, (source.title, source.number, source.url, source.updated, source.checked))))
        found += [f"{one} in the source" for one in sorted(told - figures(of_record(own)["overview"]) - known)] if own else []
    return [*found, *_wrong_days(answer.text, today)]


def _wrong_of(section: Section, own: Procedure, today: date) -> Iterator[str]:
    """Each facet is told by its own part of the record: the fee of a fee, the days of a time limit."""
    told = of_record(own)
    known = figures(f"{told[section.facet]}\n{own.source_url or ''}") | _dates_of(own, today)
    text = "\n".join(section.items)
    for one in sorted(figures(_bare(text)) - known):
        if not _counted(text, one, [own]):
            yield f"{one} in {section.facet}"
    for item in section.items:
        for originals, copies, alone in _COPIES.findall(item):
            papers = [d for case in own.cases for d in case.documents if _plain(d.name)[:60] in _plain(item)]
            # A name that ends in "bản chính" needs no number of them.
            least = [0 if d.name.endswith(("bản chính", "bản chính)")) else d.originals or 0 for d in papers]
            told_counts = {(n, d.copies or 0) for d, few in zip(papers, least, strict=True) for n in (few, d.originals or 0)}
            if papers and (int(originals or 0), int(copies or alone or 0)) not in told_counts:
                yield f"another number of copies: {item}"
    if section.quote and _plain(section.quote.rstrip(".… ")) not in _plain(told["all"]):
        yield f"a quote that is none: {section.quote}"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _bare(text: str) -> str:
    """Return `text` without the sentences of our own that stand in every answer alike (1022, the centres of the city)."""
    for sentence in _fixed():
        text = text.replace(sentence, " ")
    return text


@cache
def _fixed() -> list[str]:
    entries = (entry[language] for entry in words().values() for language in ("vi", "en") if isinstance(entry.get(language), str))
    plain = (" ".join(entry.split()) for entry in entries if "{" not in entry)
    return sorted({entry for entry in plain if re.search(r"\d", entry)}, key=len, reverse=True)


def _counted(text: str, figure: str, records: list[Procedure]) -> bool:
    """Tell whether `figure` counts what was left out, or the papers of a case, and counts right."""
    left = {number for groups in _LEFT_OUT.findall(text) for number in groups if number}
    papers = {number for groups in _CASE_COUNT.findall(text) for number in groups if number}
    lines = max(len(of_record(record)["all"].splitlines()) for record in records)
    sizes = {size for record in records for case in record.cases for size in range(1, len(case.documents) + 1)}
    return (figure in left and int(figure) < lines) or (figure in papers and int(figure) in sizes)


def _wrong_days(text: str, today: date) -> Iterator[str]:
    """Yield the days whose weekday is not theirs, and the ends that are not the end of the length beside them."""
    for weekday, day, month, year in _DATED.findall(text):
        told = _date(int(day), int(month), int(year) if year else None, today)
        if told is None or _WEEKDAYS[told.weekday()] != weekday:
            yield f"{weekday} {day}/{month}/{year} is another weekday"
    for day, month, year, length, unit in _UNTIL.findall(text):
        if date(int(year), int(month), int(day)) not in set(_ends(today, int(length), unit)):
            yield f"{day}/{month}/{year} is not {length} {unit} after {today}"


def _date(day: int, month: int, year: int | None, today: date) -> date | None:
    years = [year] if year else [today.year, today.year + 1]
    return next((date(one, month, day) for one in years if date(one, month, day) >= today - timedelta(days=31)), None)


def _dates_of(own: Procedure | None, today: date) -> set[str]:
    """Return the days a file handed in today may be done on, by the lengths the record states, and the holidays in between."""
    if own is None:
        return set()
    told = of_record(own)["time"]
    lengths = {int(number) for number in re.findall(r"\d+", told) if int(number) <= _MOST_DAYS}
    units = ("ngày làm việc", "ngày", "tháng", "giờ")
    ends = {end for length in {0, 1, *lengths} for unit in units for end in _ends(today, length, unit)}
    days = {today, _open(today), *ends, *(_open(end) for end in ends), *(next(_working(end)) for end in ends)}
    free = [day for day in _calendar(today.year) if today <= day <= today + timedelta(days=_MOST_DAYS)]
    years = {str(day.year) for day in days}
    named = figures(_calendar(today.year).get(today) or "")  # a day off may be called by a number: 29 Tết
    return years | named | {f"{day.day}/{day.month}/{day.year}" for day in days} | {f"{day:%d/%m}" for day in (*days, *free)}


def _ends(today: date, length: int, unit: str) -> Iterator[date]:
    """Yield the day `length` units after receipt."""
    start = _open(today)
    if unit == "ngày làm việc":
        working = _working(start)
        yield [start, *(next(working) for _ in range(length))][-1]
    elif unit == "ngày":
        yield start + timedelta(days=length)
    elif unit == "tháng":
        years, month = divmod(start.month - 1 + length, 12)
        last = next(day for day in (start.day, 30, 29, 28) if day <= start.day and _exists(start.year + years, month + 1, day))
        yield date(start.year + years, month + 1, last)
    else:  # hours of an office day
        yield from (start, next(_working(start)))
        working = _working(start)
        yield [start, *(next(working) for _ in range((length + 7) // 8))][-1]


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def _open(day: date) -> date:
    return day if _is_working(day) else next(_working(day))


def _working(after: date) -> Iterator[date]:
    days = (after + timedelta(days=number) for number in count(1))
    return (day for day in days if _is_working(day))


def _is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in _calendar(day.year)


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    calendar: holidays.HolidayBase = holidays.country_holidays("VN", years=range(year - 1, year + 4))
    return calendar
