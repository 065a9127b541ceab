"""The options that select statements, the same for every command that takes some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

import click
from attrs import fields, frozen

from allkb.cli.completing import (
    concepts,
    endpoints,
    kinds,
    levels,
    listed_ids,
    sources,
    topics,
)
from allkb.cli.faults import Refusal
from allkb.errors import AllkbError, UnknownIdError
from allkb.knowledge import KnowledgeBase
from allkb.loading import load
from allkb.model import Statement
from allkb.query import Predicate, Selection, about, ended, graded, in_topic, measures, said_by
from allkb.views import KINDS
from allkb.vocabulary import Vocabulary, find, near

__all__ = ["selecting"]

T = TypeVar("T")
Test = Callable[[Statement], bool]

_OPTIONS = (
    click.option(
        "--topic",
        "topics",
        multiple=True,
        metavar="ID",
        shell_complete=topics,
        help="Only statements filed under this topic.",
    ),
    click.option(
        "--kind",
        "kinds",
        multiple=True,
        metavar="KIND",
        shell_complete=kinds,
        help="Only statements of this kind, such as comparison.",
    ),
    click.option(
        "--about",
        multiple=True,
        metavar="CONCEPT",
        shell_complete=concepts,
        help="Only statements about this concept or a narrower one.",
    ),
    click.option(
        "--measures",
        multiple=True,
        metavar="ENDPOINT",
        shell_complete=endpoints,
        help="Only statements that measure this endpoint or a narrower one.",
    ),
    click.option(
        "--graded",
        multiple=True,
        metavar="LEVEL",
        shell_complete=levels,
        help="Only statements beside which this level of evidence is printed.",
    ),
    click.option(
        "--said-by",
        multiple=True,
        metavar="SOURCE",
        shell_complete=sources,
        help="Only what this source, or this revision of one, says.",
    ),
    click.option(
        "--ids",
        multiple=True,
        metavar="ID,ID...",
        shell_complete=listed_ids,
        help="Only these statements, in this order.",
    ),
    click.option(
        "--as-of",
        "day",
        metavar="DAY",
        help="What was attested on this day: 2012-12-31.",
    ),
    click.option(
        "--ended/--standing",
        default=None,
        help="Only what stands no longer, or only what stands.",
    ),
)


def selecting(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command the options that select statements; it gets the `selection` they make."""

    @wraps(command)
    def selected(*args: Any, **given: Any) -> T:
        wanted = _Wanted(**{field.name: given.pop(field.name) for field in fields(_Wanted)})
        return command(*args, selection=wanted.selection(load()), **given)

    for option in reversed(_OPTIONS):
        selected = option(selected)
    return selected


@frozen(kw_only=True)
class _Wanted:
    """What the options say: of one option any name is enough, and all options have to be met."""

    topics: tuple[str, ...]
    kinds: tuple[str, ...]
    about: tuple[str, ...]
    measures: tuple[str, ...]
    graded: tuple[str, ...]
    said_by: tuple[str, ...]
    ids: tuple[str, ...]
    day: str | None
    ended: bool | None

    def selection(self, kb: KnowledgeBase) -> Selection[Statement]:
        """
        Return the statements that are wanted.

        Names are those of the whole knowledge base: what nobody had attested on
        a day is not found then, and is no misspelled name.

        Raises:
            Refusal: if a name stands for nothing; it tells all that do.
        """
        faults: list[str] = []
        tests = [*self._tests(Vocabulary(kb), faults)]
        dated = kb
        try:
            dated = kb if self.day is None else kb.as_of(self.day)
        except ValueError as exc:
            faults.append(str(exc))
        if faults:
            raise Refusal(faults)
        found = dated.statements.where(*tests)
        places = {id: place for place, id in reversed([*enumerate(self._listed)])}
        return found.sorted(lambda s: places[s.id]) if places else found

    @property
    def _listed(self) -> list[str]:
        return [id for given in self.ids for id in given.replace(",", " ").split()]

    def _tests(self, known: Vocabulary, faults: list[str]) -> Iterator[Test]:
        """Yield a test for each option that is given; what is wrong with it is added to faults."""
        for predicate, given, names in (
            (in_topic, self.topics, self.topics),
            (_of_kind, self.kinds, self.kinds),
            (about, self.about, self.about),
            (measures, self.measures, self.measures),
            (graded, self.graded, self.graded),
            (said_by, self.said_by, self.said_by),
            # An empty list of ids is one of no statements: a script may have found none.
            (_called, self.ids, self._listed),
        ):
            if given:
                yield _any_of([*_bound(predicate, names, known, faults)])
        if self.ended is not None:
            yield (ended() if self.ended else ~ended()).bind(known)


def _bound(
    predicate: Callable[[str], Predicate],
    names: Iterable[str],
    known: Vocabulary,
    faults: list[str],
) -> Iterator[Test]:
    for name in names:
        try:
            yield predicate(name).bind(known)
        except AllkbError as exc:
            faults.append(str(exc))


def _any_of(tests: list[Test]) -> Test:
    return lambda s: any(test(s) for test in tests)


def _of_kind(name: str) -> Predicate:
    def bind(_: Vocabulary) -> Test:
        kinds = tuple(kind.kind for kind in KINDS)
        if name not in kinds:
            raise UnknownIdError("kind", name, near(name, kinds) or kinds)
        return lambda s: s.kind == name

    return Predicate(f"kind {name!r}", bind)


def _called(id: str) -> Predicate:
    def bind(known: Vocabulary) -> Test:
        wanted = find("statement", id, known.statements)
        return lambda s: s.id == wanted.id

    return Predicate(f"id {id!r}", bind)
