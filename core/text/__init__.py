"""Vietnamese text. Standard library only: this package also runs inside Rasa on Python 3.10."""

from core.text.fold import fold, has_accents, syllables
from core.text.normalize import normalize

__all__ = ["fold", "has_accents", "normalize", "syllables"]
