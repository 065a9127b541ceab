"""Where the texts and marks of a forest plot stand: rows as high as their texts need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from attrs import frozen

from allkb.plots.marks import Placed
from allkb.plots.rows import Row
from allkb.plots.themes import FONT_SIZE, SMALL
from allkb.plots.wrapping import fitting, lines

__all__ = ["COLUMNS", "LABEL", "Band", "Column", "Laid", "Text", "Written", "laid_out"]

Column = Literal["who", "n", "figure", "level", "source"]
"""What stands beside the marks: `who` below the label, the others in columns of their own."""

COLUMNS: tuple[Column, ...] = get_args(Column)

LABEL = 236
"""How wide the labels are, in pixels."""

_LINE, _SMALL_LINE = 14, 12.5
_GAP, _HEADING = 9, 26
_MOST = 8
"""How many lines a text in a column has at most."""

_LABEL_MOST, _WHO_MOST = 6, 3


class Written(NamedTuple):
    """
    A column of texts.

    Attributes:
        heading: What stands over it.
        width: How wide it is, in pixels.
        of: The name of the field of a row that it shows.
    """

    heading: str
    width: int
    of: str


_WRITTEN: dict[str, Written] = {
    "side": Written("the source says", 136, "side"),
    "n": Written("patients", 62, "n"),
    "figure": Written("figure as printed", 172, "printed"),
    "level": Written("level", 84, "levels"),
    "source": Written("said by", 172, "said"),
}


class Text(NamedTuple):
    """
    Lines of text in a place.

    Attributes:
        x: Its left edge, in pixels from where the axis begins; of columns to the right, from
            where it ends.
        y: The middle of its first line, in pixels from the top.
        lines: Its lines.
        style: How it is written.
        room: How wide it may be, in pixels.
    """

    x: float
    y: float
    lines: list[str]
    style: Literal["label", "small", "heading", "column"]
    room: float


class Band(NamedTuple):
    """A stretch of height that is shaded, so that the eye keeps to its row."""

    top: float
    bottom: float


@frozen(kw_only=True)
class Laid:
    """
    All that stands in a forest plot.

    Attributes:
        placed: The marks.
        left: The texts to the left.
        right: The texts to the right.
        bands: What is shaded.
        height: How high it is, in pixels.
        right_width: How wide the columns to the right are together.
    """

    placed: tuple[Placed, ...]
    left: tuple[Text, ...]
    right: tuple[Text, ...]
    bands: tuple[Band, ...]
    height: float
    right_width: float


def laid_out(
    rows: Sequence[Row], labels: dict[str, str], marks: dict[str, str], columns: Iterable[Column]
) -> Laid:
    """
    Return where everything stands.

    Args:
        rows: The rows.
        labels: What to call each, by its key.
        marks: The marks of its footnotes, by its key.
        columns: What to write beside the marks.
    """
    wanted = [*columns]
    written = [_WRITTEN[c] for c in ("side", *wanted) if c in _WRITTEN]
    if not any(row.side for row in rows):
        written = [column for column in written if column.of != "side"]
    top, group = 0.0, ""
    placed: list[Placed] = []
    left: list[Text] = []
    right: list[Text] = []
    bands: list[Band] = []
    for i, row in enumerate(rows):
        if row.group != group:
            group = row.group
            heading = lines(group, fitting(LABEL * 2, FONT_SIZE), 2)
            top += _HEADING + (len(heading) - 1) * _LINE
            first = top - 10 - (len(heading) - 1) * _LINE
            left.append(Text(-LABEL, first, heading, "heading", LABEL * 2))
        texts = [*_texts(row, written)]
        label = _label(row, labels[row.key], marks.get(row.key, ""), with_who="who" in wanted)
        high = max(sum(t.height for t in label), *(t.height for t in texts), 0.0) + _GAP
        left += _stacked(label, -LABEL, top + high / 2)
        for text in texts:
            right += _stacked([text], text.x, top + high / 2)
        if i % 2 == 0:
            bands.append(Band(top, top + high))
        what = f"{labels[row.key]}: {row.printed}"
        told = {"what": what, **_told(row)}
        placed.append(
            Placed(figure=row.figure, y=top + high / 2, is_ended=bool(row.ended), told=told)
        )
        top += high
    return Laid(
        placed=tuple(placed),
        left=tuple(left),
        right=(*_headings(written), *right),
        bands=tuple(bands),
        height=top,
        right_width=sum(column.width for column in written) + _GAP,
    )


class _Block(NamedTuple):
    x: float
    lines: list[str]
    style: Literal["label", "small"]
    room: float = LABEL - 4

    @property
    def height(self) -> float:
        return len(self.lines) * (_LINE if self.style == "label" else _SMALL_LINE)


def _label(row: Row, label: str, mark: str, *, with_who: bool) -> list[_Block]:
    found = [_Block(0, _noted(label, f"[{mark}]" if mark else ""), "label")]
    if row.ended:
        found.append(
            _Block(
                0, lines(row.ended.upper()[:1] + row.ended[1:], fitting(LABEL, SMALL), 2), "small"
            )
        )
    if with_who and row.who:
        found.append(_Block(0, lines(row.who, fitting(LABEL - 12, SMALL), _WHO_MOST), "small"))
    return found


def _noted(label: str, mark: str) -> list[str]:
    """Return a label with the mark of its footnotes, which is there even if the label is cut."""
    width = fitting(LABEL - 12, FONT_SIZE)
    found = lines(f"{label} {mark}", width)
    if len(found) <= _LABEL_MOST:
        return found
    cut = lines(label, width, _LABEL_MOST)
    return [*cut, *lines(mark, width)] if mark else cut


def _texts(row: Row, written: Iterable[Written]) -> Iterator[_Block]:
    x = float(_GAP)
    for column in written:
        text = str(getattr(row, column.of))
        found = lines(text, fitting(column.width - 10, SMALL), _MOST)
        yield _Block(x, found, "small", column.width - 4)
        x += column.width


def _headings(written: Iterable[Written]) -> Iterator[Text]:
    x = float(_GAP)
    for column in written:
        yield Text(x, -12, [column.heading], "column", column.width)
        x += column.width


def _stacked(blocks: list[_Block], x: float, middle: float) -> Iterator[Text]:
    """Yield blocks below each other, together around a height."""
    y = middle - sum(block.height for block in blocks) / 2
    for block in blocks:
        one = block.height / len(block.lines)
        yield Text(x, y + one / 2, block.lines, block.style, block.room)
        y += block.height


def _told(row: Row) -> dict[str, str]:
    found = {
        "who": row.who,
        "figure": row.printed,
        "patients": row.n,
        "levels": row.levels,
        "said by": row.said,
        "direction": row.side,
        "notes": " | ".join((*row.footnotes, *row.notes)),
    }
    return {key: text for key, text in found.items() if text or key != "direction"}
