"""A statement as a card of text: what, whom, who says so then and now, on what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Approval,
    Arm,
    Attestation,
    Comparison,
    Definition,
    Established,
    EvidenceLevel,
    Limit,
    Limitation,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    SafetySignal,
    Statement,
)
from allkb.views.figures import effect_text, estimate_text, unassigned_text
from allkb.views.notice import notice
from allkb.views.phrases import criteria_text

__all__ = ["attested", "card", "details", "headline"]

_LIMITS = {
    Limit.REACH: "limited in reach",
    Limit.CONDITION: "limited by a condition",
    Limit.BENEFIT: "limited in benefit",
}


def headline(kb: KnowledgeBase, statement: Statement) -> str:
    """Return what a statement is about and what it says of it, in one line."""
    match statement:
        case Recommendation():
            named = ", ".join(kb.concept(id).label for id in statement.interventions)
            return f"{named}: {statement.stance}"
        case OutcomeStatistic():
            horizon = f" {statement.horizon}" if statement.horizon else ""
            subject = _subject(kb, statement.intervention)
            endpoint = kb.concept(statement.endpoint).label
            return f"{subject}{endpoint}{horizon}: {estimate_text(statement.estimate)}"
        case Comparison():
            arms = " against ".join(_arm(arm) for arm in statement.arms)
            horizon = f" {statement.horizon}" if statement.horizon else ""
            return f"{kb.concept(statement.endpoint).label}{horizon}: {arms}"
        case PrognosticFactor():
            factor = kb.concept(statement.factor).label
            horizon = f" {statement.horizon}" if statement.horizon else ""
            endpoint = kb.concept(statement.endpoint).label
            return f"{factor}: {statement.influence} for {endpoint}{horizon}"
        case Limitation():
            return f"{kb.concept(statement.intervention).label}: {_LIMITS[statement.limit]}"
        case OpenQuestion():
            return f"Open question: {statement.question}"
        case Definition():
            group = kb.concept(statement.group).label
            return f"{statement.term} ({group}): {criteria_text(kb, statement.means)}"
        case SafetySignal():
            grade = f" {statement.grade}" if statement.grade else ""
            event = f"{kb.concept(statement.event).label}{grade}"
            subject = _subject(kb, statement.intervention)
            return f"{subject}{event}: {estimate_text(statement.estimate)}"
        case Approval():
            product = kb.concept(statement.intervention).label
            agency = kb.concept(statement.agency).label
            return f"{product}: {statement.action} by {agency}, {statement.date}"
        case Observation():
            return "; ".join(kb.concept(id).label for id in statement.about)
        case _:
            assert_never(statement)


def attested(statement: Statement) -> str:
    """Return who says it, in one line: revision, hedge and levels of each attestation."""
    return "; ".join(
        " ".join((a.source, a.hedge or "(hedge not read)", *map(str, a.levels)))
        for a in statement.attestations
    )


def _subject(kb: KnowledgeBase, intervention: str | None) -> str:
    return f"{kb.concept(intervention).label}: " if intervention else ""


def _arm(arm: Arm) -> str:
    return f"{arm.label} ({estimate_text(arm.estimate)})" if arm.estimate else arm.label


def card(kb: KnowledgeBase, statement: Statement, *, with_links: bool = True) -> str:
    """
    Return all that is held of a statement, in lines of plain text.

    Args:
        kb: The knowledge base that holds it.
        statement: The statement.
        with_links: Whether to list what it bears on and what bears on it, or only to count.
    """
    links = [*_links(kb, statement)]
    if links and not with_links:
        links = [f"{len(links)} links to other statements: allkb show {statement.id}"]
    return "\n".join(
        [
            headline(kb, statement),
            f"[{statement.kind}] {statement.id}",
            "",
            statement.summary,
            *details(kb, statement),
            *_status(statement),
            "",
            *(line for a in statement.attestations for line in _attestation(kb, a)),
            *(["", *links] if links else []),
            "",
            notice(kb),
        ]
    )


def details(kb: KnowledgeBase, statement: Statement) -> Iterator[str]:
    """Yield whom a statement is about and what it says beyond its headline, a line each."""
    if statement.criteria:
        yield f"Whom: {criteria_text(kb, statement.criteria)}"
    if statement.population:
        yield f"Studied: {statement.population}"
    if statement.selection:
        yield f"Selection: {statement.selection}"
    for trial in statement.trials:
        found = kb.concept(trial)
        sponsor = f" ({kb.concept(found.sponsor).label})" if found.sponsor else ""
        yield f"Trial: {found.label}{sponsor}"
    if statement.median_follow_up:
        yield f"Median follow-up: {estimate_text(statement.median_follow_up)}"
    match statement:
        case Recommendation(purpose=str(purpose)):
            yield f"Purpose: {purpose}"
        case Limitation():
            for obstacle in statement.obstacles:
                yield f"Obstacle: {kb.concept(obstacle).label}"
            if statement.requires:
                yield f"Requires: {criteria_text(kb, statement.requires)}"
        case Comparison() | PrognosticFactor():
            yield from _groups(statement)
        case OutcomeStatistic(n=int(n)) | SafetySignal(n=int(n)):
            yield f"Patients: {n}"
        case Observation():
            yield from _observed(statement)
        case _:
            pass
    for caveat in statement.caveats:
        yield f"Caveat: {caveat}"


def _groups(statement: Comparison | PrognosticFactor) -> Iterator[str]:
    for arm in statement.arms:
        size = f" (n {arm.n})" if arm.n is not None else ""
        figure = f": {estimate_text(arm.estimate)}" if arm.estimate else ""
        yield f"Arm {arm.id}: {arm.label}{figure}{size}"
    for effect in statement.effects:
        yield f"Effect: {effect_text(effect)}"
    for ratio in statement.unassigned:
        yield f"Ratio without arms: {unassigned_text(ratio)}"
    if statement.p:
        yield f"All arms: {statement.p}"
    if statement.n is not None:
        yield f"Patients: {statement.n}"


def _observed(statement: Observation) -> Iterator[str]:
    for seen in statement.characteristics:
        figure = f": {estimate_text(seen.estimate)}" if seen.estimate else ""
        size = f" (n {seen.n})" if seen.n is not None else ""
        yield f"Seen: {seen.label}{figure}{size}"
    if statement.n is not None:
        yield f"Patients: {statement.n}"


def _status(statement: Statement) -> Iterator[str]:
    ended = statement.ended
    if ended:
        by = f" by {', '.join(ended.superseded_by)}" if ended.superseded_by else ""
        yield f"STANDS NO LONGER: {ended.how}{by}, seen in {ended.noticed_in}. {ended.reason}"


def _attestation(kb: KnowledgeBase, attestation: Attestation) -> Iterator[str]:
    date = kb.revision(attestation.source).date
    hedge = f"says: {attestation.hedge}" if attestation.hedge else "hedge not read"
    yield f"{attestation.source} ({date}, {date.basis}; {attestation.established}), {hedge}"
    is_read = attestation.established is Established.READ
    no_level = f"no level {'printed' if is_read else 'known'}"
    if not attestation.support:
        yield f"  no citation and {no_level}"
    for group in attestation.support:
        levels = ", ".join(map(_level, group.levels)) or no_level
        yield f"  {levels}: {'; '.join(_paper(kb, id) for id in group.citations)}"
    for misprint in attestation.misprints:
        instead = f"; {misprint.instead} should stand there" if misprint.instead else ""
        found = f"{misprint.part} {misprint.printed!r}{instead}"
        yield f"  Printed amiss: {found}. {misprint.reason}"
    if attestation.note:
        yield f"  Note: {attestation.note}"


def _level(level: EvidenceLevel) -> str:
    endpoint = f"; {level.endpoint.label}" if level.endpoint else ""
    return f"level {level} ({level.design.label}{endpoint})"


def _paper(kb: KnowledgeBase, id: str) -> str:
    citation = kb.citation(id)
    return f"{citation.short} (PMID {citation.pmid})" if citation.pmid else citation.short


def _links(kb: KnowledgeBase, statement: Statement) -> Iterator[str]:
    """Yield what the statement bears on, and what bears on it."""
    for link in statement.links:
        note = f" ({link.note})" if link.note else ""
        yield f"{link.relation} {link.to}{note}"
    for other in kb:
        for link in other.links:
            if link.to == statement.id:
                yield f"{other.id} {link.relation} this: {headline(kb, other)}"
