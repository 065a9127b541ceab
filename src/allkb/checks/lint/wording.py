"""Rules on words: hedges, stances, summaries, and what is printed amiss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import cast

from attrs import fields

from allkb.checks.index import Index
from allkb.checks.lint.printed import printed_forms
from allkb.checks.numerals import in_digits, numbers_in
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import (
    Attestation,
    ConceptCategory,
    Direction,
    Effect,
    Hedge,
    Influence,
    MisprintPart,
    PrognosticFactor,
    Recommendation,
    Record,
    Stance,
    Statement,
    concepts_of,
    criteria_of,
    definitions_of,
    endpoints_of,
    estimates_of,
    members_of,
    ratios_of,
)

__all__ = ["WORDING"]

_MAYBE = frozenset((Hedge.MAY, Hedge.COULD, Hedge.CAN, Hedge.SUGGESTS_MAY))
_STUDIED = frozenset((Hedge.UNDER_STUDY, Hedge.HAVE_BEEN_STUDIED))
_HEDGES = {
    Stance.MAY_BE_CONSIDERED: _MAYBE,
    Stance.MAY_BE_FEASIBLE: _MAYBE,
    Stance.STUDIED: _STUDIED,
}
_DOUBT = _STUDIED | {Hedge.UNKNOWN, Hedge.CONTROVERSIAL}
_NOTHING = frozenset((Hedge.NO_EVIDENCE, Hedge.UNKNOWN, Hedge.CONTROVERSIAL))
_SIDES = frozenset((Influence.FAVORABLE, Influence.UNFAVORABLE))
_FAVORS = frozenset((Direction.FAVORS_NUMERATOR, Direction.FAVORS_DENOMINATOR))


@rule("hedge-fits-stance")
def _hedge_fits_stance(index: Index) -> Iterator[Hit]:
    """What may be considered or be feasible is hedged by may or the like; study by study alone."""
    for position, statement in enumerate(index.records.statements):
        if not isinstance(statement, Recommendation):
            continue
        stance = statement.stance
        allowed = _HEDGES.get(stance, frozenset(Hedge) - _STUDIED)
        for i, attestation in enumerate(statement.attestations):
            if attestation.hedge is not None and attestation.hedge not in allowed:
                message = f"hedged {attestation.hedge}, but the stance is {stance}"
                path = f".attestations[{i}].hedge"
                yield "statements", position, statement.id, path, message


@rule("doubt-has-no-figure")
def _doubt_has_no_figure(index: Index) -> Iterator[Hit]:
    """What a document calls unknown, controversial or under study has no estimate."""
    for position, statement in enumerate(index.records.statements):
        if all(path == ".median_follow_up" for path, _ in estimates_of(statement)):
            continue
        for i, attestation in enumerate(statement.attestations):
            if attestation.hedge in _DOUBT:
                path = f".attestations[{i}].hedge"
                message = f"hedged {attestation.hedge}, but there is an estimate"
                yield "statements", position, statement.id, path, message


@rule("doubt-favors-nothing")
def _doubt_favors_nothing(index: Index) -> Iterator[Hit]:
    """Of what is not known, or has no evidence, no influence and no better arm is given."""
    for position, statement in enumerate(index.records.statements):
        influence = isinstance(statement, PrognosticFactor) and statement.influence in _SIDES
        favors = any(
            isinstance(r, Effect) and r.direction in _FAVORS for _, r in ratios_of(statement)
        )
        for i, attestation in enumerate(statement.attestations if influence or favors else ()):
            if attestation.hedge in _NOTHING:
                path = f".attestations[{i}].hedge"
                message = f"hedged {attestation.hedge}, but the statement takes a side"
                yield "statements", position, statement.id, path, message


@rule("misprint-is-kept")
def _misprint_is_kept(index: Index) -> Iterator[Hit]:
    """A figure or level printed amiss is kept as printed by the statement that says so."""
    for position, statement in enumerate(index.records.statements):
        figures: set[float] | None = None
        for i, attestation in enumerate(statement.attestations):
            for j, misprint in enumerate(attestation.misprints):
                if misprint.part is MisprintPart.LEVEL:
                    kept = misprint.printed in map(str, attestation.levels)
                elif misprint.part is MisprintPart.FIGURE:
                    if figures is None:
                        printed = (form or "" for _, form in printed_forms(statement))
                        figures = {*chain.from_iterable(map(numbers_in, printed))}
                    kept = {*numbers_in(misprint.printed)} <= figures
                else:
                    continue
                if not kept:
                    path = f".attestations[{i}].misprints[{j}].printed"
                    message = f"{misprint.printed!r} is not among what the statement gives"
                    yield "statements", position, statement.id, path, message


# What a summary shows must be in a field. A number that belongs to a name is no figure
# (CD19, 4-1BB, AALL1331), nor is a grade, a year, a date, or a word up to ten.

_SMALL = "zero|one|two|three|four|five|six|seven|eight|nine|ten"
_NO_FIGURES = re.compile(
    rf"(?<![\w-])(?:{_SMALL})\b|\b4-1BB\b|\bt\(\d+;\d+\)|\b95\s?% (?:CI|confidence)"
    r"|\b(?:grades?|phases?|cycles?|courses?|stages?|types?) \d(?![\d.%])"
    r"(?:(?:,? (?:or|to|and) |[-\N{EN DASH}]|, )\d(?!\d|\.\d|%))*"
    r"|\b\d:\d\b|(?<![\d.])(?:19|20)\d\d(?:-\d\d){0,2}(?![\d.]\d)",
    re.IGNORECASE,
)
_POWER = re.compile(r"\b10\^(-?\d)\b")
_FIGURE = re.compile(
    r"(?<![A-Za-z\d.])(?<![A-Za-z]-)(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?![A-Za-z\d])"
)
_NAMING = frozenset(ConceptCategory) - {
    ConceptCategory.ENDPOINT,
    ConceptCategory.FACTOR,
    ConceptCategory.EVENT,
}


def _names_with_numbers(index: Index) -> re.Pattern[str]:
    """Return what finds the names of trials, drugs, genes and the like that have a number."""
    names = {
        name
        for concept in index.records.concepts
        if concept.category in _NAMING
        for name in (concept.label, *concept.synonyms)
        if any(map(str.isdigit, name))
    }
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    either = "|".join(map(re.escape, longest_first)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _without_powers(text: str) -> str:
    """Return a text with its powers of ten written out: `10^-4` as `0.0001`."""
    return _POWER.sub(lambda power: f"{10 ** int(power[1]):.{max(0, -int(power[1]))}f}", text)


@rule("text-within-fields")
def _text_within_fields(index: Index) -> Iterator[Hit]:
    """The summary, and a question, show no figure that the fields of the statement lack."""
    names = _names_with_numbers(index)
    for position, statement in enumerate(index.records.statements):
        texts = {"summary": statement.summary, "question": getattr(statement, "question", "")}
        for name, text in texts.items():
            plain = _NO_FIGURES.sub(" ", names.sub(" ", _without_powers(text)))
            shown = dict.fromkeys(_FIGURE.findall(in_digits(plain)))
            held = {*_held(index, statement)} if shown else set[float]()
            for figure in shown:
                if float(figure.replace(",", "")) not in held:
                    message = f"{figure} is in no field"
                    yield "statements", position, statement.id, f".{name}", message


_NOT_FIELDS = frozenset(("id", "topic", "summary", "question", "caveats", "links", "ended"))


def _held(index: Index, statement: Statement) -> Iterator[float]:
    """Yield the numbers in the fields of a statement, and in the names of what it names."""
    yield from _numbers(statement)
    for id in concepts_of(statement) | endpoints_of(statement) | members_of(statement):
        yield from _numbers(index.concepts[id].label, *index.concepts[id].synonyms)
    for definition in definitions_of(statement):
        yield from _numbers(*criteria_of(index.statements[definition]))


def _numbers(*values: object) -> Iterator[float]:
    """Yield the numbers of fields, a part of one also in percent, and those in texts."""
    for value in values:
        match value:
            case bool():
                pass
            case int() | float():
                yield from (abs(value), round(abs(value) * 100, 9))
            case date():
                yield from (value.year, value.month, value.day)
            case str():
                yield from numbers_in(_without_powers(value))
            case tuple():
                yield from _numbers(*cast("tuple[object, ...]", value))
            case Attestation():
                yield from _numbers(value.misprints)
            case Record():
                yield from _numbers(*(getattr(value, name) for name in _fields(value)))
            case _:
                pass


def _fields(record: Record) -> tuple[str, ...]:
    """Return the names of the fields whose figures a summary may show."""
    cls = type(record)
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple(f.name for f in fields(cls) if f.name not in _NOT_FIELDS)
    return _FIELDS[cls]


_FIELDS: dict[type[Record], tuple[str, ...]] = {}


WORDING: tuple[Rule, ...] = (
    _hedge_fits_stance,
    _doubt_has_no_figure,
    _doubt_favors_nothing,
    _misprint_is_kept,
    _text_within_fields,
)
"""The rules on words."""
