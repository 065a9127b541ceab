"""docs/reference/fhir.md tells of all that is written, and of nothing else."""

from __future__ import annotations

import re

from bundled import ROOT
from fhir_samples import EXTENSION, objects, resources, whole
from fhir_statements import few

from allkb.fhir.reading import DEPTH_LIMIT
from allkb.intake import SIZE_LIMIT, VALUE_LIMIT

PAGE = (ROOT / "docs/reference/fhir.md").read_text(encoding="utf-8")
WRITTEN = [whole(), few()]


def test_the_table_of_extensions_is_complete() -> None:
    """Each extension that is written is in the table, and each in the table is written."""
    _, _, rest = PAGE.partition("## What FHIR cannot hold")
    table, _, _ = rest.partition("Papers, documents")
    names = re.findall(
        r"`([a-z-]+)`", "".join(re.findall(r"^\|[^|]*\|([^|]*)\|", table, re.MULTILINE))
    )
    written = {
        one["url"].removeprefix(EXTENSION)
        for one in objects(WRITTEN)
        if str(one.get("url", "")).startswith(EXTENSION)
    }
    assert sorted(names) == sorted(written)


def test_each_resource_is_told_of() -> None:
    """The page names each type of resource that is written."""
    types = {
        one["resourceType"]
        for made in WRITTEN
        for one in objects(made["entry"])
        if "resourceType" in one
    }
    assert all(re.search(rf"\b{type}\b", PAGE) for type in types)


def test_related_artifacts_are_told_of() -> None:
    """The page names each way in which something is related."""
    types = {
        related["type"]
        for made in WRITTEN
        for one in resources(made)
        for related in one.get("relatedArtifact", [])
    }
    told = {*types} - {"composed-of"}
    assert all(f"`{type}`" in PAGE for type in told)


def test_limits_are_those_of_the_code() -> None:
    """The limits on the page are those that hold."""
    assert f"{SIZE_LIMIT >> 20} MB and five million values, nested {DEPTH_LIMIT} deep" in PAGE
    assert VALUE_LIMIT == 5_000_000
