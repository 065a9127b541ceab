"""A table as LaTeX: a long table, with its footnotes below it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from pylatexenc.latexencode import (  # type: ignore[import-untyped]  # it ships no types
    RULE_DICT,
    RULE_REGEX,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
)

from allkb.tables.layout import laid_out, shares
from allkb.tables.rows import Cell, Content
from allkb.tables.texts import Texts

__all__ = ["as_latex", "encoded"]

_SIZE = "7pt"
_NEEDS = r"""% In the preamble: \usepackage{array,booktabs,longtable}
% With pdfLaTeX also: \usepackage[T1]{fontenc} \usepackage{amssymb}"""
_HEADS_END = r"\midrule\addlinespace[2.5pt]"
_GROUP_ENDS = r"\\[2.5pt] " + f"\n{_HEADS_END}"
_SPACES = r"\setlength{\tabcolsep}{3pt}\setlength{\extrarowheight}{4pt}\setlength{\LTcapwidth}{\linewidth}"
_BELOW = r"""\begingroup\fontsize{7pt}{8.4pt}\selectfont\raggedright\setlength{\parindent}{0pt}
%s
\endgroup
"""

_PRINTED = {
    # What would start an option or a star behind the end of a row.
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    # What fonts have other signs for, or ligatures of.
    "|": r"{\textbar}",
    "`": r"{\textasciigrave}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
}
"""Characters that LaTeX takes for something else, though they need no escape as such."""

_LIGATURES = ((re.compile(r"([-,'])(?=\1)"), r"\1{}"),)
"""Characters of which fonts make another sign where two stand together."""


def as_latex(content: Content, id: str) -> str:
    """
    Return a table as LaTeX for pdfLaTeX, XeLaTeX and LuaLaTeX.

    Characters that the fonts of pdfLaTeX lack, such as Chinese ones, need one of the others.

    Args:
        content: What it says.
        id: The id of its element; LaTeX has no use for it.
    """
    texts = Texts()

    def write(cell: Cell) -> str:
        marks = "".join(f"[{content.marks[note]}]" for note in dict.fromkeys(cell.notes))
        sup = rf"\textsuperscript{{{encoded(marks)}}}" if marks else ""
        return texts.token(encoded(cell.text) + sup)

    def head(text: str) -> str:
        return texts.token(encoded(text))

    table = laid_out(content, id, write, head).tab_options(
        table_width="auto", table_font_size=_SIZE
    )
    # A title and a subtitle that are short would stand on one line, without a space.
    laid = table.tab_header(head(content.title)).as_latex(use_longtable=True)
    flat = rf"\begin{{longtable}}{{{'l' * len(content.columns)}}}"
    laid = laid.replace(flat, rf"{_SPACES}\begin{{longtable}}{{{_widths(content)}}}", 1)
    heading = rf"\multicolumn{{{len(content.columns)}}}{{"
    # A heading without a rule below it, for a page could break there and leave it alone.
    laid = laid.replace(_GROUP_ENDS, r"\\*[2.5pt]")
    laid = laid.replace(f"{heading}l}}{{", f"{heading}{_width(1)}}}{{\\bfseries ")
    laid = laid.replace(_HEADS_END, rf"{_HEADS_END}\endhead", 1)
    return f"{_NEEDS}\n{texts.fill(laid)}{_BELOW % _below(content)}"


def _widths(content: Content) -> str:
    """Return a column definition for each column: great-tables gives them no width in LaTeX."""
    return "".join(map(_width, shares(content)))


def _width(share: float) -> str:
    return rf">{{\raggedright\arraybackslash}}p{{\dimexpr {share:.4f}\linewidth-2\tabcolsep\relax}}"


def _below(content: Content) -> str:
    lines = [encoded(line) for line in (content.subtitle, *content.sources)]
    lines += [encoded(f"[{mark}] {note}") for note, mark in content.marks.items()]
    return "\n".join(rf"{line}\par" for line in lines)


@cache
def _encoder() -> Callable[[str], str]:
    own = {ord(character): latex for character, latex in _PRINTED.items()}
    made: Any = UnicodeToLatexEncoder(
        conversion_rules=[
            UnicodeToLatexConversionRule(RULE_REGEX, _LIGATURES),
            UnicodeToLatexConversionRule(RULE_DICT, own),
            "defaults",
        ],
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
    encode: Callable[[str], str] = made.unicode_to_latex
    return encode


def encoded(text: str) -> str:
    """Return text as LaTeX that prints it."""
    return _encoder()(text)
