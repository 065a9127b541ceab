"""CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

__all__ = ["guarded", "written_csv"]

_AT_THE_START = re.compile(r"""\A(?:[\t\r\n]|[\s"',;|]*[=+\-@\uff1d\uff0b\uff0d\uff20])""")
_INSIDE = re.compile(
    r"""([;|\t\r\n][\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])(?![+\-]\d+(?:[.,]\d+)*[ ]?%?\s*(?:;|\Z))"""
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*[ ]?%?")


def guarded(cell: str) -> str:
    """
    Return a cell with an apostrophe before what a spreadsheet would compute.

    That is at its start, behind blanks, quotes and separators too, and where
    a spreadsheet that takes another separator would start a cell. A number,
    negative or not, stays as it is: computing it gives it back.
    """
    if _NUMBER.fullmatch(cell):
        return cell
    inside = _INSIDE.sub(r"\1'", cell)
    return f"'{inside}" if _AT_THE_START.match(inside) else inside


def written_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as RFC 4180 has it: UTF-8, lines that end in CR and LF, a line of heads."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
