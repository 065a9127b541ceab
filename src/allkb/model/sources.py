"""Documents, their dated revisions, and the papers they cite."""

import re
from collections.abc import Iterator

from attrs import frozen

from allkb.model.dates import DateWindow, date_in
from allkb.model.ids import FINGERPRINT, CitationId, RevisionId, SourceId, id_faults
from allkb.model.record import Entry, Record
from allkb.model.terms import Basis, Extent, Reading, SourceCategory
from allkb.shown import Shown

__all__ = ["Citation", "LeftOut", "Reference", "Revision", "Source"]


@frozen(kw_only=True, eq=False, repr=False)
class LeftOut(Record):
    """
    A figure that a revision prints and no statement holds, on purpose.

    Attributes:
        passage: The fingerprint of the passage it stands in.
        printed: The figure as printed.
        reason: Why it is no data here: a dose in the name of a regimen, a year.
    """

    passage: str
    printed: str
    reason: str

    def _faults(self) -> Iterator[str]:
        if not FINGERPRINT.fullmatch(self.passage):
            yield f"passage {self.passage!r} must be sha256: and 64 hexadecimal digits"


@frozen(kw_only=True, eq=False, repr=False)
class Revision(Entry):
    """
    One dated state of a source.

    Attributes:
        id: The source's id, a dot, and a date: the one printed, or the likeliest.
        date: When it was published; a window where the page prints no date.
        read: How much of it was read.
        note: What is known of it, and how the date was found.
        url: Where it was published.
        left_out: The figures it prints that no statement holds, each with its reason.
    """

    id: RevisionId
    date: DateWindow
    read: Extent = Extent.PART
    note: str | None = None
    url: str | None = None
    left_out: tuple[LeftOut, ...] = ()

    def _faults(self) -> Iterator[str]:
        yield from id_faults(self.id)


@frozen(kw_only=True, eq=False, repr=False)
class Source(Entry):
    """
    A document that says things.

    Attributes:
        id: Its id.
        title: Its title.
        category: What kind of document it is.
        publisher: Who publishes it.
        revisions: Its dated revisions, oldest first; at least one.
        citation: The paper it is, for a paper.
        note: What a reader should know of it.
    """

    id: SourceId
    title: str
    category: SourceCategory
    publisher: str
    revisions: tuple[Revision, ...]
    citation: CitationId | None = None
    note: str | None = None

    def _faults(self) -> Iterator[str]:
        yield from id_faults(self.id)
        if not self.revisions:
            yield f"{self.id} needs at least one revision"
        starts = [revision.date.earliest for revision in self.revisions]
        if starts != sorted(starts):
            yield f"the revisions of {self.id} are not oldest first"
        for revision in self.revisions:
            printed = date_in(revision.id)
            if printed is None or revision.id.rpartition(".")[0] != self.id:
                yield f"revision {revision.id} must be {self.id}, a dot, and a date"
            elif not (
                revision.date.earliest <= printed.latest
                and printed.earliest <= revision.date.latest
            ):
                yield f"revision {revision.id} is dated {revision.date}, not as its id says"
        if (self.citation is None) is (self.category is SourceCategory.PAPER):
            yield "a paper, and nothing else, names its citation"


@frozen(kw_only=True, eq=False, repr=False)
class Reference(Record):
    """
    The number a revision gives a citation.

    Attributes:
        revision: The revision.
        number: The number in its list, from 1.
        basis: Printed beside the citation, or inferred by us.
        note: How it was inferred, and how surely.
    """

    revision: RevisionId
    number: int
    basis: Basis
    note: str | None = None

    def _faults(self) -> Iterator[str]:
        if self.number < 1:
            yield f"number ({self.number}) must be at least 1"
        if self.basis is Basis.INFERRED and not self.note:
            yield "an inferred reference needs a note that says how"


_PMID = re.compile(r"[1-9][0-9]{0,8}")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")


@frozen(kw_only=True, eq=False, repr=False)
class Citation(Shown, Entry):
    """
    A paper.

    Attributes:
        id: Its id.
        title: Its title; None where nothing that was read prints it.
        authors: The authors as a source lists them, which may end in `et al`.
        journal: The journal, abbreviated.
        year: The year of the issue.
        volume: The volume, and issue where known.
        pages: The pages.
        pmid: Its PubMed id, digits only, where a source prints it.
        doi: Its DOI, where a source prints it.
        references: The numbers revisions give it.
        reading: How much of it was read.
        note: What a reader should know of it.
    """

    id: CitationId
    title: str | None = None
    authors: tuple[str, ...]
    journal: str
    year: int
    volume: str | None = None
    pages: str | None = None
    pmid: str | None = None
    doi: str | None = None
    references: tuple[Reference, ...] = ()
    reading: Reading = Reading.SOURCE_ONLY
    note: str | None = None

    def _faults(self) -> Iterator[str]:
        yield from id_faults(self.id)
        if not self.authors:
            yield "authors must not be empty"
        if not 1800 <= self.year <= 2200:
            yield f"year ({self.year}) must be between 1800 and 2200"
        if self.pmid is not None and not _PMID.fullmatch(self.pmid):
            yield f"pmid {self.pmid!r} must be 1 to 9 digits"
        if self.doi is not None and not _DOI.fullmatch(self.doi):
            yield f"doi {self.doi!r} must look like 10.1000/example"

    @property
    def short(self) -> str:
        """First author and year: `Eapen 2004`."""
        return f"{self.authors[0].rsplit(' ', 1)[0]} {self.year}"
