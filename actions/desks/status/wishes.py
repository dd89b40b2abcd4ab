"""What people say of news of their dossiers: they want them, ask which, agree, refuse, have enough of them."""

from dataclasses import replace

from actions.desks.hearing import spoken
from actions.desks.status import asked_news, asked_on, told
from actions.desks.status.heard import consents, declines, elsewhere, gives_up
from actions.desks.status.held import Held, Pocket
from actions.desks.status.lookup import LookupSteps
from actions.desks.status.news import News
from actions.turn import Said, Turn


class Wishes:
    """Hears wishes for news, and the end of them."""

    def __init__(self, steps: LookupSteps, news: News, pocket: Pocket) -> None:
        """Look up with `steps`, follow and stop with `news`."""
        self._steps, self._news, self._pocket = steps, news, pocket

    def about(self, turn: Turn, held: Held) -> Said | None:
        """Answer what is said about news, else `None`."""
        if asked_news.lists_news(turn.text):
            return self._news.listed(turn)
        if asked_news.stops_news(turn.text):
            return self._news.stop(turn)
        return self.want(turn, held) if turn.intent == "notice" or asked_news.wants_news(turn.text) else None

    def want(self, turn: Turn, held: Held) -> Said:
        """Ask for the consent to news of the dossier that was shown; another has to be looked up first."""
        another = asked_on.another_one(turn.text)
        if held.fitted and held.ended and not another:
            return self._pocket.keep(spoken(turn, "status.ended", "dossier", (told.REFRESH,)), held)
        if held.fitted and not another:
            return self._pocket.keep(self._news.ask(turn, held.hint), held)
        if held.code and not another:
            return self._steps.go(turn, replace(held, news=True))
        return self._pocket.keep(told.ask_code(turn, "status.news_first"), Held(news=True))

    def agreed(self, turn: Turn, held: Held) -> Said:
        """Follow the dossier, after a clear yes to the words that were just read."""
        return self._steps.follow(turn, held) if turn.memory.pending == "status:news" else self.want(turn, held)

    def refused(self, turn: Turn, held: Held) -> Said:
        """Follow nothing; the dossier can still be looked at."""
        return self._pocket.keep(spoken(turn, "status.no_news", "greeting"), replace(held, news=False))

    def hear_consent(self, turn: Turn, held: Held) -> Said | None:
        """Hear the answer to the consent to news."""
        if consents(turn.text) or asked_news.wants_news(turn.text):
            return self._steps.follow(turn, held)
        if declines(turn.text) or gives_up(turn.text) or asked_news.stops_news(turn.text):
            return self.refused(turn, held)
        return None if elsewhere(turn) or asked_on.follows_up(turn.text) else self.want(turn, held)

    def hear_which(self, turn: Turn, held: Held) -> Said | None:
        """Hear of which dossier no news are wanted any more."""
        stopping = asked_news.stops_news(turn.text)
        if declines(turn.text) or (gives_up(turn.text) and not stopping):
            return self._pocket.keep(spoken(turn, "status.kept_news", "greeting"), held)
        named = stopping or asked_news.means_all(turn.text) or any(letter.isdigit() for letter in turn.text)
        return self._news.stop(turn) if named or not elsewhere(turn) else None
