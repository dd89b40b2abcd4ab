"""The kind of job that fills the inbox; it has a lane of its own, so that no training holds it up."""

COLLECT = "training.collect"
KINDS = (COLLECT,)
