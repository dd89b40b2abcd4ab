"""The kinds of entries: what an entry's key is, what its value holds (JSON), and when a change is heard.

| kind | key | value |
|---|---|---|
| word | `short:gks` | `{kind: short/same/keep/light, written, means}` |
| alias | the name in small letters | `{name, code}` |
| ward | the unit's code | `{code, kind, name, parts: [{former, district, province, share}]}` |
| life | the event's id | the event as its file says it (`knowledge.life_event.Event`) |
| golden | the question's id | the question as its line says it (`knowledge.evaluation.Item`) |
| text | `topic.key` | `{vi, en}` |
"""

WORD, ALIAS, WARD, LIFE, GOLDEN, TEXT = "word", "alias", "ward", "life", "golden", "text"
KINDS = (WORD, ALIAS, WARD, LIFE, GOLDEN, TEXT)
RELEASED = (WORD, ALIAS, WARD, LIFE, GOLDEN)  # go out with the next publish; a text acts once it is approved
SHORT, SAME, KEEP, LIGHT = WORD_KINDS = ("short", "same", "keep", "light")
OVERLAY = "texts"  # the setting of `core.overlays` by which programs hear of changed texts
