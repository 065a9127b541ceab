"""What changed in a source from one revision to a later one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import ClassVar, Literal

from attrs import asdict, frozen

from allkb.errors import UnknownIdError
from allkb.model import (
    Attestation,
    CitationId,
    ConceptId,
    DateWindow,
    Ended,
    Established,
    Estimate,
    EvidenceLevel,
    Extent,
    Grade,
    Hedge,
    Revision,
    RevisionId,
    SafetySignal,
    Source,
    Statement,
    StatementId,
    endpoints_of,
    estimates_of,
)
from allkb.vocabulary import near

__all__ = [
    "Added",
    "Change",
    "CitationsChanged",
    "FigureChanged",
    "HedgeChanged",
    "Regraded",
    "Superseded",
    "Withdrawn",
    "changes_between",
    "revision_runs",
]


@frozen(kw_only=True)
class _Change:
    """
    What every kind of change has.

    Attributes:
        statement: The statement that changed; the older one where two are concerned.
        old: The older revision.
        new: The later revision.
    """

    statement: StatementId
    old: RevisionId
    new: RevisionId


@frozen(kw_only=True)
class Added(_Change):
    """
    The later revision says it, the older one is not known to, and it takes no other's place.

    Attributes:
        sure: Whether the older revision was read whole; if not, it may have said it too.
    """

    kind: ClassVar[Literal["added"]] = "added"
    sure: bool


@frozen(kw_only=True)
class Withdrawn(_Change):
    """
    The later revision says it no longer, and nothing in its place.

    Attributes:
        reason: What is known of it; None where the data does not say.
        sure: Whether its end was noticed, or the later revision was read whole;
            if neither, it may say it still.
    """

    kind: ClassVar[Literal["withdrawn"]] = "withdrawn"
    reason: str | None
    sure: bool


@frozen(kw_only=True)
class Superseded(_Change):
    """
    The later revision says something else in its place.

    Attributes:
        by: The statements in its place; where they were superseded too by then,
            those that are in theirs.
        reason: What changed, in our words, step by step.
    """

    kind: ClassVar[Literal["superseded"]] = "superseded"
    by: tuple[StatementId, ...]
    reason: str


@frozen(kw_only=True)
class Regraded(_Change):
    """
    Both revisions say it, with other levels of evidence printed beside it.

    Attributes:
        before: The levels in the older revision; empty where none is printed.
        after: The levels in the later one. Neither is a translation of the other.
    """

    kind: ClassVar[Literal["regraded"]] = "regraded"
    before: tuple[EvidenceLevel, ...]
    after: tuple[EvidenceLevel, ...]


@frozen(kw_only=True)
class HedgeChanged(_Change):
    """
    Both revisions say it, one more surely than the other or otherwise.

    Attributes:
        before: The hedge of the older revision.
        after: That of the later one.
    """

    kind: ClassVar[Literal["hedge changed"]] = "hedge changed"
    before: Hedge
    after: Hedge


@frozen(kw_only=True)
class FigureChanged(_Change):
    """
    A statement and the one in its place give other figures for the same endpoint.

    Attributes:
        by: The statement in its place.
        before: The estimates of the older statement.
        after: Those of the one in its place.
    """

    kind: ClassVar[Literal["figure changed"]] = "figure changed"
    by: StatementId
    before: tuple[Estimate, ...]
    after: tuple[Estimate, ...]


@frozen(kw_only=True)
class CitationsChanged(_Change):
    """
    Both revisions say it, and give other citations for it.

    Attributes:
        dropped: Those of the older revision alone.
        gained: Those of the later one alone.
    """

    kind: ClassVar[Literal["citations changed"]] = "citations changed"
    dropped: tuple[CitationId, ...]
    gained: tuple[CitationId, ...]


Change = Added | Withdrawn | Superseded | Regraded | HedgeChanged | FigureChanged | CitationsChanged
"""One difference between two revisions: a closed union, told apart by class or by `kind`."""


@frozen
class _Point:
    """A day, and the revision that is meant if one was named."""

    day: date
    revision: Revision | None

    @classmethod
    def of(cls, given: date | str, sources: Sequence[Source]) -> _Point:
        if isinstance(given, date):
            return cls(given.date() if isinstance(given, datetime) else given, None)
        revisions = {r.id: r for source in sources for r in source.revisions}
        named = revisions.get(RevisionId(given))
        try:
            return cls(named.date.earliest if named else DateWindow.parse(given).latest, named)
        except ValueError:
            raise UnknownIdError("revision", given, near(given, revisions)) from None

    def within(self, source: Source) -> int | None:
        """Return the place in a source of the revision meant, or of that in force on the day."""
        places = range(len(source.revisions))
        if self.revision:
            return next((i for i in places if source.revisions[i].id == self.revision.id), None)
        held = [i for i in places if source.revisions[i].date.earliest <= self.day]
        return held[-1] if held else None


def revision_runs(
    sources: Sequence[Source], old: date | str, new: date | str
) -> tuple[tuple[Revision, ...], ...]:
    """
    Return, of each source that has both, the revisions from one point to a later one.

    A revision whose date is known only as a window counts from the window's first day.

    Args:
        sources: The sources.
        old: A revision's id, or a day, of which a text may give the month or year
            alone: then its last day counts.
        new: Likewise.

    Raises:
        UnknownIdError: if a text is neither a revision nor a date.
        ValueError: if `new` is not later than `old`, or of another source.
    """
    before, after = _Point.of(old, sources), _Point.of(new, sources)
    runs = tuple(
        source.revisions[start : end + 1]
        for source in sources
        if (start := before.within(source)) is not None
        and (end := after.within(source)) is not None
        and start < end
    )
    if before.revision and after.revision:
        if not runs:
            msg = f"{new} is no later revision of the source that {old} is of"
            raise ValueError(msg)
    elif before.day >= after.day:
        msg = f"{new} is not later than {old}"
        raise ValueError(msg)
    return runs


@frozen
class _Said:
    """All that a revision says of one statement, wherever in it."""

    attestations: tuple[Attestation, ...]

    @cached_property
    def levels(self) -> tuple[EvidenceLevel, ...]:
        return tuple(dict.fromkeys(level for a in self.attestations for level in a.levels))

    @cached_property
    def citations(self) -> tuple[CitationId, ...]:
        return tuple(dict.fromkeys(id for a in self.attestations for id in a.citations))

    @cached_property
    def hedges(self) -> tuple[Hedge, ...]:
        return tuple(a.hedge for a in self.attestations if a.hedge)

    @property
    def was_read(self) -> bool:
        return all(a.established is Established.READ for a in self.attestations)


def changes_between(statements: Sequence[Statement], run: Sequence[Revision]) -> Iterator[Change]:
    """Yield the changes from the first of some revisions to the last, statement by statement."""
    earlier, later = run[0], run[-1]
    old, new = earlier.id, later.id
    known = {statement.id: statement for statement in statements}
    before, after = _said_in(statements, old), _said_in(statements, new)
    since = {revision.id for revision in run[1:]}
    ends = {s.id: s.ended for s in statements if s.ended and s.ended.noticed_in in since}
    in_place = {id for gone in before.keys() & ends for id in _in_the_end(gone, ends)[0]}
    for statement in statements:
        then, now = before.get(statement.id), after.get(statement.id)
        if then and now:
            yield from _both(statement.id, (old, new), then, now)
        elif then and statement.id in ends:
            yield from _ended(statement, known, ends, (old, new))
        elif then:
            sure = later.read is Extent.WHOLE
            yield Withdrawn(statement=statement.id, old=old, new=new, reason=None, sure=sure)
        elif now and statement.id not in in_place:
            sure = earlier.read is Extent.WHOLE
            yield Added(statement=statement.id, old=old, new=new, sure=sure)


def _said_in(statements: Sequence[Statement], revision: RevisionId) -> Mapping[StatementId, _Said]:
    found = ((s.id, tuple(a for a in s.attestations if a.source == revision)) for s in statements)
    return {id: _Said(attestations) for id, attestations in found if attestations}


def _in_the_end(
    id: StatementId, ends: Mapping[StatementId, Ended]
) -> tuple[tuple[StatementId, ...], str]:
    """Return what stands in the place of a statement, over any number of steps, and why."""
    by: dict[StatementId, None] = {}
    reasons: dict[str, None] = {}
    reached: set[StatementId] = set()
    ahead = [id]
    while ahead:
        step = ahead.pop(0)
        if step in reached:
            continue
        reached.add(step)
        if step in ends:
            reasons[ends[step].reason] = None
            ahead += ends[step].superseded_by
        else:
            by[step] = None
    return tuple(by), " ".join(reasons)


def _ended(
    statement: Statement,
    known: Mapping[StatementId, Statement],
    ends: Mapping[StatementId, Ended],
    between: tuple[RevisionId, RevisionId],
) -> Iterator[Change]:
    old, new = between
    by, reason = _in_the_end(statement.id, ends)
    if not by:
        yield Withdrawn(statement=statement.id, old=old, new=new, reason=reason, sure=True)
        return
    yield Superseded(statement=statement.id, old=old, new=new, by=by, reason=reason)
    figures = tuple(estimate for _, estimate in estimates_of(statement))
    for id in by:
        other = tuple(estimate for _, estimate in estimates_of(known[id]))
        if (
            figures
            and other
            and [*map(_amount, figures)] != [*map(_amount, other)]
            and _measure_alike(statement, known[id])
        ):
            yield FigureChanged(
                statement=statement.id, old=old, new=new, by=id, before=figures, after=other
            )


def _amount(estimate: Estimate) -> dict[str, object]:
    """Return what an estimate says, however it is printed."""
    return asdict(estimate, filter=lambda field, _: field.name not in ("printed", "percent"))


def _measure_alike(one: Statement, other: Statement) -> bool:
    return one.kind == other.kind and bool(_measured(one)) and _measured(one) == _measured(other)


def _measured(statement: Statement) -> frozenset[ConceptId]:
    if isinstance(statement, SafetySignal):
        return frozenset((statement.event,))
    return endpoints_of(statement)


def _both(
    statement: StatementId, between: tuple[RevisionId, RevisionId], earlier: _Said, later: _Said
) -> Iterator[Change]:
    old, new = between
    # A revision known only through others' notes may print more than they tell.
    were_read = earlier.was_read and later.was_read
    are_told = were_read or (earlier.levels and later.levels)
    if are_told and _meanings(earlier.levels) != _meanings(later.levels):
        yield Regraded(
            statement=statement, old=old, new=new, before=earlier.levels, after=later.levels
        )
    if earlier.hedges and later.hedges and not {*earlier.hedges} & {*later.hedges}:
        yield HedgeChanged(
            statement=statement,
            old=old,
            new=new,
            before=earlier.hedges[0],
            after=later.hedges[0],
        )
    dropped = tuple(c for c in earlier.citations if c not in later.citations)
    gained = tuple(c for c in later.citations if c not in earlier.citations)
    if were_read and (dropped or gained):
        yield CitationsChanged(
            statement=statement, old=old, new=new, dropped=dropped, gained=gained
        )


def _meanings(levels: Sequence[EvidenceLevel]) -> frozenset[tuple[str, Grade]]:
    """Return codes with what they mean: an edition that means the same is no regrading."""
    return frozenset((level.code, level.grade) for level in levels)
