"""The things statements speak of, their names and their codes; and topics."""

from collections.abc import Iterator

from attrs import frozen

from allkb.model.ids import ConceptId, RevisionId, TopicId, id_faults
from allkb.model.record import Entry, Record
from allkb.model.terms import ConceptCategory

__all__ = ["Code", "Concept", "Heading", "Topic"]


@frozen(kw_only=True, eq=False, repr=False)
class Code(Record):
    """
    A code of a terminology for a concept.

    Attributes:
        system: The terminology: `NCIt`, `MONDO`, `CDR` (NCI dictionary).
        code: The code itself.
        display: The terminology's own label, where read.
        confirmed_in: Where the pair of code and meaning was read.
    """

    system: str
    code: str
    display: str | None = None
    confirmed_in: str


@frozen(kw_only=True, eq=False, repr=False)
class Concept(Entry):
    """
    A thing that statements speak of.

    Attributes:
        id: Its id.
        label: Its name.
        category: What kind of thing it is.
        synonyms: Other names of the same thing.
        broader: The concepts it is a kind of; asking for one of those finds it too.
        codes: Its codes, each confirmed by a source.
        sponsor: The group that runs it, for a trial, where a source says so.
    """

    id: ConceptId
    label: str
    category: ConceptCategory
    synonyms: tuple[str, ...] = ()
    broader: tuple[ConceptId, ...] = ()
    codes: tuple[Code, ...] = ()
    sponsor: ConceptId | None = None

    def _faults(self) -> Iterator[str]:
        yield from id_faults(self.id)
        if self.id in self.broader:
            yield f"{self.id} cannot be broader than itself"
        if self.sponsor and self.category is not ConceptCategory.TRIAL:
            yield f"{self.id} is no trial, so it has no sponsor"


@frozen(kw_only=True, eq=False, repr=False)
class Heading(Record):
    """
    A heading of a revision that stands for a topic.

    Attributes:
        revision: The revision that has it.
        section: Its path, outermost first; a long heading is cut and ends in an ellipsis.
        bare: Whether nothing follows it on the page.
    """

    revision: RevisionId
    section: tuple[str, ...]
    bare: bool = False

    def _faults(self) -> Iterator[str]:
        if not self.section:
            yield "a heading needs a section"


@frozen(kw_only=True, eq=False, repr=False)
class Topic(Entry):
    """
    What a group of statements is about.

    Attributes:
        id: Its id, and the name of its data file.
        label: Its name.
        headings: The headings it has in sources.
    """

    id: TopicId
    label: str
    headings: tuple[Heading, ...] = ()

    def _faults(self) -> Iterator[str]:
        yield from id_faults(self.id)
