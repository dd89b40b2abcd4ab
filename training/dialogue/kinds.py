"""The kinds of jobs of dialogue models (`training.dialogue.work`); one of them is done at a time."""

TRAIN, MEASURE = "training.train", "training.measure"
KINDS = (TRAIN, MEASURE)
