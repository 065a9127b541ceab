"""Knowledge bases of any size, made of the bundled statements over and over."""

from __future__ import annotations

import sys
from pathlib import Path

from attrs import evolve

import allkb
from allkb import StatementId
from allkb.codec import Document, dumps


def generated(size: int) -> allkb.KnowledgeBase:
    """
    Return the bundled knowledge base with its statements repeated under new ids.

    Definitions stand once and keep their ids, since criteria name them.
    """
    kb = allkb.load()
    alone = [evolve(s, links=(), ended=None) for s in kb]
    definitions = [s for s in alone if isinstance(s, allkb.Definition)]
    originals = [s for s in alone if not isinstance(s, allkb.Definition)]
    more = max(0, size - len(definitions))
    numbered = ((originals[i % len(originals)], i) for i in range(more))
    copies = [evolve(s, id=StatementId(f"{s.id}.{i}")) for s, i in numbered]
    return allkb.KnowledgeBase(
        version=f"generated {size}",
        sources=kb.sources,
        citations=kb.citations,
        concepts=kb.concepts,
        topics=kb.topics,
        statements=tuple(sorted((*definitions, *copies), key=lambda s: s.id)),
    )


def main() -> None:
    """Write a generated knowledge base of so many statements to a file."""
    size, file = int(sys.argv[1]), Path(sys.argv[2])
    document: Document = generated(size).document
    file.write_text(dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main()
