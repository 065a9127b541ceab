"""Numbers as sources print them: in digits, or up to ninety-nine in words."""

from __future__ import annotations

import re

__all__ = [
    "FRACTION",
    "WORDED",
    "WORD_VALUES",
    "fraction_in",
    "in_digits",
    "numbers_in",
    "word_value",
]

_UNITS = "zero one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

WORD_VALUES: dict[str, int] = {
    **{word: value for value, word in enumerate(f"{_UNITS} {_TEENS}".split())},
    **{word: 10 * ten for ten, word in enumerate(_TENS.split(), 2)},
    **{
        f"{word}-{unit}": 10 * ten + value
        for ten, word in enumerate(_TENS.split(), 2)
        for value, unit in enumerate(_UNITS.split()[1:], 1)
    },
}
"""What each worded number is."""

_LONGEST_FIRST = "|".join(sorted(WORD_VALUES, key=len, reverse=True))
_HYPHENS = "-\u2010\u2011"
WORDED = rf"\b(?i:{_LONGEST_FIRST.replace('-', f'[{_HYPHENS}]')})\b"
"""The pattern of a number in words: `seven`, `twenty-nine`."""

_WORD = re.compile(WORDED)
_ONE_HYPHEN = str.maketrans(dict.fromkeys(_HYPHENS, "-"))
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5}
FRACTION = (
    rf"\b(?i:(?:(?:one|two|three|four)[{_HYPHENS} ])(?:third|quarter|fourth|fifth)s?"
    rf"|(?:one[{_HYPHENS} ])?half|a (?:third|quarter)(?= of|\Z))\b(?![{_HYPHENS}])"
)
"""The pattern of a fraction in words: `two-thirds`, `half`."""

_FRACTION = re.compile(FRACTION)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")


def in_digits(text: str) -> str:
    """Return a text with its worded numbers in digits: `Twenty-nine of 38` as `29 of 38`."""
    return _WORD.sub(lambda word: str(word_value(word[0])), text)


def word_value(word: str) -> int | None:
    """Return what a worded number is; None if it is none."""
    return WORD_VALUES.get(word.casefold().translate(_ONE_HYPHEN))


def numbers_in(text: str) -> tuple[float, ...]:
    """Return the numbers of a text in the order printed, worded ones included."""
    return tuple(float(n.replace(",", "")) for n in _NUMBER.findall(in_digits(text)))


def fraction_in(text: str) -> float | None:
    """Return what the first fraction in words of a text is: 2/3 for `two-thirds`."""
    found = _FRACTION.search(text)
    if not found:
        return None
    *counted, part = re.split("[- ]", found[0].casefold().translate(_ONE_HYPHEN))
    return WORD_VALUES.get("".join(counted), 1) / _PARTS[part.removesuffix("s")]
