"""Reading data files into a knowledge base; the bundled ones too."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from allkb.codec import FORMAT, Document, schema_text
from allkb.collector import collector_paused
from allkb.errors import DataError
from allkb.files import as_written, merge, read_batch
from allkb.knowledge import KnowledgeBase
from allkb.model.record import known_sound

__all__ = ["load", "read", "schema"]


def read(path: str | os.PathLike[str], *, onto: KnowledgeBase | None = None) -> KnowledgeBase:
    """
    Read a data file, or every `*.json` below a folder.

    Args:
        path: The file or folder.
        onto: A knowledge base whose records the data may name; it is part of the result.

    Raises:
        DataError: if anything is wrong with the data; it lists everything that is.
    """
    with collector_paused():
        batch = read_batch(os.fspath(path))
        known = onto.document if onto else Document(format=FORMAT)
        if batch.faults:
            raise DataError(batch.all_faults(known))
        try:
            return KnowledgeBase.of_document(merge(known, batch.document))
        except DataError:
            raise DataError(batch.all_faults(known)) from None


@cache
def load() -> KnowledgeBase:
    """
    Return the bundled knowledge base; it is read once, from the package's own files.

    Files that are as this library wrote them, by the checksums beside them,
    hold what was checked before it was written. Others are read like any.
    """
    folder = os.path.join(os.path.dirname(__file__), "data")
    contents = as_written(folder)
    if contents is None:
        return read(folder)
    with collector_paused(), known_sound():
        return KnowledgeBase.of_document(read_batch(folder, contents).document)


def schema() -> dict[str, Any]:
    """
    Return the JSON Schema (2020-12) of a data file, for validators and editors.

    What it refuses, reading refuses. The reverse does not hold: it sees one value at a
    time, so not whether an id leads anywhere, nor whether a low end is below a high one.
    """
    found: dict[str, Any] = json.loads(schema_text())
    return found
