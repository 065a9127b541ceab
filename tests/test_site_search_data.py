"""What the search of the site works on, against the library's own selections."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from site_pages import KB

import allkb
from allkb.model import LEGACY, PRESENT
from allkb.query import Predicate
from allkb.site.contents import Contents
from allkb.site.searching import search_data


@cache
def data() -> dict[str, Any]:
    """Return the data of the search of the bundled base."""
    return search_data(Contents(KB))


def found(facet: str) -> dict[str, set[str]]:
    """Return the ids of the statements with each option of a facet."""
    start = 0
    options: list[tuple[str, str]] = []
    for name, _, listed in data()["facets"]:
        if name == facet:
            options = listed
            break
        start += len(listed)
    return {
        value: {row[0] for row in data()["statements"] if start + place in row[7]}
        for place, (value, _) in enumerate(options)
    }


def ids(*tests: Predicate | Callable[[Any], bool]) -> set[str]:
    """Return the ids of the statements that pass."""
    return set(KB.statements.where(*tests).ids)


def test_every_statement_is_there_once() -> None:
    """Each statement has one row, in the order of the ids."""
    assert tuple(row[0] for row in data()["statements"]) == KB.statements.ids


def test_topics() -> None:
    """The facet of topics has the statements of each topic."""
    assert found("topic") == {topic.id: ids(allkb.in_topic(topic.id)) for topic in KB.topics}


def test_kinds() -> None:
    """The facet of kinds has the statements of each kind."""
    expected: dict[str, set[str]] = {}
    for statement in KB:
        expected.setdefault(statement.kind, set()).add(statement.id)
    assert found("kind") == expected


def test_endpoints() -> None:
    """An endpoint has the statements that measure it or anything narrower."""
    facet = found("endpoint")
    assert facet == {endpoint: ids(allkb.measures(endpoint)) for endpoint in facet}
    assert set().union(*facet.values()) == ids(lambda s: hasattr(s, "endpoint"))


def test_levels() -> None:
    """A level has the statements beside which it is printed in any revision."""
    facet = found("level")
    assert facet == {level: ids(allkb.graded(level)) for level in facet}
    assert set().union(*facet.values()) == ids(allkb.graded())


def test_designs() -> None:
    """A design has the statements with a level of any code of that design in its scheme."""
    expected: dict[str, set[str]] = {}
    for scheme in (LEGACY, PRESENT):
        for grade in scheme.current.grades:
            name = f"{scheme.id}-{grade.design.label.replace(' ', '-')}"
            graded = ids(allkb.graded(design=grade.design.code))
            expected[name] = expected.get(name, set()) | graded
    assert found("design") == {name: graded for name, graded in expected.items() if graded}


def test_stances() -> None:
    """A stance has the recommendations that take it."""
    expected: dict[str, set[str]] = {}
    for statement in KB.recommendations:
        expected.setdefault(statement.stance, set()).add(statement.id)
    assert found("stance") == expected


def test_hedges() -> None:
    """A hedge has the statements that any revision says with it."""
    facet = found("hedge")
    assert facet == {hedge: ids(allkb.hedged(hedge)) for hedge in facet}
    assert set().union(*facet.values()) == ids(lambda s: any(a.hedge for a in s.attestations))


def test_then_and_now() -> None:
    """Statements stand or do not, and each is on one side alone."""
    gone = ids(allkb.ended())
    assert found("standing") == {"stands": set(KB.statements.ids) - gone, "ended": gone}


def test_who_says_it() -> None:
    """A revision of a summary has the statements that it says; other documents go by their sort."""
    facet = found("said")
    for revision in ("pdq-childhood-all.2012", "pdq-childhood-all.2025-04-21"):
        assert facet[revision] == ids(allkb.said_by(revision))
    for sort in ("paper", "report", "regulator"):
        sources = [source.id for source in KB.sources if source.category == sort]
        assert facet[sort] == set().union(*(ids(allkb.said_by(source)) for source in sources))


def test_what_changed() -> None:
    """A kind of change has the statements to which it happened; those added are left out."""
    changes = KB.changes("pdq-childhood-all.2012", "pdq-childhood-all.2025-04-21")
    expected: dict[str, set[str]] = {}
    for change in changes:
        if change.kind != "added":
            expected.setdefault(change.kind, set()).add(change.statement)
    assert found("change") == expected


def test_texts_are_those_of_the_statement() -> None:
    """A row has the summary, whom the statement is about, and every caveat."""
    for row in data()["statements"]:
        statement = KB[row[0]]
        assert row[3] == statement.summary
        caveats = tuple(text for label, text in row[4] if label == "Caveat")
        assert caveats == statement.caveats
        assert (statement.ended is not None) is (
            row[4][:1] != [] and row[4][0][0] == "No longer said"
        )


@pytest.mark.parametrize("kind", ["topic", "intervention", "paper", "endpoint", "gene"])
def test_other_pages_can_be_found_too(kind: str) -> None:
    """Pages of other records are there by their names."""
    pages = [page for page in data()["pages"] if page[0] == kind]
    assert pages
    assert all(page[1].endswith(".html") and page[2] for page in pages)


def test_kinds_of_concepts_are_those_of_the_library() -> None:
    """Beside each concept stand it and all that is narrower."""
    all_ids = [concept.id for concept in KB.concepts]
    for id, kinds in zip(all_ids, data()["kinds"], strict=True):
        assert {all_ids[place] for place in kinds} == KB.narrower(id)


def test_older_revisions_are_marked() -> None:
    """What an older revision says is told with that word; what the latest says is not."""
    latest = {source.revisions[-1].id for source in KB.sources}
    for row in data()["statements"]:
        said = [text.endswith(" (older revision)") for text in row[6]]
        assert said == [a.source not in latest for a in KB[row[0]].attestations]
