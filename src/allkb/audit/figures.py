"""
The figures of a sentence, as printed: percentages, counts, ratios, p values, times.

A kind of figure is one row of `_PATTERNS`. Earlier rows win, so that the 95 of
a confidence interval is no percentage, and no digit belongs to two figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen

from allkb.audit.markup import without_markings
from allkb.checks.numerals import FRACTION, WORDED, fraction_in, word_value
from allkb.model import Comparator

__all__ = ["Figure", "FigureKind", "figures", "numbers"]


class FigureKind(StrEnum):
    """What a figure is."""

    INTERVAL = "confidence interval"
    HAZARD_RATIO = "hazard ratio"
    ODDS_RATIO = "odds ratio"
    RELATIVE_RISK = "relative risk"
    P_VALUE = "p value"
    N = "n"
    SPREAD = "plus or minus"
    PERCENT = "percent"
    PERCENT_RANGE = "percent range"
    COUNT = "count"
    FRACTION = "fraction"
    TIME = "time"


@frozen(kw_only=True)
class Figure:
    """
    A figure of a sentence.

    Attributes:
        kind: What it is.
        printed: It as printed, on one line, with its sign or word of comparison.
        values: Its numbers in the order printed; percentages as printed, 10.0 for 10%.
        comparator: What its sign or word of comparison says; None where it has none.
    """

    kind: FigureKind
    printed: str
    values: tuple[float, ...]
    comparator: Comparator | None = None


_BEFORE = {
    Comparator.AT_LEAST: r">=|\u2265|\b(?:at least|no less than|no fewer than)\b",
    Comparator.AT_MOST: r"<=|\u2264|\b(?:at most|up to|no more than|as many as)\b",
    Comparator.LESS: r"<|\b(?:(?:less|fewer|lower|younger) than|under|below)\b",
    Comparator.MORE: r">|\b(?:(?:more|greater|higher|older) than|exceed(?:s|ed|ing)?|over|above)\b",
}
_AFTER = {
    Comparator.AT_LEAST: r" (?:and|or) (?:more|higher|greater|older|longer)\b",
    Comparator.AT_MOST: r" (?:and|or) (?:less|lower|fewer|younger|shorter)\b",
}

_DIGITS = r"(?<![\w.])(?<!\d,)(?:\d{1,3}(?:,\d{3})++|\d++)?+(?:\.\d++)?+(?<=\d)"
_NUMBER = rf"(?:{_DIGITS}|{WORDED})"
_SIGN = rf"(?:(?i:{'|'.join(_BEFORE.values())}) ?+)?+"
_OR_MORE = rf"(?i:{'|'.join(_AFTER.values())})?+"
_TO = r" ?+(?i:to|through|[-\u2010-\u2014\u2212]) ?+"
_PERCENT = r" ?(?:%|(?i:percent|per cent)\b)"
_UNIT = r"[- \u2010\u2011](?i:days?|weeks?|months?|years?)\b"
_IS = r"[\s,:=(\[]*+(?:(?:of|was|is) )?"
_PAIR = rf"{_DIGITS}%?(?:{_TO}|, ?+){_DIGITS}%?"


def _ratio(name: str, short: str) -> str:
    """Return the pattern of a ratio by its name, its abbreviation or both."""
    named = rf"\b(?i:{name})\b(?: [\[(]{short}[\])])?|\b{short}\b"
    return rf"(?:{named})(?: for [a-z ]{{1,60}}+)?{_IS}{_SIGN}{_DIGITS}"


_PATTERNS = {
    FigureKind.INTERVAL: (
        rf"(?:{_DIGITS}%? )?(?:\b(?i:confidence intervals?)\b(?: [\[(]CI[\])])?|\bCI\b)"
        rf"(?:{_IS}(?P<ends>{_PAIR}))?"
    ),
    FigureKind.HAZARD_RATIO: _ratio("hazard ratio", "HR"),
    FigureKind.ODDS_RATIO: _ratio("odds ratio", "OR"),
    FigureKind.RELATIVE_RISK: _ratio("relative risk|risk ratio", "RR"),
    FigureKind.P_VALUE: rf"\b[Pp](?:[- ]values?)? ?(?:of )?(?:[<>=\u2264\u2265]{{1,2}}) ?{_DIGITS}",
    FigureKind.N: rf"\b[nN] ?= ?{_DIGITS}",
    FigureKind.SPREAD: rf"(?:\u00b1|\+/?[-\u2212\u2013]) ?{_DIGITS}%?",
    FigureKind.PERCENT_RANGE: (
        rf"{_SIGN}{_DIGITS}(?:{_PERCENT})?{_TO}{_SIGN}{_DIGITS}{_PERCENT}"
        rf"|\b(?i:between|from) {_DIGITS}(?:{_PERCENT})? (?:and|to) {_SIGN}{_DIGITS}{_PERCENT}"
    ),
    FigureKind.PERCENT: rf"{_SIGN}{_DIGITS}{_PERCENT}{_OR_MORE}",
    FigureKind.COUNT: (
        rf"{_NUMBER} (?:out )?of (?:(?:the|these|those|all) )?{_NUMBER}(?!{_PERCENT})"
        rf"|(?<![\w./]){_DIGITS}/\d++(?![\w/])"
    ),
    FigureKind.FRACTION: FRACTION,
    FigureKind.TIME: rf"{_SIGN}(?:{_NUMBER}{_TO})?{_SIGN}{_NUMBER}{_UNIT}{_OR_MORE}",
}
_FIGURE = re.compile("|".join(f"(?P<{kind.name}>{pattern})" for kind, pattern in _PATTERNS.items()))
_VALUE = re.compile(_NUMBER)
_FIRST = {comparator: re.compile(words, re.IGNORECASE) for comparator, words in _BEFORE.items()}
_LAST = {comparator: re.compile(words, re.IGNORECASE) for comparator, words in _AFTER.items()}


def figures(sentence: str) -> tuple[Figure, ...]:
    """Return the figures of a sentence in the order printed, without those of its markings."""
    return tuple(_figures(_one_line(sentence)))


def numbers(sentence: str) -> frozenset[float]:
    """Return every number of a sentence, of whatever kind, except those of its markings."""
    return frozenset(_values(_one_line(sentence)))


def _one_line(sentence: str) -> str:
    return " ".join(without_markings(sentence).split())


def _figures(text: str) -> Iterator[Figure]:
    for found in _FIGURE.finditer(text):
        kind = FigureKind[next(name for name in _NAMES if found[name])]
        values = _values_of(kind, found)
        if values:
            comparator = _comparator(kind, found[0])
            yield Figure(kind=kind, printed=found[0], values=values, comparator=comparator)


_NAMES = tuple(kind.name for kind in _PATTERNS)


def _values_of(kind: FigureKind, found: re.Match[str]) -> tuple[float, ...]:
    """Return the numbers of a figure; none if it only looked like one."""
    match kind:
        case FigureKind.INTERVAL:
            return _values(found["ends"] or "")
        case FigureKind.FRACTION:
            fraction = fraction_in(found[0])
            return () if fraction is None else (fraction,)
        case FigureKind.COUNT:
            events, of = _values(found[0].replace("/", " "))
            return (events, of) if events <= of else ()
        case _:
            return _values(found[0])


def _values(text: str) -> tuple[float, ...]:
    return tuple(_value(number) for number in _VALUE.findall(text))


def _value(number: str) -> float:
    worded = word_value(number)
    return float(number.replace(",", "") if worded is None else worded)


def _comparator(kind: FigureKind, printed: str) -> Comparator | None:
    for comparator, words in _FIRST.items():
        found = words.search(printed)
        if found and (found.start() == 0 or kind in _SIGN_WITHIN):
            return comparator
    return next((c for c, words in _LAST.items() if words.search(printed)), None)


_SIGN_WITHIN = frozenset(
    (
        FigureKind.P_VALUE,
        FigureKind.HAZARD_RATIO,
        FigureKind.ODDS_RATIO,
        FigureKind.RELATIVE_RISK,
    )
)
