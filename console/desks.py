"""The desks of the console: what stands in the navigation, and for whom."""

from dataclasses import dataclass

from console.access import Rule, allow, signed_in
from console.auth.schemas import Signed, Stage
from console.roles import Role


@dataclass(frozen=True)
class Desk:
    """A place in the navigation; its name stands in the words as `desks.<name>`."""

    name: str
    path: str
    rule: Rule


STAFF = allow(Role.ADMIN)
AUDIT = allow(Role.ADMIN, Role.OPERATOR)
KNOWLEDGE = allow(Role.CURATOR, Role.APPROVER, Role.ANALYST, Role.TRAINER)  # who reads the pages of knowledge
WRITING = allow(Role.CURATOR)  # who writes records
WORDING = allow(Role.CURATOR, Role.TRAINER)  # who writes words and golden questions
APPROVING = allow(Role.APPROVER)  # who approves what another wrote of words, names, units, life events, questions, texts
KEEPS = allow(Role.CURATOR, Role.APPROVER)  # who plans reviews, keeps the table of laws, has addresses looked at
IMPORTS = allow(Role.CURATOR)  # who brings in, and mends
RELEASES = allow(Role.APPROVER)  # who publishes, and goes back
TRIAL = allow(Role.CURATOR, Role.APPROVER, Role.ANALYST, Role.TRAINER, Role.AGENT)
TRIES = allow(Role.CURATOR, Role.APPROVER)  # who asks what an edit would change
JOBS = allow(Role.CURATOR, Role.APPROVER, Role.ANALYST, Role.TRAINER, Role.OPERATOR)
OPERATION = allow(Role.OPERATOR, Role.CURATOR, Role.APPROVER)  # who sees switches, notice, hours and units
SWITCHES = allow(Role.OPERATOR)  # who turns them, and has a notice told
UNITS = allow(Role.OPERATOR, Role.CURATOR)  # who changes hours, days off and what units say
MODELS = allow(Role.TRAINER, Role.APPROVER, Role.ANALYST)  # who sees dialogue models and how they were judged
TRAINS = allow(Role.TRAINER)  # who has one trained, or measured
PROMOTES = allow(Role.APPROVER)  # who makes one live, and goes back
LABELS = allow(Role.TRAINER)  # who reads what people wrote, labels it, and changes intents and training data
JUDGES = allow(Role.TRAINER, Role.CURATOR, Role.ANALYST)  # who judges sampled answers
FIGURES = allow(Role.ANALYST, Role.TRAINER, Role.APPROVER, Role.CURATOR, Role.OPERATOR)  # who sees the scoreboard
ROWS = allow(Role.ANALYST, Role.TRAINER)  # who sees the turns a figure counts
DESKS = (
    Desk("home", "/", signed_in),
    Desk("procedures", "/procedures", KNOWLEDGE),
    Desk("versions", "/versions", KNOWLEDGE),
    Desk("imports", "/imports", KNOWLEDGE),
    Desk("releases", "/releases", KNOWLEDGE),
    Desk("reference", "/reference", KNOWLEDGE),
    Desk("trial", "/trial", TRIAL),
    Desk("keeping", "/keeping", KNOWLEDGE),
    Desk("labels", "/labels", LABELS),
    Desk("judging", "/judging", JUDGES),
    Desk("intents", "/intents", LABELS),
    Desk("corpus", "/corpus", LABELS),
    Desk("models", "/models", MODELS),
    Desk("scoreboard", "/scoreboard", FIGURES),
    Desk("switches", "/switches", OPERATION),
    Desk("jobs", "/jobs", JOBS),
    Desk("staff", "/staff", STAFF),
    Desk("audit", "/audit", AUDIT),
    Desk("account", "/account", signed_in),
)


def of(signed: Signed | None) -> list[Desk]:
    """Return the desks that a person may use; none before they are signed in."""
    return [desk for desk in DESKS if desk.rule.admits(signed.roles)] if signed and signed.stage is Stage.FULL else []
