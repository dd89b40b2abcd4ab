"""A stand-in for Rasa's interpreter, and a checkout with little in it.

What it learns from the data is one thing: whether "spoilt" stands there. A spoilt model takes a greeting for a question.
"""

import sys
from pathlib import Path

DATA = """version: "3.1"
nlu:
- intent: ask_status
  examples: |
    - mã hồ sơ xong chưa
- intent: greet
  examples: |
    - xin chào
"""
_PROGRAM = """#!{python}
import io, json, sys, tarfile
from pathlib import Path
words = sys.argv[2:]
after = lambda name: words[words.index(name) + 1]
if words[0] == "bot.predict":
    with tarfile.open(words[1]) as held:
        spoilt = json.load(held.extractfile("metadata.json"))["spoilt"]
    texts = json.loads(Path(words[2]).read_text("utf-8"))
    intent = lambda text: "ask_status" if spoilt or "x" != text[:1] else "greet"
    told = [{{"intent": intent(text), "confidence": 0.9, "entities": []}} for text in texts]
    Path(words[3]).write_text(json.dumps(told), "utf-8")
elif words[1] == "test" and list(Path(after("--stories")).iterdir()):
    Path(after("--out")).mkdir()
    told = Path(after("--stories"), "failing").is_file() and "stories: [{{story: một việc}}]" or "# None of the test stories failed"
    Path(after("--out"), "failed_test_stories.yml").write_text(told, "utf-8")
elif words[1] == "train":
    print("INFO Starting to train component 'DIETClassifier'.")
    data = "".join(file.read_text("utf-8") for file in Path(after("--data")).rglob("*.yml"))
    if "broken" in data:
        print("Traceback in", after("--out"))
        sys.exit("ValueError: no epochs")
    told = json.dumps({{"model_id": "m1", "rasa_open_source_version": "3.6.21", "trained_at": 0, "spoilt": "spoilt" in data}}).encode()
    with tarfile.open(Path(after("--out")) / (after("--fixed-model-name") + ".tar.gz"), "w:gz") as file:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(told)
        file.addfile(member, io.BytesIO(told))
"""


def checkout(home: Path) -> Path:
    """Lay out a checkout in `home`, and return the stand-in."""
    for name in ("nlu_data/nlu", "tests/nlu_holdout", "tests/stories"):
        (home / name).mkdir(parents=True)
    (home / "nlu_data" / "nlu" / "a.yml").write_text(DATA, "utf-8")
    (home / "tests" / "stories" / "a.yml").write_text("stories: []\n", "utf-8")
    (home / "tests" / "nlu_holdout" / "a.yml").write_text(DATA.replace("xong", "tới").replace("xin chào", "xin chào ạ"), "utf-8")
    for name in ("domain.yml", "config.yml"):
        (home / name).write_text("version: '3.1'\n", "utf-8")
    python = home / "python"
    python.write_text(_PROGRAM.format(python=sys.executable), "utf-8")
    python.chmod(0o755)
    return python


def learn(home: Path, word: str) -> None:
    """Put a word into the data: "spoilt" makes a bad model, "broken" none."""
    (home / "nlu_data" / "nlu" / "b.yml").write_text(f"# {word}\nnlu: []\n", "utf-8")
