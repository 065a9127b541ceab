"""What an audit reports."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Any

from attrs import frozen

from allkb.audit.figures import Figure
from allkb.audit.markup import Group
from allkb.model import RevisionId, StatementId

__all__ = ["AuditedMarking", "Drift", "Part", "Report", "Status"]


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
class Report:
    """
    How a page and the statements read on it agree.

    Attributes:
        revision: The revision the page was taken for; None if it resembles none.
        markings: All markings of the page, in its order.
        missing: The statements read in that revision that are not found, sorted.
        drifted: Those that are found and differ, sorted by statement.
    """

    revision: RevisionId | None
    markings: tuple[AuditedMarking, ...]
    missing: tuple[StatementId, ...]
    drifted: tuple[Drift, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is uncovered, missing or drifted."""
        uncovered = any(marking.status is Status.UNCOVERED for marking in self.markings)
        return not (uncovered or self.missing or self.drifted)

    @property
    def summary(self) -> dict[str, int]:
        """How many markings there are, of each status, and how many statements are amiss."""
        found = Counter(marking.status for marking in self.markings)
        return {
            "markings": len(self.markings),
            **{status.value: found[status] for status in Status},
            "missing": len(self.missing),
            "drifted_statements": len(self.drifted),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "revision": self.revision,
            "ok": self.ok,
            "markings": [marking.as_dict() for marking in self.markings],
            "missing": [*self.missing],
            "drifted": [drift.as_dict() for drift in self.drifted],
            "summary": self.summary,
        }
