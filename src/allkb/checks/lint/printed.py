"""Rules on figures and the form they are printed in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from allkb.checks.index import Index
from allkb.checks.numerals import fraction_in, numbers_in
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Effect,
    EffectMeasure,
    Established,
    Estimate,
    MisprintPart,
    ObservedRange,
    Point,
    Range,
    StandardError,
    Statement,
    UnassignedRatio,
    Uncertainty,
    Unit,
    Unquantified,
    estimates_of,
    p_values_of,
    ratios_of,
)

__all__ = ["PRINTED", "is_as_printed", "printed_forms"]

_SIDES = re.compile(r"\b(?:one|two|1|2)[- ](?:sided|tailed)\b", re.IGNORECASE)
_SIGNS = {
    Comparator.AT_LEAST: r">=|≥|\b(?:at least|no (?:less|fewer) than)\b|\bor (?:more|higher|longer)\b",
    Comparator.AT_MOST: r"<=|≤|\b(?:at most|up to|no more than)\b|\bor (?:less|lower|fewer)\b",
    Comparator.LESS: r"<|(?<!no )\b(?:less|fewer|lower) than\b|\b(?:under|below)\b",
    Comparator.MORE: r">|(?<!no )\b(?:more|greater|higher) than\b|\b(?:over|above|exceed\w*)\b",
}
_SIGN = {sign: re.compile(words, re.IGNORECASE) for sign, words in _SIGNS.items()}
_NONE = re.compile(r"\b(?:no|none|never|neither|not)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:all|every|each|both)\b", re.IGNORECASE)
_DECIMALS = re.compile(r"\.(\d+)")
_ABOUT = re.compile(r"~|≈|\b(?:about|approximately|around|roughly)\b", re.IGNORECASE)


def _sign_in(printed: str) -> Comparator | None:
    """Return what the sign or word of comparison of a printed form says, if it has one."""
    return next((sign for sign, words in _SIGN.items() if words.search(printed)), None)


def _values(estimate: Estimate) -> tuple[float, ...]:
    """Return the numbers that should be printed, percent for a proportion."""
    match estimate:
        case Count():
            return (estimate.events, estimate.of)
        case Unquantified():
            return ()
        case Point() | Bound():
            values: tuple[float, ...] = (estimate.value,)
        case Range():
            values = (estimate.low, estimate.high)
        case _:
            assert_never(estimate)
    in_percent = "%" in estimate.printed or "percent" in estimate.printed
    if estimate.unit is Unit.PROPORTION and in_percent:
        return tuple(value * 100 for value in values)
    return values


def _ends(spread: Uncertainty) -> tuple[float, ...]:
    match spread:
        case ConfidenceInterval() | ObservedRange():
            return (spread.low, spread.high)
        case StandardError():
            return (spread.value,)
        case _:
            assert_never(spread)


def _shows(printed: str, values: Iterable[float], *, parts: bool) -> bool:
    """Tell whether a printed form has exactly these numbers; parts of one may be in percent."""
    found = numbers_in(printed)
    wanted = [tuple(round(abs(value) * scale, 9) for value in values) for scale in (1, 100)]
    return found == wanted[0] or (parts and found == wanted[1])


@rule("printed-agrees")
def _printed_agrees(index: Index) -> Iterator[Hit]:
    """The printed form of an estimate has exactly its numbers."""
    for position, statement in enumerate(index.records.statements):
        for path, estimate in estimates_of(statement):
            if not is_as_printed(estimate):
                wanted = [round(value, 9) for value in _values(estimate)]
                message = f"printed as {estimate.printed!r}, but its numbers are {wanted}"
                yield "statements", position, statement.id, f"{path}.printed", message


def is_as_printed(estimate: Estimate) -> bool:
    """Tell whether the printed form of an estimate has exactly its numbers, in digits or words."""
    printed = numbers_in(estimate.printed)
    wanted = tuple(round(value, 9) for value in _values(estimate))
    events_alone = isinstance(estimate, Count) and printed == wanted[:1]
    return printed == wanted or events_alone or _is_worded(estimate)


def _is_worded(estimate: Estimate) -> bool:
    """Tell whether an estimate is printed as a fraction in words, as none or as all."""
    if isinstance(estimate, Range | Unquantified):
        return False
    value = estimate.proportion if isinstance(estimate, Count) else estimate.value
    words = {0.0: _NONE, 1.0: _EVERY}.get(value)
    if words and not numbers_in(estimate.printed):
        return words.search(estimate.printed) is not None
    fraction = None if isinstance(estimate, Count) else fraction_in(estimate.printed)
    return fraction is not None and math.isclose(fraction, value)


@rule("spread-agrees")
def _spread_agrees(index: Index) -> Iterator[Hit]:
    """The printed form of what surrounds an estimate has exactly its numbers."""
    for position, statement in enumerate(index.records.statements):
        for path, estimate in estimates_of(statement):
            if not isinstance(estimate, Point | Count) or estimate.uncertainty is None:
                continue
            printed, ends = estimate.uncertainty.printed, _ends(estimate.uncertainty)
            parts = isinstance(estimate, Count) or estimate.unit is Unit.PROPORTION
            if printed is not None and not _shows(printed, ends, parts=parts):
                place = f"{path}.uncertainty.printed"
                message = f"printed as {printed!r}, but its numbers are {[*ends]}"
                yield "statements", position, statement.id, place, message


@rule("ratio-agrees")
def _ratio_agrees(index: Index) -> Iterator[Hit]:
    """The printed form of a ratio or difference, and of its interval, has exactly its numbers."""
    for position, statement in enumerate(index.records.statements):
        for path, ratio in ratios_of(statement):
            parts = ratio.measure is EffectMeasure.DIFFERENCE
            for place, printed, values in _shown(path, ratio):
                if printed is not None and not _shows(printed, values, parts=parts):
                    message = f"printed as {printed!r}, but its numbers are {[*values]}"
                    yield "statements", position, statement.id, place, message


def _shown(
    path: str, ratio: Effect | UnassignedRatio
) -> Iterator[tuple[str, str | None, tuple[float, ...]]]:
    """Yield what is printed of a ratio: place, form and numbers."""
    if ratio.value is not None:
        yield f"{path}.printed", ratio.printed, (ratio.value,)
    if ratio.interval is not None:
        yield f"{path}.interval.printed", ratio.interval.printed, _ends(ratio.interval)


@rule("p-agrees")
def _p_agrees(index: Index) -> Iterator[Hit]:
    """The printed form of a p value has exactly its number, and its sign."""
    for position, statement in enumerate(index.records.statements):
        for path, p in p_values_of(statement):
            if p.printed is None:
                continue
            same = _shows(_SIDES.sub("", p.printed), (p.value,), parts=False)
            if not same or (_sign_in(p.printed) or Comparator.EQUAL) is not p.relation:
                message = f"printed as {p.printed!r}, but it is {p.relation} {p.value}"
                yield "statements", position, statement.id, f"{path}.printed", message


@rule("sign-agrees")
def _sign_agrees(index: Index) -> Iterator[Hit]:
    """One figure printed with a sign or word of comparison is a bound, and in that direction."""
    for position, statement in enumerate(index.records.statements):
        for path, estimate in estimates_of(statement):
            if isinstance(estimate, Range):
                continue
            sign = _sign_in(estimate.printed)
            relation = estimate.relation if isinstance(estimate, Bound) else None
            if sign is not None and sign is not relation:
                message = f"printed as {estimate.printed!r}, which is {sign}, not {relation}"
                yield "statements", position, statement.id, path, message


@rule("about-is-approximate")
def _about_is_approximate(index: Index) -> Iterator[Hit]:
    """An estimate printed with a word such as about says that it is approximate."""
    for position, statement in enumerate(index.records.statements):
        for path, estimate in estimates_of(statement):
            if isinstance(estimate, Unquantified) or estimate.approximate:
                continue
            if _ABOUT.search(estimate.printed):
                message = f"printed as {estimate.printed!r}, but not approximate"
                yield "statements", position, statement.id, f"{path}.approximate", message


@rule("percent-agrees")
def _percent_agrees(index: Index) -> Iterator[Hit]:
    """The percentage printed with a count is its proportion, rounded or cut off, or a misprint."""
    for position, statement in enumerate(index.records.statements):
        for path, estimate in estimates_of(statement):
            if not isinstance(estimate, Count) or estimate.percent is None:
                continue
            percent = estimate.percent
            if not _rounds_to(estimate, percent) and not _is_misprint(statement, percent):
                share = f"{estimate.events} of {estimate.of} is {estimate.proportion:.2%}"
                message = f"printed as {percent!r}, but {share}"
                yield "statements", position, statement.id, f"{path}.percent", message


def _rounds_to(count: Count, printed: str) -> bool:
    """Tell whether a percentage is that of a count at the decimals it is printed with."""
    found = numbers_in(printed)
    decimals = max(map(len, _DECIMALS.findall(printed)), default=0)
    # Some sources cut decimals off; what is printed as about so many may be a little off.
    step: float = 10**-decimals
    most = step if count.approximate or _ABOUT.search(printed) else step / 2
    off = found[0] - count.proportion * 100 if len(found) == 1 else math.inf
    return -step <= off <= most + 1e-9


def _is_misprint(statement: Statement, printed: str) -> bool:
    return any(
        misprint.part is MisprintPart.FIGURE and misprint.printed == printed
        for attestation in statement.attestations
        for misprint in attestation.misprints
    )


@rule("read-is-printed")
def _read_is_printed(index: Index) -> Iterator[Hit]:
    """Where the document itself was read, every figure has the form it is printed in."""
    for position, statement in enumerate(index.records.statements):
        if all(a.established is not Established.READ for a in statement.attestations):
            continue
        for path, printed in printed_forms(statement):
            if printed is None:
                message = "a document was read that gives it, so its form is known"
                yield "statements", position, statement.id, path, message


def printed_forms(statement: Statement) -> Iterator[tuple[str, str | None]]:
    """Yield the printed form of every figure, None where it is not kept, with its place."""
    for path, estimate in estimates_of(statement):
        yield f"{path}.printed", estimate.printed
        if isinstance(estimate, Count) and estimate.percent is not None:
            yield f"{path}.percent", estimate.percent
        if isinstance(estimate, Point | Count) and estimate.uncertainty:
            yield f"{path}.uncertainty.printed", estimate.uncertainty.printed
    for path, ratio in ratios_of(statement):
        if ratio.value is not None:
            yield f"{path}.printed", ratio.printed
        if ratio.interval:
            yield f"{path}.interval.printed", ratio.interval.printed
    for path, p in p_values_of(statement):
        yield f"{path}.printed", p.printed


PRINTED: tuple[Rule, ...] = (
    _printed_agrees,
    _spread_agrees,
    _ratio_agrees,
    _p_agrees,
    _sign_agrees,
    _about_is_approximate,
    _percent_agrees,
    _read_is_printed,
)
"""The rules on printed forms."""
