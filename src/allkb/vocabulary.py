"""Names to ids: concepts by any of their names, and what is narrower than what."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from allkb.checks import Index
from allkb.errors import UnknownIdError
from allkb.model import Concept, ConceptId, Definition

__all__ = ["Vocabulary", "find", "fold", "near"]

T = TypeVar("T")

_LOOKED_AT = 5000
_LONGEST = 200


def fold(text: str) -> str:
    """Return a text without case, accents and outer blanks, for comparing."""
    if text.isascii():
        return text.lower().strip()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if not unicodedata.combining(c)).strip()


def near(id: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three known ids that look like one, nearest first, of the first few thousand."""
    from difflib import get_close_matches

    return tuple(
        get_close_matches(fold(id[:_LONGEST]), [*islice(known, _LOOKED_AT)], n=3, cutoff=0.55)
    )


def find(kind: str, id: str, table: Mapping[Any, T]) -> T:
    """Return a record by its id; an unknown id raises `UnknownIdError`."""
    found = table.get(id)
    if found is None:
        raise UnknownIdError(kind, id, near(id, table))
    return found


class Vocabulary(Index):
    """An index that also knows the names of concepts and how they nest."""

    def concept(self, name: str) -> Concept:
        """
        Return a concept by its id, label or synonym; case and accents do not matter.

        Raises:
            UnknownIdError: if no concept, or more than one, has the name.
        """
        found = self.concepts.get(ConceptId(name)) or self._by_name.get(fold(name))
        if found is None:
            raise UnknownIdError("concept", name, near(name, self.concepts))
        return found

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """The statements that define a term, by id."""
        found = self.records.statements
        return {s.id: s for s in found if isinstance(s, Definition)}

    @cached_property
    def _by_name(self) -> dict[str, Concept]:
        holders: dict[str, dict[str, Concept]] = defaultdict(dict)
        for concept in self.concepts.values():
            for name in (concept.id, concept.label, *concept.synonyms):
                holders[fold(name)][concept.id] = concept
        return {name: next(iter(c.values())) for name, c in holders.items() if len(c) == 1}

    @cached_property
    def _children(self) -> dict[ConceptId, list[ConceptId]]:
        found: dict[ConceptId, list[ConceptId]] = defaultdict(list)
        for concept in self.concepts.values():
            for broader in concept.broader:
                found[broader].append(concept.id)
        return found

    def narrower(self, name: str) -> frozenset[ConceptId]:
        """Return a concept and, over any number of steps, everything narrower."""
        found: set[ConceptId] = set()
        ahead = [self.concept(name).id]
        while ahead:
            id = ahead.pop()
            if id not in found:
                found.add(id)
                ahead += self._children.get(id, ())
        return frozenset(found)

    def broader(self, ids: Iterable[ConceptId]) -> frozenset[ConceptId]:
        """Return concepts and, over any number of steps, everything broader."""
        found: set[ConceptId] = set()
        ahead = [*ids]
        while ahead:
            id = ahead.pop()
            if id not in found:
                found.add(id)
                ahead += self.concepts[id].broader
        return frozenset(found)
