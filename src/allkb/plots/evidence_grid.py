"""What a map of evidence counts: statements by intervention, population and design."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import frozen

from allkb.errors import UnknownIdError
from allkb.knowledge import KnowledgeBase
from allkb.model import (
    FACTS,
    AllOf,
    AnyOf,
    ConceptCategory,
    ConceptId,
    Criterion,
    Established,
    FactType,
    Is,
    SourceCategory,
    Statement,
    concepts_of,
)
from allkb.plots.wrapping import one_line
from allkb.vocabulary import Vocabulary

__all__ = [
    "FACTS_OF_POPULATION",
    "NO_POPULATION",
    "Counted",
    "Grid",
    "counted_in",
    "design_of",
    "fact_faults",
    "name_faults",
    "rows_of",
]

FACTS_OF_POPULATION = (
    "lineage",
    "relapse_site",
    "refractory",
    "relapsed_after_hsct",
    "relapsed_after_car_t",
)
"""The facts by which populations are told apart, if nobody says which."""

NO_POPULATION = "none of these named"
_TREATMENTS = frozenset(
    {
        ConceptCategory.PROCEDURE,
        ConceptCategory.REGIMEN,
        ConceptCategory.DRUG,
        ConceptCategory.BIOLOGIC,
    }
)
_MOST_ROWS = 24
"""How many interventions are rows of their own, before the broadest ones stand for them."""

NO_SUMMARY, NOT_READ, NO_LEVEL = "no summary says it", "level not read", "no level printed"
"""What stands for a design where none is known, from the least to the most that was looked at."""


@frozen(kw_only=True)
class Counted:
    """
    How many statements one place of a map has.

    Attributes:
        total: Statements; each is counted once.
        designs: How many there are of each design; one with two designs is counted under both.
    """

    total: int
    designs: dict[str, int]


@frozen(kw_only=True)
class Grid:
    """
    A map as numbers.

    Attributes:
        rows: The interventions.
        columns: The populations.
        cells: The places that have statements, by row and column.
        designs: The designs, in the order of how many statements have them.
        in_it: How many statements are in it.
        without: How many are about no intervention in it.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Counted]
    designs: tuple[str, ...]
    in_it: int
    without: int

    @property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """The places without statements, by row and column; naming no population is no place."""
        return tuple(
            (row, column)
            for row in self.rows
            for column in self.columns
            if column != NO_POPULATION and (row, column) not in self.cells
        )

    def designs_in(self, row: str, column: str) -> tuple[str, ...]:
        """Return the designs in a place, in their order."""
        cell = self.cells.get((row, column))
        return tuple(d for d in self.designs if d in cell.designs) if cell else ()


def fact_faults(facts: Iterable[object]) -> Iterator[str]:
    """Yield which words are no fact that tells populations apart."""
    for name in dict.fromkeys(facts):
        fact = FACTS.get(name) if isinstance(name, str) else None
        if fact is None or fact.type not in (FactType.FLAG, FactType.CHOICE):
            yield f"populations: {name!r} is no fact that is a flag or a choice, such as lineage"


def name_faults(known: Vocabulary, names: Iterable[object]) -> Iterator[str]:
    """Yield which names stand for no concept."""
    for name in dict.fromkeys(names):
        try:
            known.concept(str(name))
        except UnknownIdError as error:
            yield f"interventions: {error}"


def rows_of(
    known: Vocabulary, statements: Iterable[Statement], wanted: Iterable[str] | None
) -> dict[str, frozenset[ConceptId]]:
    """
    Return the interventions of a map by their names, each with what is narrower.

    Args:
        known: The names.
        statements: The statements, of which interventions are taken if none are wanted.
        wanted: Ids, labels or synonyms; None for those that statements name, or for the
            broadest of these if they are many.
    """
    if wanted is not None:
        ids = [known.concept(name).id for name in wanted]
    else:
        named = Counter(id for s in statements for id in _given(known, s))
        ids = [id for id, _ in named.most_common()]
        if len(ids) > _MOST_ROWS:
            broadest = Counter(
                root
                for s in statements
                for root in known.broader(_given(known, s))
                if not known.concepts[root].broader
            )
            ids = [id for id, _ in broadest.most_common()]
    return {known.concepts[id].label: known.narrower(id) for id in ids}


