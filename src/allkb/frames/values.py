"""Fields that are more than one cell: dates, levels, criteria, what is printed beside a figure."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, cast

from allkb.codec import unstructure
from allkb.errors import InvalidValueError
from allkb.frames.columns import Cell, Column, day, number, text, whole
from allkb.frames.shapes import Part
from allkb.model import (
    Basis,
    ConfidenceInterval,
    Criterion,
    DateWindow,
    Ended,
    EvidenceLevel,
    PValue,
)

__all__ = ["criteria", "criteria_json", "ended", "interval", "level", "p_value", "window", "words"]


def words(vocabulary: type) -> str:
    """Return the words of a vocabulary, as a column's meaning lists them."""
    return ", ".join(f"`{word}`" for word in cast("Any", vocabulary))


def window(basis: str) -> Part:
    """Return the days that a date spans, under a name for what it is based on."""

    def raw(cells: tuple[Cell, ...]) -> dict[str, Any]:
        earliest, latest, based = cells
        return {"earliest": _iso(earliest), "latest": _iso(latest), "basis": based}

    columns = (
        day("earliest", "The first day it can be of."),
        day("latest", "The last day it can be of; the same where the day is known."),
        text(basis, f"Whether the date is printed or worked out by us: {words(Basis)}."),
    )
    return Part("date", columns, _window_cells, raw)


def _window_cells(found: DateWindow) -> tuple[Cell, ...]:
    return found.earliest, found.latest, found.basis


def _iso(found: Cell) -> Cell:
    return found.isoformat() if isinstance(found, date) else found


def level() -> Part:
    """Return a level of evidence: its code as printed, and the edition whose meaning it has."""
    columns = (
        text("code", "The code as printed, such as `3iiiDiv` or `C1`."),
        text("edition", "The edition of its scheme whose meaning it has, by its date."),
    )
    return Part("", columns, _level_cells, _level_raw)


def _level_cells(found: EvidenceLevel) -> tuple[Cell, ...]:
    return found.code, found.edition


def _level_raw(cells: tuple[Cell, ...]) -> str:
    code, edition = map(str, cells)
    try:
        return EvidenceLevel(code=code, edition=edition).reference
    except InvalidValueError as exc:
        raise ValueError("; ".join(exc.faults)) from exc


def criteria(column: Column, path: str | None = None) -> Part:
    """Return a tree of criteria, as the JSON text that the data format has for it."""
    return Part(path or column.name, (column,), _criteria_cells, _criteria_raw)


def _criteria_cells(found: Criterion | None) -> tuple[Cell, ...]:
    return (None if found is None else criteria_json(found),)


def criteria_json(criterion: Criterion) -> str:
    """Return a tree of criteria as the data format has it, in the fewest characters."""
    return json.dumps(unstructure(criterion), ensure_ascii=False, separators=(",", ":"))


def _criteria_raw(cells: tuple[Cell, ...]) -> Any:
    if cells[0] is None:
        return None
    try:
        return json.loads(
            str(cells[0]), object_pairs_hook=_unique, parse_constant=_refused, parse_int=_small
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError as exc:
        msg = f"not JSON: {exc.msg} at character {exc.pos}"
        raise ValueError(msg) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands more than once in an object")
    return found


def _refused(name: str) -> float:
    msg = f"{name} is no number here"
    raise ValueError(msg)


def _small(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError("a number has too many digits")
    return int(digits)


def ended() -> Part:
    """Return how a statement ended, but for what took its place."""
    stands = "no source held here has given it up"
    columns = (
        text("ended_how", "How it came to stand no longer: superseded or withdrawn.", stands),
        text(
            "ended_noticed_in",
            "The revision in which it is no longer found.",
            stands,
            refers="revisions.id",
        ),
        text("ended_reason", "What changed, in our words.", stands),
    )
    return Part("ended", columns, _ended_cells, _ended_raw)


def _ended_cells(found: Ended | None) -> tuple[Cell, ...]:
    return (None,) * 3 if found is None else (found.how, found.noticed_in, found.reason)


def _ended_raw(cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    return _object(("how", "noticed_in", "reason"), cells)


def p_value(of: str) -> Part:
    """Return a p value, which may be missing."""
    missing = "none is given"
    columns = (
        text("p_relation", f"How the p value of {of} relates to `p_value`: `=`, `<` ...", missing),
        number("p_value", f"The p value of {of}, or its bound.", missing, unit="in (0, 1]"),
        whole(
            "p_sides",
            "Whether the test is one- or two-sided: 1 or 2.",
            "none is given, or it is not printed",
        ),
        text("p_printed", "The p value as printed.", "none is given, or its print was not read"),
    )
    return Part("p", columns, _p_cells, _p_raw)


def _p_cells(found: PValue | None) -> tuple[Cell, ...]:
    if found is None:
        return (None,) * 4
    return found.relation, found.value, found.sides, found.printed


def _p_raw(cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    return _object(("relation", "value", "sides", "printed"), cells)


def interval() -> Part:
    """Return the confidence interval of a ratio or a difference, which may be missing."""
    missing = "none is given"
    columns = (
        number("interval_low", "The lower end of the confidence interval of `value`.", missing),
        number("interval_high", "Its upper end.", missing),
        number(
            "interval_level",
            "Its coverage: 0.95 for 95 %.",
            "none is given, or what was read does not say",
            unit="proportion",
        ),
        text(
            "interval_printed", "Its ends as printed.", "none is given, or its print was not read"
        ),
    )
    return Part("interval", columns, _interval_cells, _interval_raw)


def _interval_cells(found: ConfidenceInterval | None) -> tuple[Cell, ...]:
    if found is None:
        return (None,) * 4
    return found.low, found.high, found.level, found.printed


def _interval_raw(cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    found = _object(("low", "high", "level", "printed"), cells)
    return found and {"kind": ConfidenceInterval.kind, **found}


def _object(names: tuple[str, ...], cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    """Return what the data format has for a record of these fields; None if nothing is given."""
    if all(cell is None for cell in cells):
        return None
    return dict(zip(names, cells, strict=True))
