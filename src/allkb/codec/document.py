"""What one data file holds."""

from typing import Final

from attrs import frozen

from allkb.model import Citation, Concept, Record, Source, Statement, Topic

__all__ = ["FORMAT", "LISTS", "Document"]

FORMAT: Final = 1
"""The version of the data format that this library reads and writes."""


@frozen(kw_only=True, eq=False, repr=False)
class Document(Record):
    """
    What one data file holds.

    Attributes:
        format: The version of the data format.
        version: The version of the data; given in one file of a knowledge base.
        sources: Documents that say things.
        citations: Papers.
        concepts: Things that statements speak of.
        topics: What groups of statements are about.
        statements: What the sources say.
    """

    format: int
    version: str | None = None
    sources: tuple[Source, ...] = ()
    citations: tuple[Citation, ...] = ()
    concepts: tuple[Concept, ...] = ()
    topics: tuple[Topic, ...] = ()
    statements: tuple[Statement, ...] = ()


LISTS: Final = ("sources", "citations", "concepts", "topics", "statements")
"""The fields of a document that hold records."""
