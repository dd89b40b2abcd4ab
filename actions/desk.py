"""The custom actions of the desks (`actions/desks/`), one a kind of matter."""

from abc import abstractmethod

from actions import places
from actions.action import TurnAction
from actions.answer import answered
from actions.say import looked_up
from actions.turn import Said, Turn
from actions.wiring import desks, life


class DeskAction(TurnAction):
    """Hand the turn to the desk named `desk`; what is not for it after all is answered as a question."""

    @property
    @abstractmethod
    def desk(self) -> str:
        """Name of the desk."""

    def reply(self, turn: Turn) -> Said:
        """Return what the desk says, unless the dialogue model hesitates and the knowledge base does not."""
        return looked_up(turn) or desks()[self.desk].reply(turn) or answered(turn)


class ActionLife(DeskAction):
    """A situation of life: a child is born, a shop is to be opened."""

    named, desk = "action_life", "life"

    def reply(self, turn: Turn) -> Said:
        """Return what the desk says; a situation it does not know may name a procedure, else it is asked which one is meant."""
        said = desks()["life"].reply(turn) or answered(turn)
        return life().which(turn) if said.answer.status == "not_found" else said


class ActionWard(DeskAction):
    """Where the person lives, and which office of today that is."""

    named, desk = "action_ward", "ward"

    def reply(self, turn: Turn) -> Said:
        """As any desk; a place and nothing else is this desk's, however unsure the dialogue model is."""
        return (desks()["ward"].reply(turn) if places.alone(turn.text) else None) or super().reply(turn)


class ActionHuman(DeskAction):
    """A person is wanted."""

    named, desk = "action_human", "human"


class ActionReport(DeskAction):
    """Something in the city is to be reported."""

    named, desk = "action_report", "report"


class ActionData(DeskAction):
    """The person's own data: see, correct, erase, remember."""

    named, desk = "action_data", "data"


class ActionRate(DeskAction):
    """The answer before is praised or blamed."""

    named, desk = "action_rate", "rate"


class ActionStatus(DeskAction):
    """Where somebody's dossier stands, and news of it."""

    named, desk = "action_status", "status"


class ActionPick(TurnAction):
    """A pressed button whose desk does not know it any more: an old one, or made up."""

    named = "action_pick"

    def reply(self, turn: Turn) -> Said:
        """Answer it as words without meaning: the person is asked what they need."""
        return answered(turn)
