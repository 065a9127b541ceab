"""What one data file holds."""

import os
from typing import Final

from attrs import frozen

from allkb.model import Citation, Concept, Record, Source, Statement, Topic

__all__ = ["FORMAT", "LISTS", "SCHEMA_FILE", "Document", "schema_text"]

FORMAT: Final = 1
"""The version of the data format that this library reads and writes."""

SCHEMA_FILE: Final = f"allkb-{FORMAT}.schema.json"
"""The name of the file that holds its JSON Schema, beside this module."""


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


def schema_text() -> str:
    """Return the JSON Schema (2020-12) of a data file, as its text."""
    with open(os.path.join(os.path.dirname(__file__), SCHEMA_FILE), encoding="utf-8") as opened:
        return opened.read()
