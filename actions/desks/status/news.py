"""News of a dossier (báo tôi khi có thay đổi): asked for dossier by dossier, with a consent of its own, stopped at any time."""

import re
from dataclasses import replace

from actions.desks.hearing import spoken
from actions.desks.status import asked_news, told
from actions.turn import Said, Turn, pick
from conversations.schemas import Purpose
from conversations.service import Conversations
from core.answer import Button
from core.clock import VIETNAM
from core.errors import Unavailable
from core.text.dossier_codes import DossierCode
from core.words import say
from portal.dossiers.explanation.wording import tail
from portal.dossiers.models import ENDED, Dossier, Proof
from portal.dossiers.notices import Following, Notices

_SENT = frozenset({"zalo", "messenger"})  # channels that reach people who do not write; on the others news waits for them
_ASKING = (("status.button_news_yes", "status:news:yes"), ("status.button_news_no", "status:news:no"))
_NEWS = ("status.button_news", "status:news")
_UNFOLLOW = ("status.button_unfollow", "status:unfollow")
_MOST_BUTTONS = 5
_ANSWER = 2_000


class News:
    """Asks, follows, lists and stops."""

    def __init__(self, notices: Notices, conversations: Conversations) -> None:
        """Keep wishes in `notices`, consents in `conversations`."""
        self._notices, self._conversations = notices, conversations

    def buttons(self, turn: Turn, hint: str, dossier: Dossier) -> list[Button]:
        """Return what can be done next with a dossier that is shown."""
        chosen = [told.REFRESH]
        if dossier.state not in ENDED:
            chosen.append(_UNFOLLOW if self._follows(turn, hint) else _NEWS)
        options = [(name, f"{option}:{hint}" if option == _UNFOLLOW[1] else option) for name, option in chosen]
        return [Button(title=say(name, turn.language), payload=pick(option)) for name, option in options]

    def ask(self, turn: Turn, hint: str) -> Said:
        """Ask for the consent to news of the dossier whose code ends with `hint`."""
        if self._follows(turn, hint):
            return spoken(turn, "status.already", "greeting", (told.REFRESH, (_UNFOLLOW[0], f"{_UNFOLLOW[1]}:{hint}")), hint=hint)
        return spoken(turn, _words(turn), "form", _ASKING, "status:news")

    def asked_with(self, turn: Turn, said: Said, hint: str, dossier: Dossier) -> Said:
        """Return `said`, in which `dossier` is shown, with the question for the consent, if there is something to wait for."""
        if dossier.state in ENDED:
            return _joined(said, spoken(turn, "status.ended", "dossier"), said.answer.buttons)
        if self._follows(turn, hint):
            return _joined(said, self.ask(turn, hint), said.answer.buttons)
        asked = self.ask(turn, hint)
        joined = _joined(said, asked, [*asked.answer.buttons, *said.answer.buttons[:1]])
        return joined if joined is said else replace(joined, memory=replace(joined.memory, pending=asked.memory.pending))

    def follow(self, turn: Turn, code: DossierCode, proof: Proof, dossier: Dossier) -> Said:
        """Note the yes to what was asked, and follow `dossier`. Raises `TooManyRequests` for somebody who follows too many."""
        if dossier.state in ENDED:
            return spoken(turn, "status.ended", "dossier", (told.REFRESH,))
        self._conversations.agreed(turn.person, Purpose.NOTICE, say(_words(turn), turn.language))
        self._notices.follow(turn.person, turn.channel, turn.language, code, proof, dossier)
        hint = tail(code.text)
        key = "status.followed_sent" if turn.channel in _SENT else "status.followed_here"
        return spoken(turn, key, "greeting", (told.REFRESH, (_UNFOLLOW[0], f"{_UNFOLLOW[1]}:{hint}")), hint=hint)

    def listed(self, turn: Turn) -> Said:
        """Tell which dossiers somebody waits for news of."""
        waiting = self._notices.following(turn.person)
        if not waiting:
            return spoken(turn, "status.not_following", "greeting")
        return self._choices(turn, waiting, "status.following", None)

    def followed(self, turn: Turn) -> bool:
        """Tell whether somebody waits for any news."""
        return bool(self._notices.following(turn.person))

    def stop(self, turn: Turn, code: DossierCode | None = None) -> Said:
        """Stop the news that the words mean: of the `code` in them, the only one, all; ask which where that is open."""
        waiting = self._notices.following(turn.person)
        hints = [one.hint for one in waiting]
        named = [tail(code.text)] if code else [number for number in re.findall("[0-9]{4}", turn.text[:200]) if number in hints]
        if not waiting:
            return spoken(turn, "status.not_following", "greeting")
        if named and named[0] in hints:
            return self.stop_one(turn, named[0])
        if not named and (len(hints) == 1 or asked_news.means_all(turn.text)):
            return self.stop_all(turn)
        return self._choices(turn, waiting, "status.which_stop", "status:unfollow")

    def stop_one(self, turn: Turn, hint: str) -> Said:
        """Stop news of the dossier whose code ends with `hint`."""
        count = self._notices.stop(turn.person, hint)
        self._settled(turn)
        return spoken(turn, "status.unfollowed" if count else "status.not_following", "greeting", hint=hint)

    def stop_all(self, turn: Turn) -> Said:
        """Stop all news."""
        hints = sorted({one.hint for one in self._notices.following(turn.person)})
        count = self._notices.stop(turn.person)
        self._settled(turn)
        if len(hints) == 1:
            return spoken(turn, "status.unfollowed", "greeting", hint=hints[0])
        return spoken(turn, "status.unfollowed_all" if count else "status.not_following", "greeting", count=count)

    def _settled(self, turn: Turn) -> None:
        """With the last wish the consent ends too."""
        if not self._notices.following(turn.person):
            self._conversations.disagreed(turn.person, Purpose.NOTICE)

    def _choices(self, turn: Turn, waiting: list[Following], key: str, pending: str | None) -> Said:
        lines = [
            say("status.following_one", turn.language, hint=one.hint, day=f"{one.since.astimezone(VIETNAM):%d/%m/%Y}") for one in waiting
        ]
        said = spoken(turn, key, "form" if pending else "greeting", (), pending, "\n".join(lines), count=len(waiting))
        hints = list(dict.fromkeys(one.hint for one in waiting))[:_MOST_BUTTONS]
        each = [
            Button(title=say("status.button_unfollow_one", turn.language, hint=hint), payload=pick(f"status:unfollow:{hint}"))
            for hint in hints
        ]
        every = Button(title=say("status.button_unfollow_all", turn.language), payload=pick("status:unfollow:all"))
        return replace(said, answer=said.answer.model_copy(update={"buttons": [*each, every]}))

    def _follows(self, turn: Turn, hint: str) -> bool:
        try:
            return any(one.hint == hint for one in self._notices.following(turn.person))
        except Unavailable:
            return False  # The dossier is shown all the same; to follow it twice does no harm.


def _words(turn: Turn) -> str:
    return "status.ask_news_sent" if turn.channel in _SENT else "status.ask_news_here"


def _joined(said: Said, more: Said, buttons: list[Button]) -> Said:
    """Return both texts in one answer, or `said` alone where they are too long together: a button asks the same."""
    text = f"{said.answer.text}\n\n{more.answer.text}"
    return replace(said, answer=said.answer.model_copy(update={"text": text, "buttons": buttons})) if len(text) <= _ANSWER else said
