"""Statements as lists have them: as lines, in cells, and as flat objects for scripts."""

from __future__ import annotations

from functools import partial

from rich.text import Text

from allkb.answers import Shapes
from allkb.cli.formats import Layout
from allkb.knowledge import KnowledgeBase
from allkb.model import Attestation, Statement
from allkb.views import attested, figure_texts, headline

__all__ = ["statements_layout", "status"]


def statements_layout(kb: KnowledgeBase) -> Layout[Statement]:
    """Return how statements are listed."""
    return Layout(
        name="statements",
        line=partial(_line, kb),
        heads=("id", "kind", "topic", "status", "headline", "figures", "said_by", "summary"),
        cells=partial(_cells, kb),
        columns=("statement", "who says so", "status"),
        shown=partial(_shown, kb),
        record=Shapes(kb).brief,
    )


def status(statement: Statement) -> str:
    """Return how a statement ended, or that it stands."""
    return statement.ended.how if statement.ended else "stands"


def _line(kb: KnowledgeBase, s: Statement) -> str:
    return "\t".join((s.id, s.kind, status(s), headline(kb, s), attested(s), s.summary))


def _cells(kb: KnowledgeBase, s: Statement) -> tuple[str, ...]:
    what = (s.id, s.kind, s.topic, status(s), headline(kb, s))
    return (*what, "; ".join(figure_texts(s)), attested(s), s.summary)


def _shown(kb: KnowledgeBase, s: Statement) -> tuple[Text, ...]:
    what = Text.assemble((headline(kb, s), "title"), "\n", (s.id, "id"))
    said = Text("\n").join(map(_said, s.attestations))
    return what, said, Text(status(s), style="ended" if s.ended else "")


def _said(attestation: Attestation) -> Text:
    """Return a revision, how surely it says it, and the levels it prints beside it."""
    said = Text.assemble(
        attestation.source, " ", (attestation.hedge or "(hedge not read)", "hedge")
    )
    for level in attestation.levels:
        said.append(" ").append(str(level), "level")
    return said
