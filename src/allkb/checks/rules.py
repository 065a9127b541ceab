"""What a rule is, and running rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from allkb.checks.index import Finding, Index, Records

__all__ = ["Hit", "Rule", "rule", "run"]

Hit = tuple[str, int, str, str, str]
"""What a test yields: list, position, id, path within the record, message."""

Test = Callable[[Index], Iterator[Hit]]


class Rule(NamedTuple):
    """
    A named rule.

    Attributes:
        name: Its name.
        says: What it demands, in one sentence.
        test: What yields every place that breaks it.
    """

    name: str
    says: str
    test: Test


def rule(name: str) -> Callable[[Test], Rule]:
    """Name a test; its docstring is what the rule demands."""
    return lambda test: Rule(name, (test.__doc__ or "").strip(), test)


def run(
    rules: Iterable[Rule], records: Records, *, assumed: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """
    Run rules on records and return everything they find, in the rules' order.

    Args:
        rules: The rules.
        records: The records.
        assumed: Ids that may be named although no record here has them.
    """
    index = Index(records, assumed)
    return tuple(Finding(r.name, *hit) for r in rules for hit in r.test(index))
