"""What does not belong on one axis: other units always, other things and times unless told."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Literal

from allkb.model import AtTime, Horizon, Statement, StatementId, TimeRange, Unit, horizon_of
from allkb.plots.rows import Row

__all__ = ["Allow", "listed", "time_key", "unlike"]

Allow = Literal["endpoint", "horizon", "measure"]
"""In what respect figures on one axis may differ, if told."""

_NAMED = 4
"""How many statements of each sort are named."""

_PER = {Unit.YEARS: (12, "months"), Unit.MONTHS: (1, "months"), Unit.WEEKS: (7, "days")}


def time_key(horizon: Horizon | None, statement: StatementId) -> Hashable:
    """Return what makes a time one; a time that is not known well is like no other statement's."""
    match horizon:
        case None:
            return None
        case AtTime():
            per, unit = _PER.get(horizon.unit, (1, "days"))
            return horizon.value * per, unit, horizon.within, horizon.since
        case TimeRange():
            per, unit = _PER.get(horizon.unit, (1, "days"))
            return horizon.low * per, horizon.high * per, unit, horizon.since
        case _:
            return statement


def unlike(
    rows: Iterable[Row], statements: Iterable[Statement], allow: frozenset[str]
) -> Iterator[str]:
    """
    Yield why rows do not belong on one axis, naming the statements.

    Args:
        rows: The rows, those without a mark included.
        statements: The statements that they are of.
        allow: In what respects they may differ.
    """
    rows = tuple(rows)
    times = {s.id: time_key(horizon_of(s), s.id) for s in statements}
    units = _sorts((row.figure.unit, row.figure.unit, row.statement) for row in rows)
    measures = {"hazard ratio", "odds ratio", "relative risk"}
    if units and measures.issuperset(units):
        yield from _apart("measure", units, allow)
    else:
        yield from _apart("unit", units, allow)
    endpoints = _sorts((row.endpoint, row.endpoint, row.statement) for row in rows)
    yield from _apart("endpoint", endpoints, allow)
    horizons = _sorts(
        (times[row.statement], row.horizon or "no time belongs to it", row.statement)
        for row in rows
    )
    yield from _apart("horizon", horizons, allow)


_Sorts = dict[Hashable, tuple[str, dict[StatementId, None]]]


def _sorts(found: Iterable[tuple[Hashable, str | None, StatementId]]) -> _Sorts:
    """Return what was found, each with its words and the statements it was found in."""
    sorts: _Sorts = {}
    for key, words, statement in found:
        if words is not None:
            sorts.setdefault(key, (words, {}))[1][statement] = None
    return sorts


_WHAT = {
    "measure": "unlike measures",
    "unit": "unlike units, which no axis can have together",
    "endpoint": "unlike endpoints",
    "horizon": "times that are not known to be one",
}


def _apart(kind: str, sorts: _Sorts, allow: frozenset[str]) -> Iterator[str]:
    """Yield what is unlike, and a fault for each sort, if there are several and may not be."""
    if len(sorts) < 2 or kind in allow:
        return
    hint = "" if kind == "unit" else f"; allow={{{kind!r}}} draws them all the same"
    yield f"{len(sorts)} {_WHAT[kind]}{hint}"
    for words, ids in [*sorts.values()][:_NAMED]:
        yield f"{words} ({listed(ids)})"
    if len(sorts) > _NAMED:
        yield f"and {len(sorts) - _NAMED} more"


def listed(ids: Iterable[str]) -> str:
    """Return the first few of some ids, and how many more there are."""
    found = [*dict.fromkeys(ids)]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return f"{', '.join(found[:_NAMED])}{more}"
