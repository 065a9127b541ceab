"""What a forest plot says in words: its title, labels and footnotes, and itself to those who listen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase

from allkb.model import EffectMeasure, Unit
from allkb.plots.rows import Mark, Row
from allkb.plots.scales import Axis
from allkb.plots.wrapping import one_line

__all__ = [
    "axis_title",
    "counted",
    "described",
    "footnotes_of",
    "labels_of",
    "lettered",
    "subtitle_of",
    "title_of",
]

_NAMED = 2
"""How many endpoints a title names."""

_TOLD = 15
"""How many rows the alternative text tells; each mark tells itself too."""


def title_of(rows: Sequence[Row]) -> str:
    """Return the title of a chart of rows: what was measured, and when if that is one time."""
    endpoints = [*dict.fromkeys(row.endpoint for row in rows)]
    times = {row.horizon for row in rows}
    what = " and ".join(endpoints) if len(endpoints) <= _NAMED else f"{len(endpoints)} endpoints"
    if len(times) > 1:
        what += ", at different times"
    elif time := times.pop():
        what += f" {time}"
    units = {row.figure.unit for row in rows}
    if measures := [measure for measure in EffectMeasure if measure in units]:
        what += f": {' and '.join(measures)}"
    elif times_in := [unit for unit in Unit if unit in units - {Unit.PROPORTION}]:
        what += f", in {' and '.join(times_in)}"
    return what[:1].upper() + what[1:]


def subtitle_of(rows: Sequence[Row]) -> str:
    """Return how many rows there are of how many statements, and that nothing is pooled."""
    of = counted(len({row.statement for row in rows}), "statement")
    said = "each figure as its source prints it. Nothing is pooled."
    return f"{counted(len(rows), 'row')} of {of}, {said}"


def counted(number: int, what: str) -> str:
    """Return a number with what it counts."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def labels_of(rows: Sequence[Row], group: object) -> dict[str, str]:
    """
    Return what to call each row, by its key: with the endpoint and time where these differ.

    Rows that still look alike are numbered, so that none is taken for another.
    """
    with_endpoint = group != "endpoint" and len({row.endpoint for row in rows}) > 1
    with_time = group != "horizon" and len({row.horizon for row in rows}) > 1
    labels: dict[str, str] = {}
    for row in rows:
        time = row.horizon if with_time else ""
        more = " ".join(filter(None, (row.endpoint if with_endpoint else "", time)))
        labels[row.key] = f"{row.label}: {more}" if more else row.label
    alike = Counter((labels[row.key], row.who, row.group) for row in rows)
    seen: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        key = (labels[row.key], row.who, row.group)
        if alike[key] > 1:
            seen[key] += 1
            labels[row.key] += f" ({seen[key]} of {alike[key]})"
    return labels


def footnotes_of(rows: Iterable[Row]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the marks of the footnotes of rows, by their keys, and the marks of all texts."""
    texts: dict[str, str] = {}
    marks: dict[str, str] = {}
    for row in rows:
        for text in row.footnotes:
            texts.setdefault(text, lettered(len(texts)))
        if row.footnotes:
            marks[row.key] = ",".join(dict.fromkeys(texts[text] for text in row.footnotes))
    return marks, texts


def lettered(number: int) -> str:
    """Return a number, from 0, as letters: a to z, aa to az and so on."""
    first, last = divmod(number, len(ascii_lowercase))
    return (lettered(first - 1) if first else "") + ascii_lowercase[last]


def axis_title(rows: Sequence[Row], axis: Axis) -> str:
    """Return what an axis measures, with its unit."""
    if axis.is_log:
        return f"{axis.unit}, first named over second named (logarithmic axis)"
    if axis.neutral is not None:
        return "difference in percentage points, first named minus second named"
    endpoints = {row.endpoint for row in rows}
    what = endpoints.pop() if len(endpoints) == 1 else "endpoint as named in the row"
    return f"{what} (%)" if axis.unit == Unit.PROPORTION else f"{what} ({axis.unit})"


def described(
    kind: str, title: str, rows: Sequence[Row], labels: dict[str, str], axis: Axis, notice: str
) -> str:
    """Return a chart in words, for those who do not see it."""
    return one_line(" ".join(_sentences(kind, title, rows, labels, axis, notice)))


def _sentences(
    kind: str, title: str, rows: Sequence[Row], labels: dict[str, str], axis: Axis, notice: str
) -> Iterator[str]:
    yield f"{kind}. {title}. {counted(len(rows), 'row')} along {_axis_words(axis)}."
    for row in rows[:_TOLD]:
        arrow = ", not drawn" if row.figure.mark is Mark.TEXT else ""
        side = f", {row.side}" if row.side else ""
        ended = f", {row.ended}" if row.ended else ""
        yield f"{labels[row.key]}: {row.printed}{side}{arrow}{ended}."
    if len(rows) > _TOLD:
        yield f"And {len(rows) - _TOLD} more rows."
    yield notice


def _axis_words(axis: Axis) -> str:
    """Return what an axis measures and where it ends."""
    if axis.is_log:
        return f"a logarithmic axis of {axis.unit}, {axis.low:.3g} to {axis.high:.3g}"
    if axis.is_share:
        unit = "proportion" if axis.neutral is None else "difference in percentage points"
        sign = "%" if axis.neutral is None else ""
        return f"an axis of {unit}, {axis.low * 100:.3g}{sign} to {axis.high * 100:.3g}{sign}"
    return f"an axis of {axis.unit}, {axis.low:.3g} to {axis.high:.3g}"
