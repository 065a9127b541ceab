"""CSL-JSON, as citeproc, pandoc and Zotero read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from allkb.citations.authors import Author, authors_of
from allkb.citations.printed import volume_of
from allkb.citations.release import Release
from allkb.model import Citation

__all__ = ["of_paper", "of_release", "written"]

Item = dict[str, Any]


def written(items: Iterable[Item], said: str) -> str:
    """Return items as CSL-JSON; the first has a remark on all of them."""
    found = [*items]
    if found:
        found[0] |= {"custom": {"notice": said}}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def of_paper(paper: Citation) -> Item:
    """Return a paper as an item; what is not known is left out."""
    authors, others = authors_of(paper.authors)
    volume, issue = volume_of(paper)
    # The format has no word for further authors: they stay as printed.
    names = [*map(_name, authors), *([{"literal": paper.authors[-1]}] if others else [])]
    found: Item = {
        "id": paper.id,
        "type": "article-journal",
        "title": paper.title,
        "author": names,
        "container-title": paper.journal,
        "issued": {"date-parts": [[paper.year]]},
        "volume": volume,
        "issue": issue,
        "page": paper.pages,
        "DOI": paper.doi,
        "PMID": paper.pmid,
    }
    return {key: value for key, value in found.items() if value is not None}


def _name(author: Author) -> dict[str, str]:
    if author.initials is None:
        return {"literal": author.name}
    suffix = {"suffix": author.suffix} if author.suffix else {}
    return {"family": author.name, "given": author.initials, **suffix}


def of_release(data: Release) -> Item:
    """Return a release of the data as an item."""
    day = data.date
    issued = {"issued": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}
    return {
        "id": data.key,
        "type": "dataset",
        "title": data.title,
        "author": [{"literal": author} for author in data.authors],
        **issued,
        "version": data.version,
        "note": data.fingerprint,
    }
