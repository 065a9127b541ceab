"""Why statements are not pooled: every reason at once, with the statements it is about."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from enum import StrEnum

from attrs import frozen

from allkb.errors import AllkbError, InvalidValueError
from allkb.model import StatementId

__all__ = ["NEVER", "NotPoolableError", "Objection", "ObjectionKind", "allowed_kinds", "apart"]


class ObjectionKind(StrEnum):
    """In what respect statements do not go together."""

    FIGURE = "figure"
    """There is no number that can be weighed: a range, a bound, a percentage alone."""
    KIND = "kind"
    """They are different things: an outcome and a comparison, a hazard ratio and an odds ratio."""
    ARMS = "arms"
    """Which arms correspond is not clear."""
    FEW = "few"
    """There are fewer than two."""
    APPROXIMATE = "approximate"
    """A figure is approximate."""
    LEVEL = "level"
    """An interval is printed without its level; allowed, it is read as 95 %."""
    ENDED = "ended"
    """A statement stands no longer in its source."""
    DISPUTED = "disputed"
    """A figure is printed amiss, or another statement gives another for the same study."""
    ENDPOINT = "endpoint"
    """They measure different things."""
    HORIZON = "horizon"
    """They are of different times, or the time is not known well enough to be one."""
    POPULATION = "population"
    """They are of differently described patients."""
    INTERVENTION = "intervention"
    """The patients were given different things."""
    DESIGN = "design"
    """The studies are of different designs, or of unknown ones."""
    OVERLAP = "overlap"
    """The same patients may be counted twice."""


NEVER = frozenset({ObjectionKind.FIGURE, ObjectionKind.KIND, ObjectionKind.ARMS, ObjectionKind.FEW})
"""The kinds that cannot be overridden: there is nothing to compute, or no meaning to it."""

_HELP = {
    ObjectionKind.FIGURE: "leave out what has no number that can be weighed",
    ObjectionKind.KIND: "pool different things apart",
    ObjectionKind.ARMS: "say which arm is above the line, arms={id: (above, below)}",
    ObjectionKind.FEW: "choose two figures or more",
}
"""What helps against an objection that cannot be overridden."""


@frozen(kw_only=True)
class Objection:
    """
    A reason why statements do not go together.

    Attributes:
        kind: In what respect.
        reason: What is wrong, in words.
        groups: What was found, each with the ids of the statements it was found in.
    """

    kind: ObjectionKind
    reason: str
    groups: tuple[tuple[str, tuple[StatementId, ...]], ...]

    @property
    def statements(self) -> tuple[StatementId, ...]:
        """The ids of all statements it is about."""
        return tuple(dict.fromkeys(id for _, ids in self.groups for id in ids))

    def __str__(self) -> str:
        found = "; ".join(f"{what} ({', '.join(ids)})" for what, ids in self.groups)
        return f"{self.kind}: {self.reason}: {found}" if found else f"{self.kind}: {self.reason}"


class NotPoolableError(AllkbError, ValueError):
    """
    Statements that are not pooled.

    Attributes:
        objections: Every reason; never empty.
    """

    def __init__(self, objections: tuple[Objection, ...]) -> None:
        super().__init__(objections)
        self.objections = objections

    def __str__(self) -> str:
        count = "1 objection" if len(self.objections) == 1 else f"{len(self.objections)} objections"
        lines = [f"not pooled, {count}:", *map(str, self.objections)]
        helps = "; ".join(dict.fromkeys(_HELP[o.kind] for o in self.objections if o.kind in NEVER))
        may = ", ".join(repr(o.kind.value) for o in self.objections if o.kind not in NEVER)
        lines += [f"what would help: {helps}"] if helps else []
        lines += [f"what you may override: allow={{{may}}}"] if may else []
        return "\n  ".join(lines)


def allowed_kinds(allow: Iterable[str]) -> frozenset[ObjectionKind]:
    """Return the kinds of objection that are overridden; a kind that cannot be is an error."""
    names = [allow] if isinstance(allow, str) else [*allow]
    may = [kind for kind in ObjectionKind if kind not in NEVER]
    wrong = tuple(
        f"{name!r} cannot be overridden; what can is {', '.join(may)}"
        for name in names
        if name not in may
    )
    if wrong:
        raise InvalidValueError("allow", wrong)
    return frozenset(map(ObjectionKind, names))


def apart(
    kind: ObjectionKind,
    reason: str,
    found: Iterable[tuple[StatementId, Hashable, str]],
) -> list[Objection]:
    """
    Return an objection if statements fall into more than one group.

    Args:
        kind: In what respect they may differ.
        reason: What to say if they do.
        found: The id of each statement, what makes its group, and that in words.
    """
    held = [*found]
    if len({key for _, key, _ in held}) < 2:
        return []
    groups: dict[str, list[StatementId]] = {}
    for id, _, words in held:
        groups.setdefault(words, []).append(id)
    told = tuple((words, tuple(ids)) for words, ids in groups.items())
    return [Objection(kind=kind, reason=reason, groups=told)]
