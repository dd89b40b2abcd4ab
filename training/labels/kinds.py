"""The kinds of jobs of labels (`training.labels.import_work`); one of them is done at a time."""

READ, PROPOSE = "training.read", "training.propose"
KINDS = (READ, PROPOSE)
