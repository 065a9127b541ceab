"""Tables of evidence, as values."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import frozen
from great_tables import GT

from allkb.errors import InvalidValueError
from allkb.query import Selection
from allkb.tables.as_html import as_html, as_page
from allkb.tables.as_latex import as_latex
from allkb.tables.as_markdown import as_markdown
from allkb.tables.asked import Group, asked
from allkb.tables.finding_rows import finding_content
from allkb.tables.layout import great_table
from allkb.tables.outcome_rows import outcome_content
from allkb.tables.rows import Content

__all__ = ["Table", "outcomes", "summary_of_findings"]


@frozen(repr=False, slots=False)
class Table:
    """
    A table of evidence, to look at, to save, or to go on with.

    Attributes:
        content: What it says, cell by cell.
    """

    content: Content

    def __repr__(self) -> str:
        rows, notes = len(self.content.rows), len(self.content.marks)
        return f"<Table {self.content.title!r}: rows {rows}, footnotes {notes}>"

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_markdown_(self) -> str:
        return self.markdown()

    @cached_property
    def gt(self) -> GT:
        """
        The table as great-tables has it, over a polars data frame, to go on with.

        Its own LaTeX knows no footnotes and refuses them; `latex` has them.
        """
        return great_table(self.content, self._id)

    def html(self) -> str:
        """Return it as an HTML element: no script, no network, for light and dark pages."""
        return as_html(self.content, self._id)

    def latex(self) -> str:
        """
        Return it as LaTeX: a long table as wide as the line, and its footnotes.

        It needs the packages array, booktabs and longtable; its first lines say so.
        """
        return as_latex(self.content, self._id)

    def markdown(self) -> str:
        """Return it as Markdown: CommonMark with the tables of GitHub, one for each group."""
        return as_markdown(self.content)

    def save(self, path: str | Path) -> None:
        """
        Write it to a file, in the format that the name ends in.

        Args:
            path: A name that ends in `.html` (a page of its own), `.tex` or `.md`. What
                is there is replaced.

        Raises:
            InvalidValueError: if it ends in anything else.
            OSError: if it cannot be written.
        """
        file = Path(path)
        match file.suffix.lower():
            case ".html":
                text = as_page(self.content, self._id)
            case ".tex":
                text = self.latex()
            case ".md":
                text = self.markdown()
            case suffix:
                said = f"a table is saved as .html, .tex or .md, not as {suffix or file.name!r}"
                raise InvalidValueError("save", (said,))
        file.write_text(text, encoding="utf-8", newline="\n")

    @cached_property
    def _id(self) -> str:
        """Its id on a page: of what it says, so that two tables have two."""
        said = repr(self.content).encode()
        return f"allkb-table-{hashlib.sha256(said).hexdigest()[:8]}"


def outcomes(
    selection: Selection[Any], *, group: Group | None = "topic", title: str = "Outcomes"
) -> Table:
    """
    Return a table with a row for each figure of an outcome or a harm.

    Whom it is of, after what, what was measured and when, the figure as printed, how surely
    each document says it, the level that it prints in either scheme, and its citations. The
    groups of comparisons and of prognostic factors that have figures are rows too, with what
    they are compared with in a footnote. Other statements are left out, and the table says
    so. Nothing is computed or rated.

    Args:
        selection: The statements; rows keep their order within a group.
        group: What rows are grouped by: `topic`, `endpoint`, `intervention`, or None.
        title: Its title, on one line.

    Raises:
        InvalidValueError: if nothing selected has a figure, or an argument is not as it
            should be; it lists all faults.
    """
    found = asked("outcomes", selection, group=group, title=title, with_arms_alone=True)
    return Table(outcome_content(found))


def summary_of_findings(
    selection: Selection[Any],
    *,
    group: Group | None = "endpoint",
    title: str = "Summary of findings",
) -> Table:
    """
    Return a table with a row for each comparison: groups, effect, level, what was found.

    It has the layout of a summary of findings and rates no certainty of evidence: levels are
    those that documents print, per scheme. Groups and effects are as printed, and an effect
    names what is above and below the line; a ratio printed without that stands in a footnote
    alone. Prognostic factors are rows like comparisons; outcomes and harms are rows without
    a comparator. Other statements are left out, and the table says so. Nothing is computed.

    Args:
        selection: The statements; rows keep their order within a group.
        group: What rows are grouped by: `topic`, `endpoint`, `intervention`, or None.
        title: Its title, on one line.

    Raises:
        InvalidValueError: if nothing selected fits, or an argument is not as it should be;
            it lists all faults.
    """
    name = "summary_of_findings"
    found = asked(name, selection, group=group, title=title, with_arms_alone=False)
    return Table(finding_content(found))
