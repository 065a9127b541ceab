"""A table as HTML: self-contained, without scripts, with footnotes that are linked."""

from __future__ import annotations

import re
from html import escape

from allkb.tables.layout import laid_out
from allkb.tables.rows import Cell, Content
from allkb.tables.texts import Texts

__all__ = ["as_html", "as_page"]

_STYLE = """
#{id} .gt_table {{ min-width: 92em; }}
#{id} .gt_row, #{id} .gt_col_heading {{ vertical-align: top; overflow-wrap: anywhere; }}
#{id} .gt_col_heading, #{id} .gt_column_spanner {{ font-weight: bold; }}
#{id} .gt_title {{ font-weight: bold; }}
#{id} .gt_sourcenote {{ line-height: 1.4; }}
#{id} .gt_footnote_marks {{ font-style: normal; white-space: nowrap; line-height: 0; }}
#{id} .gt_footnote_marks a {{ color: inherit; text-decoration: underline dotted; }}
#{id} .gt_footnote_marks::before {{ content: "\\2060"; }}
#{id} .allkb-line {{ display: block; position: sticky; left: 5px; max-width: min(78em, 90vw); }}
#{id} .allkb-line:target {{ outline: 2px solid; }}
@media print {{
  #{id}-box {{ overflow: visible !important; }}
  #{id} .gt_table {{ min-width: 0; font-size: 7pt; }}
  #{id} .gt_row, #{id} .gt_sourcenote {{ padding-top: 3px; padding-bottom: 3px; }}
  #{id} .allkb-line {{ max-width: none; }}
  #{id} .gt_footnote_marks {{ font-size: 85%; }}
  #{id} .gt_footnote_marks a {{ text-decoration: none; }}
  #{id} tr {{ break-inside: avoid; }}
  #{id} tfoot {{ display: table-row-group; }}
}}
"""

_BOX = """\
<div id="{id}-box" tabindex="0" role="region" aria-labelledby="{id}-title" \
style="overflow-x: auto">
{table}
</div>
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
@page {{ size: A4 landscape; margin: 1cm; }}
h1 {{ position: absolute; margin: 0; clip-path: inset(50%); }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{table}
</main>
</body>
</html>
"""


def as_html(content: Content, id: str) -> str:
    """
    Return a table as an element for any page, light or dark.

    Args:
        content: What it says.
        id: The id of its element; those of its parts begin with it.
    """
    texts = Texts()

    def write(cell: Cell) -> str:
        marks = "".join(_mark(id, content.marks[note]) for note in dict.fromkeys(cell.notes))
        sup = f'<sup class="gt_footnote_marks">{marks}</sup>' if marks else ""
        return texts.token(f"{escape(cell.text)}{sup}")

    def head(text: str) -> str:
        return texts.token(f'<span class="allkb-line">{escape(text)}</span>')

    table = laid_out(content, id, write, head)
    for source in content.sources:
        table = table.tab_source_note(head(source))
    for note, mark in content.marks.items():
        said = f'<span class="allkb-line" id="{id}-note-{mark}">[{mark}] {escape(note)}</span>'
        table = table.tab_source_note(texts.token(said))
    table = table.opt_css(_STYLE.format(id=id))
    # The box scrolls in its place: it can be reached with the keyboard.
    table = table.tab_options(container_overflow_x="visible", container_overflow_y="visible")
    laid = table.as_raw_html()
    return _BOX.format(id=id, table=texts.fill(_scoped(laid, id)))


def _scoped(laid: str, id: str) -> str:
    """Return a table whose style is of nothing else: great-tables leaves two rules open."""
    for names in ("tbody, tfoot, tr, td, th", " tr"):
        own = ", ".join(f"#{id} {name.strip()}" for name in names.split(","))
        laid = re.sub(rf"^(#{id} thead, )?{names} \{{", rf"\g<1>{own} {{", laid, flags=re.MULTILINE)
    return laid


def as_page(content: Content, id: str) -> str:
    """Return a table as a page of its own."""
    return _PAGE.format(title=escape(content.title), table=as_html(content, id))


def _mark(id: str, mark: str) -> str:
    return f'<a href="#{id}-note-{mark}">[{mark}]</a>'
