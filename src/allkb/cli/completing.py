"""What a shell completes: ids, and names that stand for ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from click import Context, Parameter
from click.shell_completion import CompletionItem

from allkb.knowledge import KnowledgeBase
from allkb.loading import load
from allkb.model import ConceptCategory
from allkb.views import KINDS, headline, level_text
from allkb.vocabulary import fold

__all__ = [
    "concepts",
    "endpoints",
    "kinds",
    "levels",
    "listed_ids",
    "revisions",
    "sources",
    "statement_ids",
    "topics",
]

Complete = Callable[[Context, Parameter, str], list[CompletionItem]]


class _Choice(NamedTuple):
    """
    What may be completed.

    Attributes:
        value: What is put in.
        help: What shells that can show beside it.
        names: By what else it may be known.
    """

    value: str
    help: str
    names: tuple[str, ...] = ()


def _completed(choices: Callable[[KnowledgeBase], Iterable[_Choice]]) -> Complete:
    """Complete what has been typed to choices: by their value, else by another of their names."""

    def complete(_: Context, __: Parameter, typed: str) -> list[CompletionItem]:
        try:
            found = [*choices(load())]
            start = fold(typed)
            by_value = [c for c in found if fold(c.value).startswith(start)]
            by_name = (c for c in found if any(fold(n).startswith(start) for n in c.names))
            return [CompletionItem(c.value, help=c.help) for c in by_value or by_name]
        except Exception:  # noqa: BLE001  whoever is typing asked for a word, not for an error
            return []

    return complete


@_completed
def topics(kb: KnowledgeBase) -> Iterator[_Choice]:
    """Complete the id of a topic."""
    return (_Choice(t.id, t.label, (t.label,)) for t in kb.topics)


def _concepts(kb: KnowledgeBase, *, endpoints: bool) -> Iterator[_Choice]:
    for c in kb.concepts:
        if (c.category is ConceptCategory.ENDPOINT) is endpoints:
            yield _Choice(c.id, c.label, (c.label, *c.synonyms))


@_completed
def concepts(kb: KnowledgeBase) -> Iterator[_Choice]:
    """Complete the id of a concept, endpoints apart."""
    return _concepts(kb, endpoints=False)


@_completed
def endpoints(kb: KnowledgeBase) -> Iterator[_Choice]:
    """Complete the id of an endpoint."""
    return _concepts(kb, endpoints=True)


@_completed
def statement_ids(kb: KnowledgeBase) -> Iterator[_Choice]:
    """Complete the id of a statement."""
    return (_Choice(s.id, headline(kb, s)) for s in kb)


@_completed
def kinds(_: KnowledgeBase) -> Iterator[_Choice]:
    """Complete a kind of statement."""
    return (_Choice(kind.kind, heading) for kind, heading in KINDS.items())


@_completed
def levels(kb: KnowledgeBase) -> Iterator[_Choice]:
    """Complete a level of evidence that is printed beside a statement."""
    found = {x.reference: x for s in kb for a in s.attestations for x in a.levels}
    return (_Choice(code, level_text(found[code])) for code in sorted(found))


@_completed
def revisions(kb: KnowledgeBase) -> Iterator[_Choice]:
    """Complete the id of a revision."""
    return (_Choice(r.id, source.title) for source in kb.sources for r in source.revisions)


@_completed
def sources(kb: KnowledgeBase) -> Iterator[_Choice]:
    """Complete the id of a source, or of a revision of one."""
    for source in kb.sources:
        yield _Choice(source.id, source.title)
        for revision in source.revisions:
            yield _Choice(revision.id, source.title)


def listed_ids(context: Context, parameter: Parameter, typed: str) -> list[CompletionItem]:
    """Complete the last of several ids with commas between them."""
    before, comma, last = typed.rpartition(",")
    found = statement_ids(context, parameter, last)
    return [CompletionItem(f"{before}{comma}{item.value}", help=item.help) for item in found]
