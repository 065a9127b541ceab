"""The statements of a knowledge base against one patient, in three groups."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from attrs import field, frozen

from allkb.checks import Records
from allkb.matching.missing import Asked, MissingFact, asked, missing
from allkb.matching.reasons import Reason, reason
from allkb.matching.truth import Facts, Test, Truth, facts_about, members_asked, test_of
from allkb.model import ConceptId, Criterion, Statement
from allkb.patients import Patient
from allkb.shown import Shown
from allkb.vocabulary import Vocabulary

__all__ = ["Match", "Matches", "match", "missing_of"]


@frozen
class Match(Shown):
    """
    A statement against a patient.

    Attributes:
        statement: The statement.
        verdict: Whether it is about patients like this one; None if that is not known.
            Of a statement that also describes its patients in words it is never True.
    """

    statement: Statement
    verdict: Truth
    _known: Vocabulary = field(eq=False)
    _facts: Facts = field(hash=False)

    @property
    def records(self) -> Records:
        """The records the statement is of: its knowledge base."""
        return self._known.records

    @property
    def reason(self) -> Reason:
        """Why, as a tree of questions and answers; words are a question that nothing answers."""
        criterion, words = self.statement.criteria, self.statement.population
        read = reason(self._known, criterion, self._facts) if criterion else None
        said = Reason(question=f"in words: {words}", verdict=None) if words else None
        parts = tuple(part for part in (read, said) if part)
        if len(parts) == 1:
            return parts[0]
        question = "all of these" if parts else "it sets no bounds within its topic"
        return Reason(question=question, verdict=self.verdict, parts=parts)

    @property
    def words(self) -> str | None:
        """What it says of its patients in words, which no machine can tell; or None."""
        return self.statement.population

    @property
    def missing(self) -> tuple[Asked, ...]:
        """
        The facts that would decide its criteria, the most decisive first.

        Empty if they are decided, or there are none: a statement that is open only
        because of its words has nothing missing, since no fact answers words.
        """
        criterion = self.statement.criteria
        return () if criterion is None else asked(self._known, criterion, self._facts)

    def __repr__(self) -> str:
        return f"Match({self.statement.id!r}, {self.verdict})"


@frozen(kw_only=True)
class Matches(Shown):
    """
    The statements of a knowledge base against one patient, each group in the order of ids.

    This says which evidence is about patients like this one. It ranks and
    recommends nothing.

    A statement that also describes its patients in words is not said to apply:
    nothing here reads words, so whether they fit is not known. It may apply, or by
    its criteria does not; `words` has what is left to whoever reads the match.

    Attributes:
        applies: The statements of which all that they say of their patients was read and holds.
        may_apply: Those of which that is not known, be it for a fact or for their words.
        does_not_apply: Those that are about others.
    """

    applies: tuple[Match, ...]
    may_apply: tuple[Match, ...]
    does_not_apply: tuple[Match, ...]

    def __iter__(self) -> Iterator[Match]:
        yield from (*self.applies, *self.may_apply, *self.does_not_apply)

    def __len__(self) -> int:
        return len(self.applies) + len(self.may_apply) + len(self.does_not_apply)

    def __repr__(self) -> str:
        counts = f"{len(self.applies)} apply, {len(self.may_apply)} may apply"
        return f"<Matches: {counts}, {len(self.does_not_apply)} do not>"


class _Questions:
    """The criteria of a knowledge base made ready: each different one is asked once."""

    def __init__(self, known: Vocabulary) -> None:
        # The vocabulary itself is not kept: these are kept for as long as it is.
        self._places: dict[Criterion, int] = {}
        self._tests: list[Test] = []
        statements = known.records.statements
        self.rows = tuple((s, self._place(known, s.criteria)) for s in statements)
        self.members: frozenset[ConceptId] = frozenset(
            member for criterion in self._places for member in members_asked(known, criterion)
        )

    def _place(self, known: Vocabulary, criterion: Criterion | None) -> int | None:
        if criterion is None:
            return None
        place = self._places.setdefault(criterion, len(self._places))
        if place == len(self._tests):
            self._tests.append(test_of(known, criterion))
        return place

    def answers(self, facts: Facts) -> list[Truth]:
        """Return the answer to each different criterion."""
        return [test(facts) for test in self._tests]

    def undecided(self, facts: Facts) -> tuple[tuple[Criterion, int], ...]:
        """Return the criteria that are open, each with the number of statements that have it."""
        found = self.answers(facts)
        counts = [0] * len(found)
        for _, place in self.rows:
            if place is not None:
                counts[place] += 1
        return tuple((c, counts[i]) for c, i in self._places.items() if found[i] is None)


_QUESTIONS: WeakKeyDictionary[Vocabulary, _Questions] = WeakKeyDictionary()


def _questions(known: Vocabulary) -> _Questions:
    """Return the questions of a knowledge base, made when they are first asked."""
    found = _QUESTIONS.get(known)
    return found or _QUESTIONS.setdefault(known, _Questions(known))


def match(known: Vocabulary, patient: Patient) -> Matches:
    """Return the statements in three groups: about patients like this one, perhaps, and not."""
    questions = _questions(known)
    facts = facts_about(known, patient, questions.members)
    found = questions.answers(facts)
    groups: dict[Truth, list[Match]] = {True: [], None: [], False: []}
    for statement, place in questions.rows:
        # What sets no bounds excludes nobody; what is said in words no machine can tell.
        read = True if place is None else found[place]
        truth = None if statement.population and read is not False else read
        groups[truth].append(Match(statement, truth, known, facts))
    return Matches(
        applies=tuple(groups[True]),
        may_apply=tuple(groups[None]),
        does_not_apply=tuple(groups[False]),
    )


def missing_of(known: Vocabulary, patient: Patient) -> tuple[MissingFact, ...]:
    """Return the facts that open criteria ask for, those that would settle most first."""
    questions = _questions(known)
    facts = facts_about(known, patient, questions.members)
    return missing(known, questions.undecided(facts), facts)
