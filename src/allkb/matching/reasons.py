"""Why criteria hold for a patient, do not, or may: a tree that reads as a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from attrs import frozen

from allkb.matching.truth import Facts, Truth, alteration_key, opened, test_of
from allkb.model import FACTS, AllOf, AnyOf, Criterion, Has, InRange, Is, Meets, Not
from allkb.shown import Shown
from allkb.vocabulary import Vocabulary

__all__ = ["Reason", "reason"]

ANSWERS = {True: "yes", False: "no", None: "not known"}
"""What the three answers are called."""


@frozen(kw_only=True)
class Reason(Shown):
    """
    A node of the tree: a question, its answer, and what the answer rests on.

    Attributes:
        question: What is asked: `age 7 is under 18`.
        verdict: The answer; None if it is not known.
        fact: The fact that answers it, for a question that rests on one.
        parts: The questions that it rests on, otherwise.
    """

    question: str
    verdict: Truth
    fact: str | None = None
    parts: tuple[Reason, ...] = ()

    @property
    def answer(self) -> str:
        """The answer in words: `yes`, `no` or `not known`."""
        return ANSWERS[self.verdict]

    def __repr__(self) -> str:
        return f"<Reason {self.question!r}: {self.answer}>"

    def __str__(self) -> str:
        return "\n".join(self._lines(""))

    def _lines(self, indent: str) -> Iterator[str]:
        yield f"{indent}{self.question}: {self.answer}"
        for part in self.parts:
            yield from part._lines(f"{indent}  ")  # noqa: SLF001  of its own kind


def reason(known: Vocabulary, criterion: Criterion, facts: Facts) -> Reason:
    """Return why criteria hold for what is known, do not, or may."""
    answer = test_of(known, criterion)(facts)
    parts: tuple[Reason, ...]
    match criterion:
        case Is():
            return Reason(question=_is(criterion, facts), verdict=answer, fact=criterion.fact)
        case InRange():
            return Reason(question=_range(criterion, facts), verdict=answer, fact=criterion.fact)
        case Has():
            label = known.concept(criterion.value).label
            key = alteration_key(criterion.value)
            return Reason(question=f"{label} found", verdict=answer, fact=key)
        case Meets():
            meant = known.definitions[criterion.definition]
            whose = known.concept(meant.group).label
            parts = (reason(known, opened(known, criterion), facts),)
            said = f"{meant.term} as defined by {whose}"
            return Reason(question=said, verdict=answer, parts=parts)
        case Not():
            parts = (reason(known, criterion.criterion, facts),)
            return Reason(question="not so", verdict=answer, parts=parts)
        case AllOf() | AnyOf():
            parts = tuple(reason(known, part, facts) for part in criterion.criteria)
            said = "all of these" if isinstance(criterion, AllOf) else "any of these"
            return Reason(question=said, verdict=answer, parts=parts)
        case _:
            assert_never(criterion)


def _is(criterion: Is, facts: Facts) -> str:
    given = facts.get(criterion.fact)
    if isinstance(given, str) and given != criterion.value:
        return f"{criterion} (it is {given})"
    return str(criterion)


def _range(criterion: InRange, facts: Facts) -> str:
    given = facts.get(criterion.fact)
    if given is None:
        return str(criterion)
    phrase = FACTS[criterion.fact].phrase
    return f"{phrase} {given:.15g} is {str(criterion).removeprefix(f'{phrase} ')}"
