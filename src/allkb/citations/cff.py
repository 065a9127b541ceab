"""The Citation File Format, 1.2.0: `CITATION.cff`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from allkb.citations.release import Release

__all__ = ["written"]


def written(data: Release) -> str:
    """Return the citation of a release as a CITATION.cff."""
    dated = {"date-released": f"{data.date}"} if data.date else {}
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data, please cite it with its version, and the papers that it names.",
        "type": "dataset",
        "title": data.title,
        "version": data.version,
        **dated,
        "license": "Apache-2.0",
        "authors": [{"name": author} for author in data.authors],
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{data.digest}",
                "description": "The SHA-256 of the data in its canonical form: kb.digest",
            }
        ],
        "abstract": data.notice,
        "keywords": ["acute lymphoblastic leukemia", "pediatric oncology", "evidence"],
    }
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield lines of YAML; a text of JSON is one of YAML."""
    for key, value in found.items():
        if isinstance(value, list):
            yield f"{key}:"
            for item in cast("list[str | dict[str, str]]", value):
                yield from _item(item)
        else:
            yield f"{key}: {_quoted(value)}"


def _item(item: str | Mapping[str, str]) -> Iterator[str]:
    if isinstance(item, str):
        yield f"  - {_quoted(item)}"
        return
    for place, (key, value) in enumerate(item.items()):
        yield f"  {' ' if place else '-'} {key}: {_quoted(value)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
