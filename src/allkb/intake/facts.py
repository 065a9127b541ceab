"""From a bundle to facts: what its resources tell, and nothing where they disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from allkb.errors import DataError, Fault
from allkb.intake import codes
from allkb.intake.bundle import Contents, contents
from allkb.intake.codes import keys
from allkb.intake.mapping import ROWS
from allkb.intake.reading import to_object
from allkb.intake.resources import Condition, Done, Measured, conditions, done, measured
from allkb.intake.timeline import Timeline

__all__ = ["facts_from_fhir"]

_ENTRY: Final = re.compile(r"\$\.entry\[([0-9]+)\]")
_SET: Final = "genetic_alterations"
_ALL: Final = keys(codes.ALL)
_LATER: Final = keys(codes.LATER_RELAPSE)
_CODED: Final = tuple(
    (row, keys(row.codes), keys(row.refuted)) for row in ROWS if "Condition" in row.resources
)
_NUMBERS: Final = tuple(row.fact for row in ROWS if "Observation" in row.resources)
_WANTED: Final = keys(codes.RELAPSE).union(*(one | other for _, one, other in _CODED))


def facts_from_fhir(
    bundle: Mapping[str, object] | str | bytes, *, as_of: date | None = None
) -> dict[str, object]:
    """
    Return the facts that a FHIR R4 or R5 bundle tells of its patient, by name.

    Only what is known is in it; alterations are named as in `Patient`. What
    resources disagree on is left out, and nothing follows from what is not there.

    Args:
        bundle: A Bundle with one Patient, as JSON or as what a JSON reader made of it.
        as_of: The day the bundle tells of. The age is that of this day, and what may
            be dated later is not read. None if no day is to be assumed.

    Raises:
        DataError: if it cannot be read; it lists everything that is wrong, with paths.
    """
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    faults: list[Fault] = []
    found = contents(to_object(bundle), faults)
    facts = {} if found is None else _facts(found, day, faults)
    if faults:
        raise DataError(tuple(sorted(faults, key=_place)))
    return facts


def _place(fault: Fault) -> int:
    """Return which entry a fault is in; faults of the bundle itself come first."""
    entry = _ENTRY.match(fault.path)
    return int(entry[1]) if entry else -1


def _facts(found: Contents, as_of: date | None, faults: list[Fault]) -> dict[str, object]:
    asserted = conditions(found, _WANTED, as_of)
    events = done(found, as_of)
    timeline = Timeline(found.patient, asserted, as_of, faults)
    values = _coded(asserted, events)
    if timeline.has_several_relapses or _any(asserted, _LATER):
        values.pop("relapse_number", None)
    alterations = tuple(sorted(str(value) for value in values.pop(_SET, ())))
    facts: dict[str, object] = {
        name: value for name, (value, *others) in values.items() if not others
    }
    facts |= _numbers(measured(found, as_of))
    facts |= timeline.facts(events)
    if alterations:
        facts[f"{_SET}_present"] = alterations
    return facts


def _any(found: list[Condition], wanted: frozenset[tuple[str, str]]) -> bool:
    """Tell whether there is a condition with one of some codes."""
    return any(not (one.refuted or wanted.isdisjoint(one.codes)) for one in found)


def _coded(found: list[Condition], events: list[Done]) -> dict[str, set[bool | float | str | None]]:
    """Return all values that resources tell of each fact."""
    values: dict[str, set[bool | float | str | None]] = defaultdict(set)
    is_all = _any(found, _ALL)
    for row, wanted, refuted in _CODED:
        for one in found:
            counts = is_all or not row.with_all
            if counts and one.meets(row.need) and not wanted.isdisjoint(one.codes):
                values[row.fact].add(row.value)
            if one.refuted and not refuted.isdisjoint(one.codes):
                values[row.fact].add(not row.value)
    for event in events:
        values[event.row.fact].add(event.row.value)
    return values


def _numbers(found: list[Measured]) -> Iterator[tuple[str, float]]:
    for fact in _NUMBERS:
        latest = _latest([one for one in found if one.fact == fact])
        if latest is not None:
            yield fact, latest


def _latest(found: list[Measured]) -> float | None:
    """Return the value that was measured last; None where that is none, or not sure which."""
    dated = [one.when for one in found if one.when is not None]
    since = max((when.first for when in dated), default=date.min)
    values = {one.value for one in found if one.when is None or one.when.last >= since}
    return values.pop() if len(values) == 1 else None
