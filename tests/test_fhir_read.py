"""Statements read back from bundles are those that were written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from attrs import frozen
from bundled import KB
from fhir_samples import EXTENSION, HSCT, Json, bundle_of, objects, resource, whole
from hypothesis import given, settings
from strategies import knowledge_bases

from allkb import (
    AllOf,
    AnyOf,
    Arm,
    Characteristic,
    Comparison,
    ConceptId,
    ConfidenceInterval,
    Count,
    Criterion,
    Definition,
    Direction,
    Effect,
    EffectMeasure,
    Fault,
    InRange,
    Is,
    KnowledgeBase,
    Not,
    Observation,
    ObservedRange,
    OutcomeStatistic,
    Point,
    PValue,
    Record,
    RevisionId,
    Statement,
    StatementId,
    TopicId,
    Unit,
    definitions_of,
)
from allkb.fhir import bundle, dumps, read
from allkb.fhir.inside import Inside
from allkb.fhir.reading.entries import Frame, entries_of
from allkb.fhir.reading.fields import parts_of
from allkb.fhir.reading.node import Node
from allkb.fhir.records import parts
from allkb.fhir.shelf import Shelf

FLAG = Is(fact="relapsed_after_hsct", value=True)
OTHER = Is(fact="lineage", value="T-ALL")
ATTESTED: dict[str, Any] = {
    "topic": TopicId("relapse-after-hsct"),
    "summary": "Some of them.",
    "attestations": KB[HSCT].attestations,
}
ENDPOINT = ConceptId("event-free-survival")


def back(*statements: Statement) -> tuple[Statement, ...]:
    """Return what is read of the bundle of some statements in place of the bundled ones."""
    kb = KnowledgeBase(
        version="1",
        sources=KB.sources,
        citations=KB.citations,
        concepts=KB.concepts,
        topics=KB.topics,
        statements=statements,
    )
    return read(dumps(bundle(kb.statements)))


def test_all_bundled_statements_come_back_equal() -> None:
    """Nothing of the bundled data is lost or changed in a bundle, and its order is kept."""
    found = read(whole())
    assert found == KB.statements.items
    assert list(map(repr, found)) == list(map(repr, KB.statements))


def test_text_bytes_and_objects_are_read_alike() -> None:
    """A bundle is taken as text, as UTF-8 bytes, set in or not, and as any mapping."""
    made = bundle_of(HSCT)
    text = dumps(made, indent=2)
    given: list[Mapping[str, object] | str | bytes] = [text, text.encode(), MappingProxyType(made)]
    for one in (made, dumps(made), *given):
        assert read(one) == (KB[HSCT],)


def test_an_empty_selection_is_an_empty_bundle() -> None:
    """No statement is no entry, and reads as no statement."""
    made = bundle_of()
    assert "entry" not in made
    assert read(made) == ()


def test_definitions_come_after_the_selection() -> None:
    """What criteria refer to is in the bundle too, whatever it refers to included."""
    leading = [s for s in KB.statements if definitions_of(s)]
    for found in (leading[0], next(s for s in leading if isinstance(s, Definition))):
        first, *others = read(bundle_of(found.id))
        assert first == found
        assert definitions_of(found) <= {other.id for other in others}
        assert {type(other) for other in others} == {Definition}


def test_what_was_attested_on_a_day_comes_back() -> None:
    """A selection as of a day holds what was said by then, and so does its bundle."""
    then = KB.as_of("2012-12-31").statements
    assert read(bundle(then)) == then.items


def test_a_bundle_is_the_same_each_time() -> None:
    """The same statements give the same text; a narrower selection the same resources."""
    made = bundle_of(HSCT)
    assert dumps(made) == dumps(bundle_of(HSCT))
    assert resource(made, "statement", HSCT) == resource(whole(), "statement", HSCT)


@given(knowledge_bases())
@settings(max_examples=60)
def test_any_statement_comes_back_equal(kb: KnowledgeBase) -> None:
    """Every statement that a knowledge base may hold is read as it was written."""
    assert read(dumps(bundle(kb.statements))) == kb.statements.items


def deepest() -> Criterion:
    """Return a tree with as many levels as a tree may have."""
    found: Criterion = InRange(fact="age", low=1, high=2, includes_low=False)
    for _ in range(29):
        found = AllOf(criteria=(found,))
    return found


@pytest.mark.parametrize(
    "criterion",
    [
        InRange(fact="age", low=1, includes_high=False),
        InRange(fact="age", high=1, includes_low=False),
        InRange(fact="age", low=1, high=1),
        InRange(fact="age", low=1, high=2),
        InRange(fact="age", low=1, high=2, includes_high=False),
        Not(criterion=InRange(fact="mrd", low=0.01, high=0.1, includes_low=False)),
        Not(criterion=Not(criterion=FLAG)),
        Not(criterion=Not(criterion=AnyOf(criteria=(FLAG, OTHER)))),
        Not(criterion=AllOf(criteria=(FLAG, OTHER))),
        AllOf(criteria=(FLAG,)),
        AllOf(criteria=(FLAG, Not(criterion=OTHER), AllOf(criteria=(FLAG, OTHER)))),
        AnyOf(criteria=(FLAG,)),
        AllOf(criteria=(AllOf(criteria=(InRange(fact="age", low=1), FLAG)), FLAG)),
        AllOf(criteria=(InRange(fact="age", low=1), InRange(fact="age", high=2))),
        deepest(),
    ],
)
def test_criteria_come_back_as_they_are_grouped(criterion: Criterion) -> None:
    """Trees that mean the same are not the same: each comes back as it was, however deep."""
    statement = OutcomeStatistic(
        id=StatementId("one"),
        endpoint=ENDPOINT,
        estimate=Point(value=0.5, printed="50%"),
        criteria=criterion,
        **ATTESTED,
    )
    definition = Definition(
        id=StatementId("two"),
        term="a term",
        group=ConceptId("cog"),
        means=criterion,
        **ATTESTED,
    )
    assert back(statement, definition) == (statement, definition)


def test_figures_that_look_alike_are_told_apart() -> None:
    """A follow-up is no characteristic of that name; a number of patients is no estimate of one."""
    median = Point(
        value=3,
        printed="3 years",
        unit=Unit.YEARS,
        uncertainty=ObservedRange(low=1, high=9),
    )
    statement = Observation(
        id=StatementId("one"),
        about=(ENDPOINT,),
        median_follow_up=median,
        characteristics=(
            Characteristic(label="Median follow-up", estimate=median, n=4),
            Characteristic(label="Patients", n=0),
            Characteristic(label="Patients", estimate=Count(events=0, of=4, printed="none")),
            Characteristic(label="Nothing more"),
        ),
        **ATTESTED,
    )
    assert back(statement) == (statement,)


def test_effects_keep_their_arms_and_their_numbers() -> None:
    """Over and under are not swapped, a level that is not known stays so, 1 stays 1."""
    arms = tuple(Arm(id=id, label="An arm") for id in ("a", "b", "c"))
    effect = Effect(
        numerator="c",
        denominator="a",
        direction=Direction.INCONCLUSIVE,
        measure=EffectMeasure.DIFFERENCE,
        value=-0.25,
        interval=ConfidenceInterval(low=-1, high=0, level=None),
        p=PValue(value=1, sides=1),
    )
    swapped = Effect(numerator="a", denominator="c", direction=Direction.INCONCLUSIVE)
    statement = Comparison(
        id=StatementId("one"), endpoint=ENDPOINT, arms=arms, effects=(effect, swapped), **ATTESTED
    )
    made = back(statement)
    assert made == (statement,)
    assert back(*made) == made


@frozen(kw_only=True, eq=False, repr=False)
class Gained(Record):
    """A record of every type that a field of the model may get."""

    flag: bool
    count: int
    size: float
    text: str
    day: date
    word: Direction
    statement: StatementId
    concept: ConceptId
    revision: RevisionId
    criterion: Criterion
    inner: PValue
    many: tuple[str, ...] = ()
    none: float | None = None


def test_fields_that_the_model_gains_travel_as_extensions() -> None:
    """A field needs no code of its own to be written and read: its type says how."""
    record = Gained(
        flag=False,
        count=3,
        size=2,
        text="text",
        day=date(2025, 4, 21),
        word=Direction.INCONCLUSIVE,
        statement=StatementId(HSCT),
        concept=ENDPOINT,
        revision=KB[HSCT].attestations[0].source,
        criterion=FLAG,
        inner=PValue(value=0.5),
        many=("a", "b"),
    )
    shelf = Shelf(KB)
    inside = Inside(shelf, "active")
    told = parts(inside, record)
    url = shelf.revision(record.revision)["reference"]
    document = {
        "resourceType": "Citation",
        "identifier": [{"system": "urn:allkb:revision", "value": record.revision}],
    }
    faults: list[Fault] = []
    opened: list[Node] = []
    held: Json = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": url, "resource": document}],
    }
    head = Node({"contained": inside.contained, "extension": told}, "$", faults, opened)
    frame = Frame("x", head, entries_of(Node(held, "$", faults, opened)))
    found = parts_of(frame, head, Gained)
    assert not faults
    assert found.pop("criterion") == {"kind": "is", "fact": FLAG.fact, "value": True}
    assert found.pop("inner") == {"value": 0.5, "relation": "=", "sides": None, "printed": None}
    assert found == {
        "flag": False,
        "count": 3,
        "size": 2,
        "text": "text",
        "day": "2025-04-21",
        "word": "inconclusive",
        "statement": HSCT,
        "concept": ENDPOINT,
        "revision": record.revision,
        "many": ["a", "b"],
        "none": None,
    }


# What a bundle may have that we do not write


def test_extensions_of_others_are_passed_over() -> None:
    """An extension that is not ours may stand anywhere: it only adds."""
    made = bundle_of(HSCT)
    other = {"url": "http://example.org/more", "valueString": "more"}
    for found in list(objects(resource(made, "statement", HSCT))):
        url = found.get("url", "")
        if not ("extension" not in found and str(url).startswith(EXTENSION)) and ":" in f"{url}:":
            found.setdefault("extension", []).append(other)
    assert read(made) == (KB[HSCT],)


def test_what_is_for_people_may_differ() -> None:
    """Narratives, displays, units and ids of elements are not read."""
    made = json.loads(dumps(bundle_of(HSCT)))
    for found in objects(made):
        for name in ("display", "unit"):
            if name in found:
                found[name] = "other words"
        if "coding" in found:
            found["text"] = "other words"
        found.pop("meta", None)
        found.setdefault("id", "x1")
    for entry in made["entry"]:
        entry["resource"].pop("text")
    assert read(made) == (KB[HSCT],)


def test_references_may_be_relative() -> None:
    """A server that gives entries addresses of its own may call them by type and id."""
    text = dumps(bundle_of(HSCT))
    for entry in json.loads(text)["entry"]:
        one = entry["resource"]
        url = f"http://example.org/{one['resourceType']}/{one['id']}"
        text = text.replace(f'"fullUrl":"{entry["fullUrl"]}"', f'"fullUrl":"{url}"')
        local = f'"reference":"{one["resourceType"]}/{one["id"]}/_history/1"'
        text = text.replace(f'"reference":"{entry["fullUrl"]}"', local)
    assert "urn:uuid" not in text
    assert read(text) == (KB[HSCT],)
