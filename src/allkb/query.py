"""
Typed selections of statements, and the predicates that narrow them.

Predicates combine with `&`, `|` and `~`. Each is bound to a knowledge base
when a selection applies it, so that it can follow broader and narrower
concepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, Generic, TypeVar, overload

from attrs import evolve, field, frozen

from allkb.checks import Records
from allkb.errors import InvalidValueError, NotOneError, UnknownIdError
from allkb.model import (
    CitationId,
    EvidenceLevel,
    Hedge,
    Statement,
    StatementId,
    concepts_of,
    endpoints_of,
)
from allkb.shown import Shown
from allkb.vocabulary import Vocabulary, near

__all__ = [
    "Predicate",
    "Selection",
    "about",
    "ended",
    "graded",
    "hedged",
    "in_topic",
    "measures",
    "said_by",
    "supported_by",
]

T_co = TypeVar("T_co", bound=Statement, covariant=True)
Test = Callable[[Statement], bool]


@frozen
class Predicate:
    """
    A named test of statements.

    Attributes:
        name: How it reads.
        bind: What makes the test, given the vocabulary of a knowledge base.
    """

    name: str
    bind: Callable[[Vocabulary], Test] = field(repr=False)

    def __and__(self, other: Predicate) -> Predicate:
        def bind(known: Vocabulary) -> Test:
            first, second = self.bind(known), other.bind(known)
            return lambda s: first(s) and second(s)

        return Predicate(f"({self.name} & {other.name})", bind)

    def __or__(self, other: Predicate) -> Predicate:
        def bind(known: Vocabulary) -> Test:
            first, second = self.bind(known), other.bind(known)
            return lambda s: first(s) or second(s)

        return Predicate(f"({self.name} | {other.name})", bind)

    def __invert__(self) -> Predicate:
        def bind(known: Vocabulary) -> Test:
            test = self.bind(known)
            return lambda s: not test(s)

        return Predicate(f"~{self.name}", bind)


def about(concept: str) -> Predicate:
    """
    Statements about a concept or anything narrower, endpoints apart.

    Args:
        concept: Its id, label or synonym.
    """

    def bind(known: Vocabulary) -> Test:
        wanted = known.narrower(concept)
        return lambda s: not wanted.isdisjoint(concepts_of(s))

    return Predicate(f"about({concept!r})", bind)


def measures(endpoint: str) -> Predicate:
    """
    Statements that measure, or bear on, an endpoint or anything narrower.

    Args:
        endpoint: Its id, label or synonym.
    """

    def bind(known: Vocabulary) -> Test:
        wanted = known.narrower(endpoint)
        return lambda s: not wanted.isdisjoint(endpoints_of(s))

    return Predicate(f"measures({endpoint!r})", bind)


def graded(
    *levels: EvidenceLevel | str, design: str | None = None, endpoint: str | None = None
) -> Predicate:
    """
    Statements beside which an evidence level is printed, in any revision.

    Args:
        levels: The levels that count, or their codes; none for any level.
        design: Only levels of this design class, such as `3ii`.
        endpoint: Only levels of this endpoint class, such as `Di`.

    Raises:
        InvalidValueError: if a code is not of a PDQ treatment scheme.
    """
    wanted = {x if isinstance(x, EvidenceLevel) else EvidenceLevel.parse(x) for x in levels}

    def counts(level: EvidenceLevel) -> bool:
        found = level.endpoint.code if level.endpoint else None
        return (
            (not wanted or level in wanted)
            and (design is None or level.design.code == design)
            and (endpoint is None or found == endpoint)
        )

    shown = [str(level) for level in levels]
    shown += [f"design={design!r}"] if design else []
    shown += [f"endpoint={endpoint!r}"] if endpoint else []
    return Predicate(
        f"graded({', '.join(shown)})",
        lambda _: lambda s: any(counts(level) for a in s.attestations for level in a.levels),
    )


def supported_by(paper: str | int) -> Predicate:
    """
    Statements that cite a paper, in any revision.

    Args:
        paper: The id of a citation, or its PMID or DOI.
    """

    def bind(known: Vocabulary) -> Test:
        wanted = _papers(known, str(paper))
        return lambda s: any(not wanted.isdisjoint(a.citations) for a in s.attestations)

    return Predicate(f"supported_by({paper!r})", bind)


def _papers(known: Vocabulary, name: str) -> frozenset[CitationId]:
    wanted = name.casefold()
    found = frozenset(
        c.id for c in known.citations.values() if wanted in (c.id, c.pmid, (c.doi or "").casefold())
    )
    if not found:
        raise UnknownIdError("citation", name, near(name, known.citations))
    return found


def said_by(source: str) -> Predicate:
    """
    Statements that a source, or one revision of it, says.

    Args:
        source: The id of a source or of a revision.
    """

    def bind(known: Vocabulary) -> Test:
        revisions = {id for id, s in known.source_of.items() if source in (id, s.id)}
        if not revisions:
            names = (*known.sources, *known.revisions)
            raise UnknownIdError("source", source, near(source, names))
        return lambda s: any(a.source in revisions for a in s.attestations)

    return Predicate(f"said_by({source!r})", bind)


def in_topic(topic: str) -> Predicate:
    """
    Statements filed under a topic.

    Args:
        topic: Its id.
    """

    def bind(known: Vocabulary) -> Test:
        if topic not in known.topics:
            raise UnknownIdError("topic", topic, near(topic, known.topics))
        return lambda s: s.topic == topic

    return Predicate(f"in_topic({topic!r})", bind)


def hedged(*hedges: Hedge | str) -> Predicate:
    """
    Statements that a revision says with one of these hedges.

    Args:
        hedges: The hedges that count; none for any wording but a flat one.

    Raises:
        InvalidValueError: if a word is no hedge.
    """
    unknown = tuple(f"{h!r} is no hedge" for h in hedges if h not in set(Hedge))
    if unknown:
        raise InvalidValueError("hedged", unknown)
    wanted = {Hedge(h) for h in hedges} or set(Hedge) - {Hedge.PLAIN}
    return Predicate(
        f"hedged({', '.join(hedges)})",
        lambda _: lambda s: any(a.hedge in wanted for a in s.attestations),
    )


def ended() -> Predicate:
    """Statements that stand no longer: superseded or withdrawn."""
    return Predicate("ended()", lambda _: lambda s: s.ended is not None)


@frozen(repr=False)
class Selection(Shown, Sequence[T_co], Generic[T_co]):
    """
    Statements in an order: a sequence that can be narrowed and sorted.

    Attributes:
        items: The statements.
    """

    items: tuple[T_co, ...]
    _known: Vocabulary = field(eq=False)

    def __repr__(self) -> str:
        shown = [*map(str, self.ids[:3]), *(["..."] if len(self) > 3 else [])]
        return f"<Selection of {len(self)}{': ' if shown else ''}{', '.join(shown)}>"

    def where(self, *tests: Predicate | Callable[[Any], bool]) -> Selection[T_co]:
        """
        Return those that pass every test, in the same order.

        Args:
            tests: Predicates, or functions from a statement to a truth value.

        Raises:
            UnknownIdError: if a predicate names what this knowledge base does not have.
        """
        bound = [t.bind(self._known) if isinstance(t, Predicate) else t for t in tests]
        return evolve(self, items=tuple(s for s in self.items if all(t(s) for t in bound)))

    def one(self) -> T_co:
        """
        Return the only one.

        Raises:
            NotOneError: if there are none or several.
        """
        if len(self.items) != 1:
            raise NotOneError(self.ids)
        return self.items[0]

    def first(self) -> T_co | None:
        """Return the first one, or None if there are none."""
        return self.items[0] if self.items else None

    def sorted(self, key: Callable[[T_co], Any], *, reverse: bool = False) -> Selection[T_co]:
        """Return the same ones in the order of a key; those alike keep their order."""
        return evolve(self, items=tuple(sorted(self.items, key=key, reverse=reverse)))

    def to_bibtex(self, *, cited_by: str | None = None) -> str:
        """Return the papers that they cite as BibTeX: see `allkb.citations.to_bibtex`."""
        return str(import_module("allkb.citations").to_bibtex(self, cited_by=cited_by))

    def to_csl_json(self, *, cited_by: str | None = None) -> str:
        """Return the papers that they cite as CSL-JSON: see `allkb.citations.to_csl_json`."""
        return str(import_module("allkb.citations").to_csl_json(self, cited_by=cited_by))

    def to_ris(self, *, cited_by: str | None = None) -> str:
        """Return the papers that they cite as RIS: see `allkb.citations.to_ris`."""
        return str(import_module("allkb.citations").to_ris(self, cited_by=cited_by))

    @property
    def records(self) -> Records:
        """The records they are of: their knowledge base."""
        return self._known.records

    @property
    def ids(self) -> tuple[StatementId, ...]:
        """Their ids, in order."""
        return tuple(s.id for s in self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> Selection[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | Selection[T_co]:
        if isinstance(index, slice):
            return evolve(self, items=self.items[index])
        return self.items[index]
