"""All tables, in an order in which each names only those before it, and itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from allkb.frames.of_concepts import (
    BROADER_CONCEPTS,
    CODES,
    CONCEPTS,
    HEADING_SECTIONS,
    HEADINGS,
    SYNONYMS,
    TOPICS,
)
from allkb.frames.of_figures import LISTED
from allkb.frames.of_kinds import KINDS
from allkb.frames.of_sources import (
    AUTHORS,
    CITATIONS,
    LEFT_OUT,
    REFERENCE_NUMBERS,
    REVISIONS,
    SOURCES,
)
from allkb.frames.of_statements import (
    ATTESTATIONS,
    CAVEATS,
    CITATION_NUMBERS,
    CONTEXT_PASSAGES,
    LEVELS,
    LINKS,
    MISPRINTS,
    SECTIONS,
    STATEMENTS,
    SUCCESSORS,
    SUPPORT_CITATIONS,
    SUPPORT_GROUPS,
)
from allkb.frames.shapes import Shape

__all__ = ["SHAPES"]

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        shape.name: shape
        for shape in (
            CITATIONS,
            AUTHORS,
            SOURCES,
            REVISIONS,
            LEFT_OUT,
            REFERENCE_NUMBERS,
            CONCEPTS,
            SYNONYMS,
            BROADER_CONCEPTS,
            CODES,
            TOPICS,
            HEADINGS,
            HEADING_SECTIONS,
            STATEMENTS,
            *KINDS,
            *LISTED,
            CAVEATS,
            LINKS,
            SUCCESSORS,
            ATTESTATIONS,
            SUPPORT_GROUPS,
            SUPPORT_CITATIONS,
            LEVELS,
            SECTIONS,
            CITATION_NUMBERS,
            CONTEXT_PASSAGES,
            MISPRINTS,
        )
    }
)
"""The tables that records are flattened into and rebuilt from, by name."""
