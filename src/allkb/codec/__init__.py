"""Records to JSON and back: the only part that knows cattrs."""

from allkb.codec.document import FORMAT, LISTS, SCHEMA_FILE, Document, schema_text
from allkb.codec.reading import Parsed, nothing, parse
from allkb.codec.writing import canonical, dumps, unstructure

__all__ = [
    "FORMAT",
    "LISTS",
    "SCHEMA_FILE",
    "Document",
    "Parsed",
    "canonical",
    "dumps",
    "nothing",
    "parse",
    "schema_text",
    "unstructure",
]
