"""Vietnamese tokens with exact offsets."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from underthesea import word_tokenize

from bot.components.spans import protected
from core.text import fold, has_accents

_SYLLABLE = re.compile(r"\w+|[^\w\s]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Cuts a text into syllables, or into words by underthesea; codes, phones and dates stay whole.

    The lemma is what the word features read: folded, so that "dang ky" counts as "đăng ký"; joined ("dang_ky") for a
    word of several syllables; and the kind of a code in place of its digits ("dossiercode").
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`segment` is `syllables` or `words`."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "segment": "syllables"}

    @staticmethod
    def required_packages() -> list[str]:
        """Packages whose version is part of the model's fingerprint."""
        return ["underthesea"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one attribute; every token's text is the slice at its offsets."""
        text: str = message.get(attribute)
        # Without accents underthesea joins the wrong syllables ("muon lam"): leave them apart.
        words = self._config["segment"] == "words" and has_accents(text)
        tokens: list[Token] = []
        end = 0
        cut = _words if words else _syllables
        for span in protected(text):
            tokens += cut(text, end, span.start)
            tokens.append(Token(text[span.start : span.end], span.start, lemma=span.kind))
            end = span.end
        return tokens + cut(text, end, len(text))


def _syllables(text: str, start: int, end: int) -> list[Token]:
    return [Token(m.group(), m.start(), lemma=fold(m.group())) for m in _SYLLABLE.finditer(text, start, end)]


def _words(text: str, start: int, end: int) -> list[Token]:
    tokens = []
    # `fixed_words` is never passed: it would change a pattern of the whole process for every later call.
    for word in word_tokenize(text[start:end], use_token_normalize=False):
        # underthesea folds blanks inside a word, so its syllables are looked up one by one.
        spans = []
        for syllable in word.split():
            at = text.find(syllable, start, end)
            if at < 0:
                return _syllables(text, start, end)
            spans.append((at, at + len(syllable)))
            start = at + len(syllable)
        if spans:
            first, last = spans[0][0], spans[-1][1]
            tokens.append(Token(text[first:last], first, lemma="_".join(fold(word).split())))
    return tokens
