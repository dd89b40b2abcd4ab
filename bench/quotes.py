"""Judge quotes: of the quotes that were read by a person, which share was good, by how much is asked of a quote.

    python -m bench.quotes --questions FILE

`quotes-judged.jsonl` holds for each question (suites `generated` and `portal-faq`) the checksum of the words that were
found in its procedure's record, and whether they speak of what is asked. Words nobody has read are counted apart.
"""

import argparse
import json
from hashlib import sha256
from pathlib import Path

from core.settings import Settings
from knowledge.evaluation import read
from knowledge.service import Knowledge

JUDGED = Path(__file__).with_name("quotes-judged.jsonl")
FLOORS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def mark(words: str) -> str:
    """Return what stands for `words` in the file: records are not kept in the repository."""
    return sha256(words.encode()).hexdigest()[:12]


def main() -> None:
    """Print for each floor how many quotes would be shown, and which share of them was judged good."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    items = {item.id: item for item in read(parser.parse_args().questions)}
    judged = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    searcher = Knowledge.open(Settings()).searcher()
    rows: list[tuple[float, bool]] = []
    unread = 0
    for entry in judged:
        item = items[entry["id"]]
        code = next((code for code in sorted(item.expected) if code in searcher.by_code), None)
        question = searcher.question(item.question)
        found = searcher.quoter.weighed(question, searcher.by_code[code], question.facets) if code else None
        if found and mark(found[0].text) == entry["words"]:
            rows.append((found[1], entry["good"]))
        else:
            unread += found is not None
    print(f"{len(judged)} judged, {len(rows)} found again, {unread} with other words than were read")
    for floor in FLOORS:
        shown = [good for weight, good in rows if weight >= floor]
        print(f"from {floor:.1f}: {len(shown):3} quotes, {sum(shown):3} good ({sum(shown) / max(len(shown), 1):.0%})")


if __name__ == "__main__":
    main()
