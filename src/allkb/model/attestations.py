"""Who says it: a dated document, how surely, on what support, and where in it."""

from collections.abc import Iterator
from functools import lru_cache

from attrs import frozen

from allkb.model.dates import date_in
from allkb.model.grading import EvidenceLevel
from allkb.model.ids import FINGERPRINT, CitationId, RevisionId
from allkb.model.record import Record
from allkb.model.terms import Established, Hedge, MisprintPart

__all__ = ["Attestation", "Locator", "Misprint", "Support"]


@frozen(kw_only=True, eq=False, repr=False)
class Support(Record):
    """
    A group of citations and the levels printed beside it.

    Attributes:
        citations: The citations of the group; empty where a level stands alone.
        levels: The levels printed right behind it; empty where none is.
    """

    citations: tuple[CitationId, ...] = ()
    levels: tuple[EvidenceLevel, ...] = ()

    def _faults(self) -> Iterator[str]:
        if not self.citations and not self.levels:
            yield "a support group needs a citation or a level"
        elif len(self.citations) > 1 and len({*self.citations}) < len(self.citations):
            yield "a support group names a citation twice"


@frozen(kw_only=True, eq=False, repr=False)
class Locator(Record):
    """
    Where in a revision a statement stands. The passage itself is not kept.

    Attributes:
        section: The heading path, outermost first; a long heading is cut and
            ends in an ellipsis.
        numbers: The citation numbers printed with the passage, in their order.
        passage: A fingerprint of the passage's normalised text, `sha256:` and
            64 hexadecimal digits; None where no copy of the page was at hand.
        context: The fingerprints of further passages it draws on, such as the
            lead of a list that names the trial and gives the citation. A figure
            of the statement stands in the passage or in one of these.
    """

    section: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    passage: str | None = None
    context: tuple[str, ...] = ()

    def _faults(self) -> Iterator[str]:
        if not self.section:
            yield "a locator needs a section"
        if self.numbers and min(self.numbers) < 1:
            yield "citation numbers start at 1"
        if self.passage is None and self.context:
            yield "context needs the passage it belongs to"
        found = self.context if self.passage is None else (self.passage, *self.context)
        for passage in found:
            if not FINGERPRINT.fullmatch(passage):
                yield f"passage {passage!r} must be sha256: and 64 hexadecimal digits"
        if len({*found}) < len(found):
            yield "a passage is named twice"


@frozen(kw_only=True, eq=False, repr=False)
class Misprint(Record):
    """
    Something a document prints that cannot be so, or that its own source contradicts.

    The printed form is what the statement keeps.

    Attributes:
        part: What it is.
        printed: What is printed.
        instead: What should stand there, where that was read.
        reason: How that is known, in our words.
    """

    part: MisprintPart
    printed: str
    instead: str | None = None
    reason: str


@frozen(kw_only=True, eq=False, repr=False)
class Attestation(Record):
    """
    One dated document saying what a statement says.

    Attributes:
        source: The revision that says it.
        hedge: How surely, by its own word; None where its wording was not read.
        support: The citation groups it gives, with the levels beside each.
        locator: Where in it.
        established: How we know that it says so.
        misprints: What it prints amiss.
        note: What differs from other attestations, in our words.
    """

    source: RevisionId
    hedge: Hedge | None = None
    support: tuple[Support, ...] = ()
    locator: Locator
    established: Established = Established.READ
    misprints: tuple[Misprint, ...] = ()
    note: str | None = None

    def _faults(self) -> Iterator[str]:
        levels = self.levels
        window = _date_in(self.source) if levels else None
        for level in levels:
            if window and not level.is_of_its_time(window.earliest, window.latest):
                since = f"its scheme is not older than {level.scheme.not_before}"
                meaning = f"its meaning is that of the edition {level.edition}"
                yield f"{self.source} cannot print {level}: {since}, {meaning}"

    @property
    def levels(self) -> tuple[EvidenceLevel, ...]:
        """All levels printed, in the order of the support groups."""
        return tuple(level for group in self.support for level in group.levels)

    @property
    def citations(self) -> tuple[CitationId, ...]:
        """All citations given, in the order of the support groups."""
        return tuple(citation for group in self.support for citation in group.citations)


_date_in = lru_cache(maxsize=256)(date_in)
