"""The kinds of this room's jobs (`knowledge.editorial.work`)."""

PUBLISH, ROLLBACK, EFFECT = "knowledge.publish", "knowledge.rollback", "knowledge.effect"
KINDS = (PUBLISH, ROLLBACK, EFFECT)
