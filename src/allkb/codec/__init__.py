"""Records to JSON and back: the only part that knows cattrs."""

from allkb.codec.document import FORMAT, LISTS, Document
from allkb.codec.reading import Parsed, nothing, parse
from allkb.codec.writing import canonical, dumps, unstructure

__all__ = [
    "FORMAT",
    "LISTS",
    "Document",
    "Parsed",
    "canonical",
    "dumps",
    "nothing",
    "parse",
    "unstructure",
]
