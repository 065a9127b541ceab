"""Invented statements on cats, read in a guide whose pages an audit is given."""

from __future__ import annotations

from typing import Any

from allkb import (
    Attestation,
    Basis,
    Citation,
    CitationId,
    Concept,
    ConceptCategory,
    ConceptId,
    DateWindow,
    Estimate,
    EvidenceLevel,
    Heading,
    KnowledgeBase,
    LeftOut,
    Limit,
    Limitation,
    Locator,
    OutcomeStatistic,
    Reference,
    Revision,
    RevisionId,
    Source,
    SourceCategory,
    SourceId,
    Statement,
    StatementId,
    Support,
    Topic,
    TopicId,
)
from allkb.audit import Report, fingerprint

OLD, NEW = RevisionId("guide.2012"), RevisionId("guide.2025")
CAT = ConceptId("cat")
PAPERS = {3: "ant-2001", 4: "bee-2002", 5: "cow-2003"}


def said(
    text: str | None,
    *support: tuple[str, str],
    numbers: tuple[int, ...] = (),
    section: tuple[str, ...] = ("Cats", "Sleep of all the cats on\u2026"),
    source: RevisionId = NEW,
    context: tuple[str, ...] = (),
    **more: Any,
) -> Attestation:
    """Return an attestation of a sentence; support is given as `(papers, levels)`."""
    return Attestation(
        source=source,
        locator=Locator(
            section=section,
            numbers=numbers,
            passage=None if text is None else fingerprint(text),
            context=tuple(map(fingerprint, context)),
        ),
        support=tuple(
            Support(
                citations=tuple(map(CitationId, papers.split())),
                levels=tuple(map(EvidenceLevel.parse, levels.split())),
            )
            for papers, levels in support
        ),
        **more,
    )


def common(name: str, attestations: tuple[Attestation, ...]) -> dict[str, Any]:
    """Return what every statement has."""
    return {
        "id": StatementId(name),
        "topic": TopicId("cats"),
        "summary": "Invented.",
        "attestations": attestations,
    }


def outcome(name: str, estimate: Estimate, *attestations: Attestation) -> OutcomeStatistic:
    """Return an outcome with an estimate."""
    return OutcomeStatistic(**common(name, attestations), endpoint=CAT, estimate=estimate)


def limit(name: str, *attestations: Attestation) -> Limitation:
    """Return a statement without figures."""
    return Limitation(**common(name, attestations), intervention=CAT, limit=Limit.BENEFIT)


def base(*statements: Statement, left_out: tuple[LeftOut, ...] = ()) -> KnowledgeBase:
    """Return a knowledge base of some statements; the papers are 3, 4 and 5 in both revisions."""
    return KnowledgeBase(
        sources=(
            Source(
                id=SourceId("guide"),
                title="A guide",
                category=SourceCategory.SUMMARY,
                publisher="A publisher",
                revisions=(
                    Revision(id=OLD, date=DateWindow.parse("2012")),
                    Revision(id=NEW, date=DateWindow.parse("2025"), left_out=left_out),
                ),
            ),
        ),
        citations=tuple(
            Citation(
                id=CitationId(id),
                title="A paper",
                authors=("Doe J",),
                journal="J",
                year=2001,
                references=tuple(
                    Reference(revision=revision, number=number, basis=Basis.PRINTED)
                    for revision in (OLD, NEW)
                ),
            )
            for number, id in PAPERS.items()
        ),
        concepts=(Concept(id=CAT, label="cat", category=ConceptCategory.PROCEDURE),),
        topics=(
            Topic(
                id=TopicId("cats"),
                label="Cats",
                headings=(Heading(revision=NEW, section=("Cats",)),),
            ),
        ),
        statements=tuple(sorted(statements, key=lambda s: s.id)),
    )


def drifts(report: Report) -> dict[str, list[str]]:
    """Return the parts in which statements differ."""
    return {drift.statement: [part.value for part in drift.parts] for drift in report.drifted}
