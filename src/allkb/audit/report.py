"""What an audit reports."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Any

from attrs import asdict, frozen

from allkb.audit.figures import Figure
from allkb.audit.markup import Group
from allkb.model import RevisionId, StatementId

__all__ = ["AuditedFigure", "AuditedMarking", "Drift", "Part", "Report", "SectionCount", "Status"]


class Status(StrEnum):
    """How a marking of a page stands to the statements."""

    COVERED = "covered"
    """A statement covers it, and agrees with it."""
    UNCOVERED = "uncovered"
    """No statement covers it."""
    DRIFTED = "drifted"
    """A statement covers it, or used to, and differs from it."""


class Part(StrEnum):
    """In what a statement differs from the page."""

    WORDING = "wording"
    """Its sentence is not on the page, but another with the same citations is."""
    CITATIONS = "citations"
    LEVELS = "levels"
    FIGURES = "figures"


@frozen(kw_only=True)
class Drift:
    """
    That a statement differs from the page it was read on.

    Attributes:
        statement: Its id.
        parts: In what it differs; never empty.
    """

    statement: StatementId
    parts: tuple[Part, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"statement": self.statement, "parts": [part.value for part in self.parts]}


@frozen(kw_only=True)
class AuditedMarking:
    """
    A marking of the page, and the statements that cover it.

    Attributes:
        section: The headings it stands under, outermost first; of plain text
            only the innermost is known.
        groups: Its citation groups with their levels.
        figures: The figures of its sentence.
        statements: The ids of the statements read there, sorted.
        drifts: Those of them that differ from it.
    """

    section: tuple[str, ...]
    groups: tuple[Group, ...]
    figures: tuple[Figure, ...]
    statements: tuple[StatementId, ...]
    drifts: tuple[Drift, ...] = ()

    @property
    def status(self) -> Status:
        """How it stands to the statements."""
        if self.drifts:
            return Status.DRIFTED
        return Status.COVERED if self.statements else Status.UNCOVERED

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "section": [*self.section],
            "groups": [
                {"citations": [*group.citations], "levels": [*group.levels]}
                for group in self.groups
            ],
            "figures": [figure.printed for figure in self.figures],
            "statements": [*self.statements],
            "status": self.status.value,
            "drift": [drift.as_dict() for drift in self.drifts],
        }


@frozen(kw_only=True)
class AuditedFigure:
    """
    A figure of the page, and the statements that hold it in a typed field.

    Attributes:
        section: The headings it stands under, outermost first.
        passage: The fingerprint of its sentence.
        figure: The figure.
        statements: The ids of the statements that hold it, sorted.
        left_out: Why it is no data, where the revision's record says so.
    """

    section: tuple[str, ...]
    passage: str
    figure: Figure
    statements: tuple[StatementId, ...]
    left_out: str | None = None

    @property
    def held(self) -> bool:
        """Whether a statement holds it."""
        return bool(self.statements)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "section": [*self.section],
            "passage": self.passage,
            "figure": self.figure.printed,
            "statements": [*self.statements],
            "left_out": self.left_out,
        }


@frozen(kw_only=True)
class SectionCount:
    """
    How much of what stands under a heading is in the data.

    Attributes:
        section: The headings, outermost first.
        markings: How many markings there are.
        covered: How many of them a statement covers.
        figures: How many figures there are.
        held: How many of them a statement holds.
    """

    section: tuple[str, ...]
    markings: int
    covered: int
    figures: int
    held: int

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {**asdict(self), "section": [*self.section]}


_ENOUGH = 0.99
"""The part of a page's figures that statements have to hold; each of the others needs a reason."""


@frozen(kw_only=True)
class Report:
    """
    How a page and the statements read on it agree.

    Attributes:
        revision: The revision the page was taken for; None if it resembles none.
        markings: All markings of the page, in its order.
        figures: All figures of the page, in its order.
        missing: The statements read in that revision that are not found, sorted.
        drifted: Those that are found and differ, sorted by statement.
    """

    revision: RevisionId | None
    markings: tuple[AuditedMarking, ...]
    figures: tuple[AuditedFigure, ...] = ()
    missing: tuple[StatementId, ...]
    drifted: tuple[Drift, ...]

    @property
    def ok(self) -> bool:
        """
        Whether nothing is uncovered, missing or drifted, and the figures are held.

        At least 99 % of them have to be, and each of the others needs a reason.
        """
        uncovered = any(marking.status is Status.UNCOVERED for marking in self.markings)
        return not (uncovered or self.missing or self.drifted) and self.figures_ok

    @property
    def figures_ok(self) -> bool:
        """Whether enough figures are held, and each of the others has its reason."""
        held = sum(figure.held for figure in self.figures)
        told = all(figure.held or figure.left_out for figure in self.figures)
        return told and held >= _ENOUGH * len(self.figures)

    @property
    def sections(self) -> tuple[SectionCount, ...]:
        """The counts under each heading that has a marking or a figure, in the page's order."""
        marked = [marking.section for marking in self.markings]
        order = dict.fromkeys((*marked, *(figure.section for figure in self.figures)))
        return tuple(map(self._section, order))

    def _section(self, section: tuple[str, ...]) -> SectionCount:
        markings = [m for m in self.markings if m.section == section]
        figures = [f for f in self.figures if f.section == section]
        return SectionCount(
            section=section,
            markings=len(markings),
            covered=sum(m.status is not Status.UNCOVERED for m in markings),
            figures=len(figures),
            held=sum(f.held for f in figures),
        )

    @property
    def summary(self) -> dict[str, int]:
        """How many markings there are, of each status, and how many statements are amiss."""
        found = Counter(marking.status for marking in self.markings)
        return {
            "markings": len(self.markings),
            **{status.value: found[status] for status in Status},
            "missing": len(self.missing),
            "drifted_statements": len(self.drifted),
            "figures": len(self.figures),
            "held": sum(figure.held for figure in self.figures),
            "left_out": sum(bool(f.left_out) and not f.held for f in self.figures),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "revision": self.revision,
            "ok": self.ok,
            "markings": [marking.as_dict() for marking in self.markings],
            "figures": [figure.as_dict() for figure in self.figures],
            "sections": [section.as_dict() for section in self.sections],
            "missing": [*self.missing],
            "drifted": [drift.as_dict() for drift in self.drifted],
            "summary": self.summary,
        }
