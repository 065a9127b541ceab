"""What is asked of a table: which statements, grouped how, under which title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal, assert_never, cast, get_args

from attrs import frozen

from allkb.errors import InvalidValueError
from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Arm,
    Comparison,
    ConceptId,
    OutcomeStatistic,
    PrognosticFactor,
    SafetySignal,
    Statement,
    arms_of,
)
from allkb.query import Selection
from allkb.views import KINDS, kb_of

__all__ = ["Asked", "Figured", "Group", "asked", "endpoint_of"]

Figured = OutcomeStatistic | SafetySignal | Comparison | PrognosticFactor
"""The statements that hold figures of outcomes."""

Group = Literal["topic", "endpoint", "intervention"]
"""What rows can be grouped by."""


@frozen(kw_only=True)
class Asked:
    """
    What a table is to be of.

    Attributes:
        kb: The knowledge base.
        statements: The statements that fit.
        left_out: Those that do not, by kind, in words; empty where all do.
        group: What the rows are grouped by.
        title: The title.
    """

    kb: KnowledgeBase
    statements: tuple[Figured, ...]
    left_out: str
    group: Group | None
    title: str

    def heading(self, statement: Figured, arm: Arm | None = None) -> str:
        """Return the heading that a statement, or one group of it, stands under."""
        match self.group:
            case None:
                return ""
            case "topic":
                return self.kb.topic(statement.topic).label
            case "endpoint":
                return self.kb.concept(endpoint_of(statement)).label
            case "intervention":
                named = dict.fromkeys(_interventions(statement, arm))
                labels = (self.kb.concept(id).label for id in named)
                return " against ".join(labels) or "no intervention named"
            case _:
                assert_never(self.group)


def asked(
    table: str,
    selection: Selection[Any],
    *,
    group: Group | None,
    title: str,
    with_arms_alone: bool,
) -> Asked:
    """
    Return what is asked, if a table can be made of it.

    Args:
        table: What the table is called in an error.
        selection: The statements.
        group: What to group rows by.
        title: The title.
        with_arms_alone: Whether a comparison is its groups and nothing else.

    Raises:
        InvalidValueError: with all that is wrong with it.
    """
    given = cast("object", selection)
    if not isinstance(given, Selection):
        said = f"needs a selection of statements, such as kb.outcomes, not {type(given).__name__}"
        raise InvalidValueError(table, (said, *_faults(group, title)))
    found = cast("tuple[Statement, ...]", selection.items)
    fitting: list[Figured] = []
    rest: list[Statement] = []
    for s in found:
        if isinstance(s, Figured) and _fits(s, with_arms_alone=with_arms_alone):
            fitting.append(s)
        else:
            rest.append(s)
    others = _kinds(rest)
    faults = [*_faults(group, title)]
    if not found:
        faults.insert(0, "the selection is empty: there is nothing to make a table of")
    elif not fitting:
        faults.insert(0, f"nothing of the selection has a figure of an outcome: {others}")
    if faults:
        raise InvalidValueError(table, tuple(faults))
    return Asked(
        kb=kb_of(selection),
        statements=tuple(fitting),
        left_out=others,
        group=group,
        title=title,
    )


def endpoint_of(statement: Figured) -> ConceptId:
    """Return what a statement measures: an endpoint, or a harm."""
    return statement.event if isinstance(statement, SafetySignal) else statement.endpoint


def _fits(statement: Figured, *, with_arms_alone: bool) -> bool:
    is_compared = isinstance(statement, Comparison | PrognosticFactor)
    has_figures = any(arm.estimate for arm in arms_of(statement))
    return not is_compared or not with_arms_alone or has_figures


def _faults(group: object, title: object) -> Iterator[str]:
    if group is not None and group not in get_args(Group):
        yield f"group {group!r} is none of {', '.join(get_args(Group))} and None"
    if not isinstance(title, str):
        yield f"title must be text, not {type(title).__name__}"
    elif not title.strip() or not title.isprintable():
        yield "title must be one line of printable text"


def _kinds(statements: Iterable[Statement]) -> str:
    counts = Counter(KINDS[type(s)].lower() for s in statements)
    return ", ".join(f"{kind} ({count:,})" for kind, count in counts.items())


def _interventions(statement: Figured, arm: Arm | None) -> Iterator[ConceptId]:
    arms = (arm,) if arm else arms_of(statement)
    found = [a.intervention for a in arms]
    if not isinstance(statement, Comparison) and not any(found):
        found.append(statement.intervention)
    yield from filter(None, found)
