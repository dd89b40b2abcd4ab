"""Read messages with a trained dialogue model: `python -m bot.predict MODEL TEXTS RESULTS`, for measuring.

TEXTS is a JSON list of strings. RESULTS gets a JSON list as long: `{"intent", "confidence", "ranking": [[intent, confidence]],
"entities": [[name, text]]}`, where `text` is the slice of the message that was found, and the ranking ends where it says nothing.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent

_LEAST = 0.001  # confidence of an intent that is told in the ranking


def main(model: str, texts: str, results: str) -> None:
    """Read all messages of a file."""
    agent = Agent.load(model)
    found = asyncio.run(_all(agent, json.loads(Path(texts).read_text("utf-8"))))
    Path(results).write_text(json.dumps(found, ensure_ascii=False), "utf-8")


async def _all(agent: Agent, texts: list[str]) -> list[dict[str, Any]]:
    return [_told(text, await agent.parse_message(text)) for text in texts]


def _told(text: str, parsed: dict[str, Any]) -> dict[str, Any]:
    intent = parsed.get("intent") or {}
    entities = [[e["entity"], text[e["start"] : e["end"]]] for e in parsed.get("entities", [])]
    ranking = [[one["name"], one["confidence"]] for one in parsed.get("intent_ranking", []) if one["confidence"] >= _LEAST]
    return {"intent": intent.get("name"), "confidence": intent.get("confidence", 0.0), "ranking": ranking, "entities": entities}


if __name__ == "__main__":
    main(*sys.argv[1:4])
