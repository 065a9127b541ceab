"""RIS, as EndNote, Zotero and Mendeley read it; rispy writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# It ships no types.
from rispy import RisWriter, dumps  # type: ignore[import-untyped]  # pyright: ignore[reportUnknownVariableType]

from allkb.citations.authors import Author, authors_of
from allkb.citations.printed import pages_of, volume_of
from allkb.citations.release import Release
from allkb.model import Citation

__all__ = ["of_paper", "of_release", "written"]

Item = dict[str, Any]


class _Writer(RisWriter):  # type: ignore[misc]
    """RIS without a number above each record."""

    def set_header(self, count: int) -> str:  # noqa: ARG002  as it is called
        """Return nothing: the tag that starts a record is enough."""
        return ""


def written(items: Iterable[Item], said: str) -> str:
    """Return items as RIS, below a remark on all of them."""
    text: str = dumps([*items], implementation=_Writer)
    return f"# {said}\n\n{text}"


def of_paper(paper: Citation) -> Item:
    """Return a paper as an item; what is not known is left out."""
    authors, others = authors_of(paper.authors)
    volume, issue = volume_of(paper)
    first, last = pages_of(paper)
    names = [*map(_name, authors), *([_whole(paper.authors[-1])] if others else [])]
    found: Item = {
        "type_of_reference": "JOUR",
        "id": paper.id,
        "title": paper.title,
        "authors": names,
        "secondary_title": paper.journal,
        "year": str(paper.year),
        "volume": volume,
        "number": issue,
        "start_page": first,
        "end_page": last,
        "doi": paper.doi,
        **({"accession_number": paper.pmid, "name_of_database": "PubMed"} if paper.pmid else {}),
    }
    return {key: value for key, value in found.items() if value is not None}


def _name(author: Author) -> str:
    if author.initials is None:
        return _whole(author.name)
    return ", ".join(filter(None, (author.name, author.initials, author.suffix)))


def _whole(name: str) -> str:
    """Return a name that is not to be taken apart: a comma at its end says so."""
    return f"{name},"


def of_release(data: Release) -> Item:
    """Return a release of the data as an item."""
    day = data.date
    dated = {"year": f"{day:%Y}", "date": f"{day:%Y/%m/%d}/"} if day else {}
    return {
        "type_of_reference": "DATA",
        "id": data.key,
        "title": data.title,
        "authors": [*map(_whole, data.authors)],
        **dated,
        "edition": data.version,
        "notes": [data.fingerprint],
    }
