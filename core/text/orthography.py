"""Which accent-less letters can be a Vietnamese syllable: an initial consonant and a rhyme."""

import re

_INITIALS = "b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x"
# Rhymes by their vowels, with the consonants that may close them.
_RHYMES = {
    "a": "c|ch|i|m|n|ng|nh|o|p|t|u|y", "e": "c|ch|m|n|ng|nh|o|p|t|u", "i": "a|ch|m|n|nh|p|t|u", "ie": "c|m|n|ng|p|t|u",
    "o": "a|c|e|i|m|n|ng|p|t", "oa": "c|ch|i|m|n|ng|nh|o|p|t|y", "oe": "n|o|t", "oo": "c|ng",
    "u": "a|c|e|i|m|n|ng|o|p|t|u|y", "ua": "n|ng|t|y", "ue": "ch|n|nh", "uo": "c|i|m|n|ng|p|t|u", "uy": "a|ch|n|nh|p|t|u",
    "uye": "n|t", "y": "ch|n|nh|p|t|u", "ye": "m|n|ng|t|u",
}  # fmt: skip
_SYLLABLE = re.compile(
    rf"(?:{_INITIALS})?(?:"
    + "|".join(
        f"{vowels}(?:{ends})" + ("?" if len(vowels) == 1 or vowels in ("oa", "oe", "ue", "uo", "uy", "ua") else "")
        for vowels, ends in _RHYMES.items()
    )
    + ")"
)


def is_syllable(folded: str) -> bool:
    """Tell whether `folded` (lower case, no accents) is spelled like a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(folded) is not None and not _MISSPELLED.match(folded)


# c, g, ng stand before a, o, u; k, gh, ngh before e, i, y.
_MISSPELLED = re.compile(r"c[eiy]|k[aou]|gh[aou]|ngh[aou]|ng[eiy]|g[ey]")
