"""
Tables of evidence for a paper (extra `tables`).

Laid out by great-tables over polars; as HTML, LaTeX and Markdown. Figures stand as
printed, levels per scheme; nothing is computed, rated or ranked.
"""

from allkb.errors import MissingExtraError

try:
    from allkb.tables.table import Table, outcomes, summary_of_findings
except ModuleNotFoundError as exc:
    raise MissingExtraError("tables", exc.name or "great_tables") from exc

__all__ = ["Table", "outcomes", "summary_of_findings"]