def _given(known: Vocabulary, statement: Statement) -> list[ConceptId]:
    found = concepts_of(statement)
    return sorted(id for id in found if known.concepts[id].category in _TREATMENTS)


def counted_in(
    kb: KnowledgeBase,
    statements: Iterable[Statement],
    rows: dict[str, frozenset[ConceptId]],
    populations: tuple[str, ...] | Callable[[Any], str],
) -> Grid:
    """
    Return how many statements there are of each intervention in each population.

    Args:
        kb: The knowledge base.
        statements: The statements.
        rows: The interventions by their names, each with what is narrower.
        populations: Names of facts, or a function from a statement to its population.
    """
    held: dict[tuple[str, str], dict[str, Statement]] = defaultdict(dict)
    columns = dict.fromkeys([] if callable(populations) else _choices(populations))
    placed: dict[str, Statement] = {}
    total = 0
    for statement in statements:
        total += 1
        about = concepts_of(statement)
        here = [name for name, ids in rows.items() if not ids.isdisjoint(about)]
        there = [*_populations(statement, populations)]
        for row in here:
            placed[statement.id] = statement
            for column in there:
                columns.setdefault(column)
                held[row, column][statement.id] = statement
    # The column of those that name none is the last one.
    if NO_POPULATION in columns:
        columns[NO_POPULATION] = columns.pop(NO_POPULATION)
    designs = Counter(design for s in placed.values() for design in design_of(kb, s))
    return Grid(
        rows=tuple(rows),
        columns=tuple(columns),
        cells={place: _counted(kb, found.values()) for place, found in held.items()},
        designs=tuple(sorted(designs, key=lambda design: (design in _NONE, -designs[design]))),
        in_it=len(placed),
        without=total - len(placed),
    )


_NONE = (NO_LEVEL, NOT_READ, NO_SUMMARY)


def _counted(kb: KnowledgeBase, statements: Iterable[Statement]) -> Counted:
    found = tuple(statements)
    designs = Counter(design for s in found for design in design_of(kb, s))
    return Counted(total=len(found), designs=dict(designs))


def design_of(kb: KnowledgeBase, statement: Statement) -> tuple[str, ...]:
    """Return the designs of the levels that the newest summary prints, or why there is none."""
    summaries = [
        a
        for a in statement.attestations
        if kb.source_of(a.source).category is SourceCategory.SUMMARY
    ]
    if not summaries:
        return (NO_SUMMARY,)
    newest = summaries[-1]
    designs = dict.fromkeys(level.design.label for level in newest.levels)
    if designs:
        return tuple(designs)
    return (NO_LEVEL if newest.established is Established.READ else NOT_READ,)


def _choices(facts: Iterable[str]) -> Iterator[str]:
    """Yield the populations that are there whether a statement is about them or not."""
    for name in facts:
        fact = FACTS[name]
        values: tuple[bool | str, ...] = fact.choices or (True,)
        yield from (str(Is(fact=name, value=value)) for value in values)


def _populations(
    statement: Statement, populations: tuple[str, ...] | Callable[[Any], str]
) -> Iterator[str]:
    if callable(populations):
        yield one_line(populations(statement)) or NO_POPULATION
        return
    named = dict.fromkeys(str(leaf) for leaf in _demanded(statement.criteria, populations))
    yield from named or (NO_POPULATION,)


def _demanded(criterion: Criterion | None, facts: tuple[str, ...]) -> Iterator[Is]:
    """Yield what criteria ask for, of some facts; what they rule out is no population of theirs."""
    match criterion:
        case Is():
            if criterion.fact in facts:
                yield criterion
        case AllOf() | AnyOf():
            for member in criterion.criteria:
                yield from _demanded(member, facts)
        case _:
            pass
