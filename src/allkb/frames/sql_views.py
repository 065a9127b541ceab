"""Questions that are asked often, as views; the same in DuckDB and in SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["VIEWS", "View"]


class View(NamedTuple):
    """
    A view.

    Attributes:
        doc: What a row of it is, in one sentence.
        columns: Its columns, with what they mean.
        select: What it selects.
    """

    doc: str
    columns: Mapping[str, str]
    select: str


_STATEMENT = {
    "statement": "The statement.",
    "kind": "What kind of statement it is.",
    "topic_label": "The topic it is filed under.",
    "headline": "What it is about and what it says of it.",
}

_CURRENT = View(
    "A statement that stands and that the newest revision of some source says, once for each such source.",
    {
        **_STATEMENT,
        "revision": "That revision.",
        "hedge": "How surely it says it; null where its wording was not read.",
        "levels": "The levels of evidence it prints; null where it prints none or that was not read.",
    },
    """
    SELECT s.id AS statement, s.kind, s.topic_label, s.headline, a.revision, a.hedge, a.levels
    FROM statements s JOIN attestations a ON a.statement = s.id
    WHERE a.newest AND s.stands
    """,
)
_THEN_AND_NOW = View(
    "What a source said of a statement first and what it said last, where two revisions or more say it.",
    {
        **_STATEMENT,
        "source": "The source.",
        "revision_then": "The oldest of its revisions that says it.",
        "hedge_then": "How surely that one says it; null where its wording was not read.",
        "levels_then": "The levels of evidence that one prints; null where it prints none or that was not read.",
        "revision_now": "The newest of its revisions that says it.",
        "hedge_now": "How surely that one says it; null where its wording was not read.",
        "levels_now": "The levels of evidence that one prints; null where it prints none or that was not read.",
        "still_said": "Whether that is the newest revision held; what is false is old.",
    },
    """
    SELECT s.id AS statement, s.kind, s.topic_label, s.headline, o.source,
      o.revision AS revision_then, o.hedge AS hedge_then, o.levels AS levels_then,
      n.revision AS revision_now, n.hedge AS hedge_now, n.levels AS levels_now,
      n.newest AS still_said
    FROM (
      SELECT statement, source, min("position") AS oldest, max("position") AS latest
      FROM attestations GROUP BY statement, source HAVING count(*) > 1
    ) x
    JOIN attestations o ON o.statement = x.statement AND o."position" = x.oldest
    JOIN attestations n ON n.statement = x.statement AND n."position" = x.latest
    JOIN statements s ON s.id = x.statement
    """,
)
_SHOWN = {
    "figure": "The figure in words.",
    "estimate_kind": "What kind of figure it is.",
    "low": "The lower end that the source states, in `unit`.",
    "high": "The upper end that the source states, in `unit`.",
    "relation": "How the true figure relates to a bound.",
    "printed": "The figure as the source prints it.",
    "unit": "The unit; null for a count.",
    "approximate": "Whether the source says about or the like.",
    "events": "How many, of a count.",
    "of": "Of how many, of a count.",
    "proportion": "What a count comes to, worked out by us.",
    "n": "How many patients; null where the source does not say, or only `of` does.",
}


def _figure(of: str = "") -> str:
    return ", ".join(f'{of}"{column}"' for column in _SHOWN)


_OUTCOMES = View(
    "An outcome that stands, with its figure.",
    {
        "topic_label": "The topic it is filed under.",
        "endpoint_label": "What was measured.",
        "intervention_label": "What they were given; null where that is not the point.",
        "horizon": "When it was measured, in words; null where no time belongs to it.",
        **_SHOWN,
        "newest_hedge": "How surely the newest revision says it.",
        "newest_levels": "The levels of evidence that revision prints; null where it prints none or that was not read.",
        "statement": "The statement.",
    },
    f"""
    SELECT topic_label, endpoint_label, intervention_label, horizon, {_figure()},
      newest_hedge, newest_levels, statement
    FROM outcomes WHERE stands
    """,  # noqa: S608  our own names
)


def _figures() -> Iterator[str]:
    sources = {
        "outcomes": ("'estimate'", "NULL"),
        "safety_signals": ("'estimate'", "t.event_label"),
        "arms": ("'arm'", "t.label"),
        "characteristics": ("'characteristic'", "t.label"),
    }
    for table, (place, what) in sources.items():
        endpoint = "t.endpoint_label" if table in ("outcomes", "arms") else "NULL"
        yield (
            "SELECT s.id AS statement, s.kind, s.topic_label, s.headline, s.stands, "  # noqa: S608  our own names
            f"{place} AS place, {what} AS label, {endpoint} AS endpoint_label, {_figure('t.')} "
            f"FROM {table} t JOIN statements s ON s.id = t.statement "
            "WHERE t.estimate_kind IS NOT NULL"
        )


_FIGURES = View(
    "A figure of any statement: of an outcome, of a harm, of a group, of something observed.",
    {
        **_STATEMENT,
        "stands": "Whether it stands: it was neither superseded nor withdrawn.",
        "place": "Where the statement has it: `estimate`, `arm` or `characteristic`.",
        "label": "What it is of: the harm, the group or what was observed; null for an outcome.",
        "endpoint_label": "What was measured; null for harms and for what was observed.",
        **_SHOWN,
    },
    "\nUNION ALL\n".join(_figures()),
)
_EVIDENCE = View(
    "A paper that a revision gives for a statement, with a level printed behind its group.",
    {
        **_STATEMENT,
        "stands": "Whether the statement stands: it was neither superseded nor withdrawn.",
        "revision": "The revision.",
        "support_group": "The position of the group of citations.",
        "citation": "The paper; null where a level stands alone.",
        "short": "Its first author and year.",
        "pmid": "Its PubMed id; null where no source prints one.",
        "level": "The level of evidence; null where none is printed behind the group or that was not read.",
        "edition": "The edition of its scheme whose meaning the level has.",
    },
    """
    SELECT s.id AS statement, s.kind, s.topic_label, s.headline, s.stands, a.revision,
      g."position" AS support_group, c.citation, p.short, p.pmid, l.code AS level, l.edition
    FROM support_groups g
    JOIN attestations a ON a.statement = g.statement AND a."position" = g.attestation
    JOIN statements s ON s.id = g.statement
    LEFT JOIN support_citations c ON c.statement = g.statement
      AND c.attestation = g.attestation AND c.support_group = g."position"
    LEFT JOIN citations p ON p.id = c.citation
    LEFT JOIN levels l ON l.statement = g.statement
      AND l.attestation = g.attestation AND l.support_group = g."position"
    """,
)


def _naming(doc: str, roles: str) -> View:
    return View(
        doc,
        {
            "concept": "The concept.",
            "concept_label": "Its name.",
            "role": "What the statement names the narrower one as.",
            "narrower": "The concept that the statement names.",
            "statement": "The statement.",
        },
        f"""
    SELECT w.id AS concept, w.label AS concept_label, n.role, n.concept AS narrower, n.statement
    FROM statement_concepts n
    JOIN narrower_concepts b ON b.narrower = n.concept
    JOIN concepts w ON w.id = b.concept
    WHERE n.role {roles}
    """,  # noqa: S608  our own words
    )


_ABOUT = _naming(
    "A statement about a concept or about anything narrower, endpoints apart.",
    "NOT IN ('endpoint', 'criteria')",
)
_MEASURING = _naming(
    "A statement that measures, or bears on, an endpoint or anything narrower.", "= 'endpoint'"
)

VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "current_statements": _CURRENT,
        "then_and_now": _THEN_AND_NOW,
        "standing_outcomes": _OUTCOMES,
        "figures": _FIGURES,
        "evidence": _EVIDENCE,
        "statements_about": _ABOUT,
        "statements_measuring": _MEASURING,
    }
)
"""The views, by name."""
