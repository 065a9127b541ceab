"""The knowledge base: an immutable value that everything else asks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from attrs import field, frozen

from allkb.attested import attested
from allkb.checks import INTEGRITY, Finding, run
from allkb.codec import FORMAT, Document, canonical
from allkb.errors import DataError, Fault
from allkb.files import merge, write_folder
from allkb.model import (
    Approval,
    Citation,
    Comparison,
    Concept,
    ConceptId,
    DateWindow,
    Definition,
    Limitation,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    Record,
    Revision,
    SafetySignal,
    Source,
    Statement,
    StatementId,
    Topic,
)
from allkb.model.ids import by_id
from allkb.model.record import is_known_sound
from allkb.query import Selection
from allkb.shown import Shown, register
from allkb.vocabulary import Vocabulary, find

if TYPE_CHECKING:
    from allkb.changes import Change
    from allkb.conflicts import Conflict
    from allkb.matching import Classification, Matches, MissingFact
    from allkb.patients import Patient

__all__ = ["KnowledgeBase"]

S = TypeVar("S", bound=Statement)


class _Searched(Protocol):
    """What full-text search gives; the module that does it loads SQLite."""

    def ids(self, text: str) -> tuple[StatementId, ...]: ...


@frozen(kw_only=True, eq=False, repr=False)
class KnowledgeBase(Shown, Record):
    """
    Statements with all they rest on: immutable, comparable, hashable.

    As a collection it is one of statements, sorted by id: `kb[id]`, `len`,
    iteration, and `in` for ids and statements.

    Attributes:
        version: The version of the data.
        sources: Documents that say things.
        citations: Papers.
        concepts: Things that statements speak of.
        topics: What groups of statements are about.

    Raises:
        DataError: if the records do not fit together; it lists every place.
        InvalidValueError: if something else than records in tuples is given.
    """

    version: str = "0"
    sources: tuple[Source, ...] = ()
    citations: tuple[Citation, ...] = ()
    concepts: tuple[Concept, ...] = ()
    topics: tuple[Topic, ...] = ()
    _statements: tuple[Statement, ...] = field(default=(), alias="statements")

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for name in ("sources", "citations", "concepts", "topics", "_statements"):
            # The one moment at which a frozen value may still be arranged.
            object.__setattr__(self, name, by_id(getattr(self, name)))
        findings = () if is_known_sound() else run(INTEGRITY, self)
        if findings:
            raise DataError(
                tuple(Fault(f"$.{f.list}[{f.position}]{f.path}", f.message) for f in findings)
            )
        register(self)

    @cached_property
    def _known(self) -> Vocabulary:
        return Vocabulary(self)

    @cached_property
    def _search(self) -> _Searched:
        from allkb.search import SearchIndex

        return SearchIndex(self._statements, self._known)

    def __getitem__(self, id: str) -> Statement:
        return find("statement", id, self._known.statements)

    def __len__(self) -> int:
        return len(self._statements)

    def __iter__(self) -> Iterator[Statement]:
        return iter(self._statements)

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return item in self._known.statements
        return isinstance(item, Statement) and self._known.statements.get(item.id) == item

    def __repr__(self) -> str:
        return f"<KnowledgeBase {self.version}: {len(self)} statements>"

    def source(self, id: str) -> Source:
        """Return a source; an unknown id raises `UnknownIdError`."""
        return find("source", id, self._known.sources)

    def revision(self, id: str) -> Revision:
        """Return a revision of a source; an unknown id raises `UnknownIdError`."""
        return find("revision", id, self._known.revisions)

    def source_of(self, revision: str) -> Source:
        """Return the source a revision is of; an unknown revision raises `UnknownIdError`."""
        return find("revision", revision, self._known.source_of)

    def citation(self, id: str) -> Citation:
        """Return a citation; an unknown id raises `UnknownIdError`."""
        return find("citation", id, self._known.citations)

    def concept(self, name: str) -> Concept:
        """
        Return a concept by its id, label or synonym; case and accents do not matter.

        Raises:
            UnknownIdError: if no concept, or more than one, has the name.
        """
        return self._known.concept(name)

    def definition(self, id: str) -> Definition:
        """Return the definition that a criterion refers to; an unknown id raises `UnknownIdError`."""
        return find("definition", id, self._known.definitions)

    def topic(self, id: str) -> Topic:
        """Return a topic; an unknown id raises `UnknownIdError`."""
        return find("topic", id, self._known.topics)

    @property
    def statements(self) -> Selection[Statement]:
        """All statements, sorted by id."""
        return Selection(self._statements, self._known)

    def of(self, kind: type[S]) -> Selection[S]:
        """Return the statements of one kind, sorted by id."""
        return Selection(tuple(s for s in self._statements if isinstance(s, kind)), self._known)

    @property
    def recommendations(self) -> Selection[Recommendation]:
        """The recommendations, sorted by id."""
        return self.of(Recommendation)

    @property
    def outcomes(self) -> Selection[OutcomeStatistic]:
        """The outcome statistics, sorted by id."""
        return self.of(OutcomeStatistic)

    @property
    def comparisons(self) -> Selection[Comparison]:
        """The comparisons, sorted by id."""
        return self.of(Comparison)

    @property
    def prognostic_factors(self) -> Selection[PrognosticFactor]:
        """The prognostic factors, sorted by id."""
        return self.of(PrognosticFactor)

    @property
    def limitations(self) -> Selection[Limitation]:
        """The limitations, sorted by id."""
        return self.of(Limitation)

    @property
    def open_questions(self) -> Selection[OpenQuestion]:
        """The open questions, sorted by id."""
        return self.of(OpenQuestion)

    @property
    def definitions(self) -> Selection[Definition]:
        """The definitions, sorted by id."""
        return self.of(Definition)

    @property
    def safety_signals(self) -> Selection[SafetySignal]:
        """The safety signals, sorted by id."""
        return self.of(SafetySignal)

    @property
    def approvals(self) -> Selection[Approval]:
        """The approvals, sorted by id."""
        return self.of(Approval)

    @property
    def observations(self) -> Selection[Observation]:
        """The observations, sorted by id."""
        return self.of(Observation)

    def search(self, text: str) -> Selection[Statement]:
        """
        Return the statements that have any of the words of a text, best first.

        What stands no longer comes after all that stands. Summaries are searched, and
        the names of all that a statement is about; word endings, case and accents do
        not matter.

        Raises:
            SearchUnavailableError: if this Python's SQLite has no FTS5.
        """
        found = self._search.ids(text)
        return Selection(tuple(self._known.statements[id] for id in found), self._known)

    def as_of(self, day: date | str) -> KnowledgeBase:
        """
        Return what was attested on a day: nothing later, and nothing given up by then.

        Of each source the revision in force counts: the latest of those held
        here that is not after the day. A revision whose date is known only as
        a window counts from the window's first day. Revisions that are not
        held here are not known to have said anything else. Definitions that
        are referred to are kept with what refers to them; a statement that
        refers to one nobody attests by then is left out. All genes are kept.

        Args:
            day: A date, or its text: `2012-12-31`; `2012` means its last day.

        Raises:
            ValueError: if the text is no date.
        """
        last = DateWindow.parse(day).latest if isinstance(day, str) else day
        if isinstance(last, datetime):
            last = last.date()
        return KnowledgeBase(version=f"{self.version} as of {last}", **attested(self._known, last))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where sources disagree, each conflict once: both sides kept, none preferred."""
        from allkb.conflicts import conflicts_in

        return tuple(conflicts_in(self._statements))

    def changes(self, old: date | str, new: date | str) -> tuple[Change, ...]:
        """
        Return what changed in the sources from one point to a later one.

        Args:
            old: A revision, or a day: then, of each source, the revision in force.
            new: Likewise, and later: `kb.changes("2012", "2025")`.

        Raises:
            UnknownIdError: if a text is neither a revision nor a date.
            ValueError: if `new` is not later than `old`, or of another source.
        """
        from allkb.changes import changes_between, revision_runs

        runs = revision_runs(self.sources, old, new)
        return tuple(change for run in runs for change in changes_between(self._statements, run))

    def narrower(self, name: str) -> frozenset[ConceptId]:
        """Return a concept, asked for by any of its names, and all that are narrower."""
        return self._known.narrower(name)

    def match(self, patient: Patient) -> Matches:
        """
        Return which statements are about patients like this one, which may be, which are not.

        It ranks and recommends nothing. Facts that are not known decide nothing, and
        what is said in words is not known: such a statement at most may apply.
        """
        from allkb.matching import match

        return match(self._known, patient)

    def missing(self, patient: Patient) -> tuple[MissingFact, ...]:
        """Return the facts that open criteria ask for, those that would settle most first."""
        from allkb.matching import missing_of

        return missing_of(self._known, patient)

    def classify(self, patient: Patient) -> tuple[Classification, ...]:
        """Return what each study group's terms make of a patient: yes, no, or what is missing."""
        from allkb.matching import classify

        return classify(self._known, patient)

    def with_records(
        self,
        *,
        sources: tuple[Source, ...] = (),
        citations: tuple[Citation, ...] = (),
        concepts: tuple[Concept, ...] = (),
        topics: tuple[Topic, ...] = (),
        statements: tuple[Statement, ...] = (),
    ) -> KnowledgeBase:
        """
        Return a knowledge base with more records, which may name those of this one.

        Raises:
            DataError: if they do not fit, or an id is taken by other content.
        """
        more = Document(
            format=FORMAT,
            sources=sources,
            citations=citations,
            concepts=concepts,
            topics=topics,
            statements=statements,
        )
        return KnowledgeBase.of_document(merge(self.document, more))

    def merge(self, other: KnowledgeBase) -> KnowledgeBase:
        """
        Return a knowledge base of the records of both, with this one's version.

        Raises:
            DataError: if an id has other content in the other one.
        """
        return KnowledgeBase.of_document(merge(other.document, self.document))

    def write(self, folder: str | os.PathLike[str]) -> None:
        """
        Write its data files, which `allkb.read` reads back to an equal value.

        Args:
            folder: One that does not exist yet, or is empty.

        Raises:
            AllkbError: if the folder holds anything.
        """
        from pathlib import Path

        write_folder(self.document, Path(folder))

    def check(self) -> tuple[Finding, ...]:
        """Return everything a curator should look at; empty if all is well."""
        from allkb.checks.lint import LINT

        return run(LINT, self)

    @classmethod
    def of_document(cls, document: Document) -> KnowledgeBase:
        """Return the knowledge base of the records of a document."""
        return cls(
            version=document.version or "0",
            sources=document.sources,
            citations=document.citations,
            concepts=document.concepts,
            topics=document.topics,
            statements=document.statements,
        )

    @property
    def document(self) -> Document:
        """Its records as the content of one data file."""
        return Document(
            format=FORMAT,
            version=self.version,
            sources=self.sources,
            citations=self.citations,
            concepts=self.concepts,
            topics=self.topics,
            statements=self._statements,
        )

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its canonical data, as 64 hexadecimal digits."""
        import hashlib

        return hashlib.sha256(canonical(self.document)).hexdigest()
