"""Nothing nonsensical can be constructed: each rule of each record, and how it is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from samples import LABEL, LEAD, NEW, PASSAGE, cites, said

from allkb import (
    AllOf,
    AnyOf,
    Arm,
    Attestation,
    AtTime,
    Basis,
    Bound,
    Characteristic,
    Citation,
    CitationId,
    Comparator,
    Concept,
    ConceptCategory,
    ConceptId,
    ConfidenceInterval,
    Count,
    Criterion,
    DateWindow,
    Direction,
    Effect,
    EffectMeasure,
    Ended,
    EvidenceLevel,
    Fact,
    FactType,
    Has,
    Heading,
    HowEnded,
    InRange,
    InvalidValueError,
    Is,
    KnowledgeBase,
    Limit,
    Link,
    Locator,
    Meets,
    Not,
    ObservedRange,
    Point,
    PValue,
    Range,
    Reference,
    Relation,
    Revision,
    RevisionId,
    Scheme,
    Source,
    SourceCategory,
    SourceId,
    StandardError,
    StatementId,
    Support,
    TimeRange,
    Topic,
    TopicId,
    UnassignedRatio,
    Unit,
)

NAN, INF = float("nan"), float("inf")
WINDOW = DateWindow.parse("2012")
LOCATOR = Locator(section=("Section",))


def point(value: float, unit: Unit = Unit.PROPORTION, **more: Any) -> Point:
    return Point(value=value, printed="x", unit=unit, **more)


def count(events: int, of: int, **more: Any) -> Count:
    return Count(events=events, of=of, printed="x", **more)


def bound(relation: Comparator, value: float, unit: Unit = Unit.PROPORTION) -> Bound:
    return Bound(relation=relation, value=value, printed="x", unit=unit)


def span(low: float, high: float, unit: Unit = Unit.PROPORTION) -> Range:
    return Range(low=low, high=high, printed="x", unit=unit)


def effect(value: float | None = None, **more: Any) -> Effect:
    measure = more.pop("measure", None if value is None else EffectMeasure.HAZARD_RATIO)
    sides: dict[str, Any] = {"numerator": "a", "denominator": "b", **more}
    return Effect(direction=Direction.INCONCLUSIVE, measure=measure, value=value, **sides)


def unassigned(value: float, **more: Any) -> UnassignedRatio:
    given: dict[str, Any] = {"measure": EffectMeasure.HAZARD_RATIO, **more}
    return UnassignedRatio(value=value, printed="x", reason="r", **given)


def interval(low: float, high: float, level: float = 0.95) -> ConfidenceInterval:
    return ConfidenceInterval(low=low, high=high, level=level)


def stretch(low: float, high: float, unit: Unit = Unit.MONTHS) -> TimeRange:
    return TimeRange(low=low, high=high, unit=unit)


def located(**more: Any) -> Locator:
    return Locator(section=("S",), **more)


def source(*revisions: Revision, **more: Any) -> Source:
    given: dict[str, Any] = {"category": SourceCategory.SUMMARY, **more}
    return Source(id=SourceId("guide"), title="T", publisher="P", revisions=revisions, **given)


def revision(id: str, day: str = "2012") -> Revision:
    return Revision(id=RevisionId(id), date=DateWindow.parse(day))


def citation(**more: Any) -> Citation:
    given: dict[str, Any] = {"authors": ("Doe J",), "year": 2010, **more}
    return Citation(id=CitationId(given.pop("id", "c")), title="T", journal="J", **given)


def reference(number: int, basis: Basis, note: str | None = None) -> Reference:
    return Reference(revision=RevisionId("g.2012"), number=number, basis=basis, note=note)


def printing(revision: str, *codes: str) -> Attestation:
    levels = tuple(map(EvidenceLevel.parse, codes))
    return Attestation(
        source=RevisionId(revision), support=(Support(levels=levels),), locator=LOCATOR
    )


Make = Callable[[], object]

QUANTITIES: dict[str, tuple[Make, str]] = {
    "proportion over 1": (lambda: point(28), "value (28) is a proportion, so it must be in [0, 1]"),
    "proportion under 0": (lambda: point(-0.1), "must be in [0, 1]"),
    "negative months": (lambda: point(-1, Unit.MONTHS), "in months, so it must not be negative"),
    "point nan": (lambda: point(NAN), "value must be a finite number, not nan"),
    "point inf": (lambda: point(INF, Unit.DAYS), "value must be a finite number, not inf"),
    "point outside its interval": (
        lambda: point(0.5, uncertainty=interval(0.6, 0.7)),
        "the interval 0.6 to 0.7 does not contain 0.5",
    ),
    "point outside what was observed": (
        lambda: point(5, Unit.DAYS, uncertainty=ObservedRange(low=6, high=7)),
        "does not contain 5",
    ),
    "interval outside the unit": (
        lambda: point(0.5, uncertainty=interval(0.4, 1.5)),
        "high of the uncertainty (1.5) is a proportion",
    ),
    "interval below the unit": (
        lambda: point(0.5, uncertainty=interval(-0.5, 0.6)),
        "low of the uncertainty (-0.5) is a proportion",
    ),
    "standard error over 1": (
        lambda: point(0.5, uncertainty=StandardError(value=3)),
        "a standard error of 3 is too large for a proportion",
    ),
    "range upside down": (lambda: span(0.3, 0.1), "low (0.3) is above high (0.1)"),
    "range low outside": (lambda: span(-0.1, 0.1), "low (-0.1) is a proportion"),
    "range high outside": (lambda: span(0.1, 1.1), "high (1.1) is a proportion"),
    "range nan": (lambda: span(NAN, 0.1), "low must be a finite number, not nan"),
    "range inf": (lambda: span(1, INF, Unit.DAYS), "high must be a finite number, not inf"),
    "bound that is equal": (lambda: bound(Comparator.EQUAL, 0.2), "a bound is not =; use a point"),
    "bound under nothing": (lambda: bound(Comparator.LESS, 0), "nothing is less than 0 here"),
    "bound over all": (lambda: bound(Comparator.MORE, 1), "no proportion is more than 1"),
    "bound outside": (lambda: bound(Comparator.LESS, 20), "value (20) is a proportion"),
    "time under nothing": (
        lambda: bound(Comparator.LESS, 0, Unit.MONTHS),
        "nothing is less than 0",
    ),
    "count of none": (lambda: count(0, 0), "of (0) must be at least 1"),
    "count over all": (lambda: count(8, 7), "events (8) must be between 0 and 7"),
    "count negative": (lambda: count(-1, 7), "events (-1) must be between 0 and 7"),
    "count outside its interval": (
        lambda: count(1, 2, uncertainty=interval(0.6, 0.7)),
        "does not contain 0.5",
    ),
    "interval upside down": (lambda: interval(0.7, 0.3), "low (0.7) is above high (0.3)"),
    "interval nan": (lambda: interval(NAN, 0.3), "low must be a finite number"),
    "interval level in percent": (lambda: interval(0, 1, 95), "level (95) must be between 0 and 1"),
    "interval level 0": (lambda: interval(0, 1, 0), "level (0) must be between 0 and 1"),
    "interval level 1": (lambda: interval(0, 1, 1), "level (1) must be between 0 and 1"),
    "interval level nan": (lambda: interval(0, 1, NAN), "level (nan) must be between"),
    "observed upside down": (lambda: ObservedRange(low=2, high=1), "low (2) is above high (1)"),
    "standard error 0": (lambda: StandardError(value=0), "value (0) must be above 0"),
    "standard error nan": (lambda: StandardError(value=NAN), "value must be a finite number"),
    "standard error inf": (lambda: StandardError(value=INF), "value must be a finite number"),
    "p 0": (lambda: PValue(value=0), "p (0) must be in (0, 1]"),
    "p over 1": (lambda: PValue(value=1.1), "p (1.1) must be in (0, 1]"),
    "p nan": (lambda: PValue(value=NAN), "p (nan) must be in (0, 1]"),
    "p above 1": (lambda: PValue(relation=Comparator.MORE, value=1), "no p is above 1"),
    "three sides": (lambda: PValue(value=0.1, sides=3), "sides (3) must be 1 or 2"),
    "no time": (
        lambda: AtTime(value=0, unit=Unit.DAYS),
        "value (0) must be a finite number above 0",
    ),
    "time nan": (lambda: AtTime(value=NAN, unit=Unit.DAYS), "value (nan) must be a finite number"),
    "time inf": (lambda: AtTime(value=INF, unit=Unit.DAYS), "value (inf) must be a finite number"),
    "time as proportion": (
        lambda: AtTime(value=1, unit=Unit.PROPORTION),
        "a time cannot be a proportion",
    ),
    "stretch upside down": (
        lambda: stretch(13, 5),
        "low (13) must be at least 0, and high (5) above it",
    ),
    "stretch of no length": (lambda: stretch(5, 5), "low (5) must be at least 0, and high (5) abo"),
    "stretch from before the start": (lambda: stretch(-1, 5), "low (-1) must be at least 0"),
    "stretch from nan": (lambda: stretch(NAN, 5), "low (nan) must be at least 0"),
    "stretch to nan": (lambda: stretch(0, NAN), "high (nan) above it"),
    "stretch without end": (lambda: stretch(0, INF), "high (inf) above it"),
    "stretch as proportion": (
        lambda: stretch(0, 1, Unit.PROPORTION),
        "a time cannot be a proportion",
    ),
}

HUGE: dict[str, tuple[Make, str]] = {
    "point": (lambda: point(10**400, Unit.DAYS), "value"),
    "range": (lambda: span(1, 10**400, Unit.DAYS), "high"),
    "interval": (lambda: interval(0, 10**400), "high"),
    "standard error": (lambda: StandardError(value=10**400), "value"),
    "bound": (lambda: bound(Comparator.MORE, 10**400, Unit.DAYS), "value"),
    "p": (lambda: PValue(value=10**400), "value"),
    "time": (lambda: AtTime(value=10**400, unit=Unit.DAYS), "value"),
    "stretch of time": (lambda: stretch(0, 10**400), "high"),
    "effect": (lambda: effect(10**400), "value"),
    "ratio without arms": (lambda: unassigned(10**400), "value"),
    "n of a characteristic": (lambda: Characteristic(label="c", n=10**5000), "n "),
    "criterion": (lambda: InRange(fact="age", low=10**400), "low"),
    "events": (lambda: count(10**5000, 1), "events"),
    "of": (lambda: count(1, 10**5000), "of"),
    "n of an arm": (lambda: Arm(id="a", label="A", n=10**5000), "n "),
    "citation number": (lambda: Locator(section=("S",), numbers=(10**5000,)), "number"),
    "reference number": (lambda: reference(10**5000, Basis.PRINTED), "number"),
    "year": (lambda: citation(year=10**5000), "year"),
}

EFFECTS: dict[str, tuple[Make, str]] = {
    "one arm twice": (lambda: effect(denominator="a"), "numerator and denominator are both 'a'"),
    "measure without value": (
        lambda: effect(measure=EffectMeasure.HAZARD_RATIO),
        "measure and value come together or not at all",
    ),
    "value without measure": (lambda: effect(2, measure=None), "measure and value come together"),
    "interval without value": (
        lambda: effect(interval=interval(1, 2)),
        "an interval needs the value it surrounds",
    ),
    "printed without value": (
        lambda: effect(printed="1.2"),
        "printed needs the value it prints",
    ),
    "difference without arms": (
        lambda: unassigned(0.1, measure=EffectMeasure.DIFFERENCE),
        "a difference is no ratio",
    ),
    "ratio without arms, outside its interval": (
        lambda: unassigned(3, interval=interval(1, 2)),
        "the interval 1 to 2 does not contain 3",
    ),
    "ratio without arms, 0": (lambda: unassigned(0), "a ratio must be above 0"),
    "ratio without arms, with an interval below 0": (
        lambda: unassigned(1, interval=interval(-1, 2)),
        "its interval not below; found -1",
    ),
    "ratio without arms, nan": (lambda: unassigned(NAN), "value must be a finite number, not nan"),
    "value outside its interval": (
        lambda: effect(3, interval=interval(1, 2)),
        "the interval 1 to 2 does not contain 3",
    ),
    "ratio 0": (lambda: effect(0), "a ratio must be above 0, and its interval not below; found 0"),
    "ratio with an interval below 0": (
        lambda: effect(1, interval=interval(-1, 2)),
        "a ratio must be above 0, and its interval not below; found -1",
    ),
    "ratio nan": (lambda: effect(NAN), "value must be a finite number, not nan"),
    "ratio inf": (lambda: effect(INF), "value must be a finite number, not inf"),
    "difference over 1": (
        lambda: effect(1.5, measure=EffectMeasure.DIFFERENCE),
        "must be in [-1, 1]: 1.5",
    ),
    "difference under -1": (
        lambda: effect(-1.5, measure=EffectMeasure.DIFFERENCE),
        "must be in [-1, 1]: -1.5",
    ),
    "difference with an impossible interval": (
        lambda: effect(0.1, measure=EffectMeasure.DIFFERENCE, interval=interval(-5, 5)),
        "[-1, 1]",
    ),
    "arm with a bad id": (lambda: Arm(id="An arm", label="A"), "id 'An arm' must be lower-case"),
    "arm with negative n": (lambda: Arm(id="a", label="A", n=-1), "n (-1) must not be negative"),
    "characteristic with negative n": (
        lambda: Characteristic(label="c", n=-1),
        "n (-1) must not be negative",
    ),
}

CRITERIA: dict[str, tuple[Make, str]] = {
    "unknown fact": (lambda: Is(fact="mood", value=True), "no fact 'mood'; the facts are age, "),
    "number as a flag": (lambda: Is(fact="age", value=True), "age is a number, not a flag or a c"),
    "flag in a range": (lambda: InRange(fact="gvhd", low=1), "gvhd is a flag, not a number"),
    "word for a flag": (lambda: Is(fact="gvhd", value="yes"), "gvhd is one of True, False, not"),
    "flag for a word": (lambda: Is(fact="lineage", value=True), "lineage is one of B-ALL, T-ALL"),
    "unknown word": (lambda: Is(fact="lineage", value="C-ALL"), "not 'C-ALL'"),
    "range without ends": (lambda: InRange(fact="age"), "a range needs low or high or both"),
    "criterion nan": (
        lambda: InRange(fact="age", low=NAN),
        "an end of a range must be a finite numb",
    ),
    "criterion inf": (lambda: InRange(fact="age", high=INF), "an end of a range must be a finite"),
    "criterion upside down": (
        lambda: InRange(fact="age", low=2, high=1),
        "low (2) is above high (1)",
    ),
    "range that holds nothing": (
        lambda: InRange(fact="age", low=2, high=2, includes_low=False),
        "nothing lies between 2 and itself",
    ),
    "member of a flag": (
        lambda: Has(fact="gvhd", value=ConceptId("x")),
        "gvhd is a flag, not a set",
    ),
    "all of none": (lambda: AllOf(criteria=()), "a group of criteria needs at least one"),
    "any of none": (lambda: AnyOf(criteria=()), "a group of criteria needs at least one"),
    "choices of a flag": (
        lambda: Fact(name="f", type=FactType.FLAG, phrase="p", choices=("a",)),
        "only a choice has choices",
    ),
    "negative of a number": (
        lambda: Fact(name="f", type=FactType.NUMBER, phrase="p", negative="no p", unit="years"),
        "only a flag has a negative",
    ),
    "choice without choices": (
        lambda: Fact(name="f", type=FactType.CHOICE, phrase="p"),
        "only a choice has choices",
    ),
}

DOCUMENTS: dict[str, tuple[Make, str]] = {
    "window upside down": (
        lambda: DateWindow(earliest=date(2013, 1, 1), latest=date(2012, 1, 1)),
        "latest (2012-01-01) is before earliest (2013-01-01)",
    ),
    "revision with a bad id": (
        lambda: Revision(id=RevisionId("Guide 2012"), date=WINDOW),
        "id 'Guide 2012' must be lower-case",
    ),
    "source with a bad id": (
        lambda: evolve(source(revision("guide.2012")), id=SourceId("guide!")),
        "id 'guide!' must be lower-case",
    ),
    "source without revisions": (source, "guide needs at least one revision"),
    "revisions out of order": (
        lambda: source(revision("guide.2013", "2013"), revision("guide.2012")),
        "the revisions of guide are not oldest first",
    ),
    "revision of another source": (
        lambda: source(revision("other.2012")),
        "revision other.2012 must be guide, a dot, and a date",
    ),
    "revision without a date": (
        lambda: source(revision("guide.latest")),
        "revision guide.latest must be guide, a dot, and a date",
    ),
    "revision with an impossible date": (
        lambda: source(revision("guide.2012-13")),
        "revision guide.2012-13 must be guide, a dot, and a date",
    ),
    "revision dated otherwise": (
        lambda: source(revision("guide.2012", "2013")),
        "revision guide.2012 is dated 2013-01-01 to 2013-12-31, not as its id says",
    ),
    "paper without citation": (
        lambda: source(revision("guide.2012"), category=SourceCategory.PAPER),
        "a paper, and nothing else, names its citation",
    ),
    "summary with citation": (
        lambda: source(revision("guide.2012"), citation=CitationId("c")),
        "a paper, and nothing else, names its citation",
    ),
    "reference 0": (lambda: reference(0, Basis.PRINTED), "number (0) must be at least 1"),
    "inferred without a note": (
        lambda: reference(1, Basis.INFERRED),
        "an inferred reference needs a note that says how",
    ),
    "citation with a bad id": (lambda: citation(id="Doe"), "id 'Doe' must be lower-case"),
    "citation by nobody": (lambda: citation(authors=()), "authors must not be empty"),
    "citation of the past": (lambda: citation(year=20), "year (20) must be between 1800 and 2200"),
    "citation of the future": (lambda: citation(year=20200), "year (20200) must be between"),
    "pmid with a letter": (lambda: citation(pmid="PMC12"), "pmid 'PMC12' must be 1 to 9 digits"),
    "pmid 0": (lambda: citation(pmid="0"), "pmid '0' must be 1 to 9 digits"),
    "pmid in other digits": (lambda: citation(pmid="1\u0662"), "must be 1 to 9 digits"),
    "doi with its address": (
        lambda: citation(doi="https://doi.org/10.1000/x"),
        "must look like 10.1000/example",
    ),
    "doi in other digits": (lambda: citation(doi="10.100\u0662/x"), "must look like"),
    "doi with a blank": (lambda: citation(doi="10.1000/x y"), "must look like 10.1000/example"),
    "concept with a bad id": (
        lambda: Concept(id=ConceptId("A b"), label="l", category=ConceptCategory.DRUG),
        "id 'A b' must be lower-case",
    ),
    "concept broader than itself": (
        lambda: Concept(
            id=ConceptId("a"),
            label="l",
            category=ConceptCategory.DRUG,
            broader=(ConceptId("a"),),
        ),
        "a cannot be broader than itself",
    ),
    "sponsor of a drug": (
        lambda: Concept(
            id=ConceptId("a"),
            label="l",
            category=ConceptCategory.DRUG,
            sponsor=ConceptId("g"),
        ),
        "a is no trial, so it has no sponsor",
    ),
    "heading without section": (
        lambda: Heading(revision=RevisionId("g.2012"), section=()),
        "a heading needs a section",
    ),
    "topic with a bad id": (
        lambda: Topic(id=TopicId("../x"), label="l"),
        "id '../x' must be lower-case",
    ),
    "scheme without editions": (
        lambda: Scheme(
            id="s",
            title="t",
            document="d",
            not_before=date(2000, 1, 1),
            ordered_by_letter=False,
            editions=(),
        ),
        "a scheme needs an edition",
    ),
}

ATTESTATIONS: dict[str, tuple[Make, str]] = {
    "empty support": (Support, "a support group needs a citation or a level"),
    "citation twice": (lambda: cites("a", "a"), "a support group names a citation twice"),
    "no section": (Locator, "a locator needs a section"),
    "citation number 0": (
        lambda: Locator(section=("S",), numbers=(2, 0)),
        "citation numbers start at 1",
    ),
    "fingerprint of another kind": (
        lambda: Locator(section=("S",), passage="md5:00"),
        "passage 'md5:00' must be sha256: and 64 hexadecimal digits",
    ),
    "fingerprint in capitals": (
        lambda: Locator(section=("S",), passage="sha256:" + "A" * 64),
        "64 hexadecimal digits",
    ),
    "context without a passage": (
        lambda: located(context=(PASSAGE,)),
        "context needs the passage it belongs to",
    ),
    "context of another kind": (
        lambda: located(passage=PASSAGE, context=("md5:00",)),
        "passage 'md5:00' must be sha256: and 64 hexadecimal digits",
    ),
    "context that is the passage": (
        lambda: located(passage=PASSAGE, context=(LEAD, PASSAGE)),
        "a passage is named twice",
    ),
    "context twice": (
        lambda: located(passage=PASSAGE, context=(LEAD, LEAD)),
        "a passage is named twice",
    ),
    "level before its scheme": (
        lambda: printing("guide.2012", "3iiA", "C1"),
        "guide.2012 cannot print C1: its scheme is not older than 2019-03-01",
    ),
    "legacy level before its scheme": (
        lambda: printing("guide.2003-05-18", "3iiA"),
        "guide.2003-05-18 cannot print 3iiA",
    ),
    "level in a month before its scheme": (
        lambda: printing("guide.2019-02", "C1"),
        "guide.2019-02 cannot print C1",
    ),
    "level with a meaning that came later": (
        lambda: printing("guide.2005", "3iiDi"),
        "guide.2005 cannot print 3iiDi",
    ),
    "superseded by nothing": (
        lambda: Ended(how=HowEnded.SUPERSEDED, noticed_in=NEW, reason="r"),
        "a superseded statement, and no other, says by what",
    ),
    "withdrawn for something": (
        lambda: Ended(
            how=HowEnded.WITHDRAWN,
            noticed_in=NEW,
            superseded_by=(StatementId("a"),),
            reason="r",
        ),
        "a superseded statement, and no other, says by what",
    ),
}


def cases(table: dict[str, tuple[Make, str]]) -> list[Any]:
    return [pytest.param(make, says, id=name) for name, (make, says) in table.items()]


@pytest.mark.parametrize(
    ("make", "says"),
    [c for t in (QUANTITIES, EFFECTS, CRITERIA, DOCUMENTS, ATTESTATIONS) for c in cases(t)],
)
def test_nonsense_is_refused_with_the_reason(make: Make, says: str) -> None:
    """Each rule of a record refuses what breaks it, and its message says what is wrong."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert says in str(caught.value)


@pytest.mark.parametrize(("make", "says"), cases(HUGE))
def test_numbers_too_large_for_a_computer_are_refused(make: Make, says: str) -> None:
    """A whole number that no float or no text can hold is refused like any other nonsense."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert says in str(caught.value)


STATEMENTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "bad id": ("graft.second.efs", {"id": "Bad id"}, "id 'Bad id' must be lower-case"),
    "nobody says it": (
        "graft.second.efs",
        {"attestations": ()},
        "a statement needs an attestation",
    ),
    "says nothing": ("graft.second.efs", {"summary": ""}, "summary must not be empty"),
    "supersedes itself": (
        "graft.second.option",
        {"id": "graft.second.option-2"},
        "a statement cannot supersede itself",
    ),
    "links to itself": (
        "graft.second.efs",
        {"links": (Link(relation=Relation.EXTENDS, to=StatementId("graft.second.efs")),)},
        "itself",
    ),
    "recommends nothing": (
        "graft.second.option-2",
        {"interventions": ()},
        "a recommendation needs an intervention",
    ),
    "outcome of nobody": ("graft.second.efs", {"n": 0}, "n (0) must be at least 1"),
    "harm to nobody": ("cells.fever", {"n": 0}, "n (0) must be at least 1"),
    "comparison of nobody": ("cells.versus-graft", {"n": -1}, "n (-1) must be at least 1"),
    "factor in nobody": ("graft.maternal-donor", {"n": 0}, "n (0) must be at least 1"),
    "one arm": (
        "cells.versus-graft",
        {"arms": (Arm(id="cells", label="c"),), "effects": ()},
        "a comparison needs two arms",
    ),
    "arms alike": (
        "cells.versus-graft",
        {"arms": (Arm(id="cells", label="c"), Arm(id="cells", label="d")), "effects": ()},
        "two arms have the same id",
    ),
    "numerator is no arm": (
        "cells.versus-graft",
        {"effects": (effect(numerator="dogs", denominator="graft"),)},
        "numerator 'dogs' is no arm; the arms are cells, graft",
    ),
    "denominator is no arm": (
        "graft.maternal-donor",
        {"effects": (effect(numerator="mother", denominator="dogs"),)},
        "denominator 'dogs' is no arm; the arms are mother, father",
    ),
    "observation of nothing": (
        "cells.trial",
        {"about": ()},
        "an observation is about something",
    ),
    "observation of nobody": ("cells.trial", {"n": 0}, "n (0) must be at least 1"),
    "observation that nobody reports": (
        "cells.trial",
        {"attestations": ()},
        "a statement needs an attestation",
    ),
    "agency in words": (
        "cells.approval",
        {"agency": 5},
        "agency must be text, not a whole number",
    ),
    "agency's act in words": (
        "cells.approval",
        {"action": "approval"},
        "action must be Regulatory (approval, accelerated approval, ",
    ),
    "follow-up as a proportion": (
        "cells.approval",
        {"median_follow_up": point(0.5)},
        "a follow-up is a time, not a proportion",
    ),
    "follow-up that is no point": (
        "graft.second.efs",
        {"median_follow_up": Range(low=1, high=2, printed="1 to 2", unit=Unit.YEARS)},
        "median_follow_up must be None or a Point, not a Range",
    ),
    "reach without obstacles": (
        "graft.reach",
        {"obstacles": ()},
        "a limit of reach, and no other, has obstacles",
    ),
    "obstacles to something else": (
        "graft.reach",
        {"limit": Limit.BENEFIT},
        "a limit of reach, and no other, has obstacles",
    ),
    "condition without criteria": (
        "graft.condition",
        {"requires": None},
        "a limit of condition, and no other, says what it requires",
    ),
    "criteria without condition": (
        "graft.condition",
        {"limit": Limit.BENEFIT},
        "a limit of condition, and no other, says what it requires",
    ),
}


@pytest.mark.parametrize(("id", "changed", "says"), list(STATEMENTS.values()), ids=list(STATEMENTS))
def test_nonsense_in_statements_is_refused(
    kb: KnowledgeBase, id: str, changed: dict[str, Any], says: str
) -> None:
    """Each rule of each kind of statement refuses what breaks it, and says why."""
    with pytest.raises(InvalidValueError) as caught:
        evolve(kb[id], **changed)
    assert says in str(caught.value)


def test_several_faults_are_reported_together() -> None:
    """All that is wrong with a record is said at once, by its class's name."""
    with pytest.raises(InvalidValueError) as caught:
        citation(id="No id", authors=(), year=1, pmid="x", doi="y")
    assert caught.value.subject == "Citation"
    assert len(caught.value.faults) == 5
    assert str(caught.value).startswith("Citation: id 'No id' ")


@pytest.mark.parametrize(
    ("make", "faults"),
    [
        (
            lambda: unassigned(-1, measure=EffectMeasure.DIFFERENCE, interval=interval(-3, -2)),
            (
                "a difference is no ratio",
                "a difference of proportions and its interval must be in [-1, 1]: -1",
                "the interval -3 to -2 does not contain -1",
            ),
        ),
        (
            lambda: effect(interval=interval(1, 2), printed="1.5"),
            ("an interval needs the value it surrounds", "printed needs the value it prints"),
        ),
        (
            lambda: stretch(2, 1, Unit.PROPORTION),
            (
                "low (2) must be at least 0, and high (1) above it",
                "a time cannot be a proportion",
            ),
        ),
        (
            lambda: Locator(context=("x", "x")),
            (
                "a locator needs a section",
                "context needs the passage it belongs to",
                "passage 'x' must be sha256: and 64 hexadecimal digits",
                "passage 'x' must be sha256: and 64 hexadecimal digits",
                "a passage is named twice",
            ),
        ),
    ],
)
def test_all_faults_of_a_record_are_told(make: Make, faults: tuple[str, ...]) -> None:
    """A record that breaks several of its rules names each, in the order of its fields."""
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.faults == faults


def test_a_fault_is_said_once() -> None:
    """A range without a number says so once for each end, not once for each rule."""
    with pytest.raises(InvalidValueError) as caught:
        span(NAN, 0.5)
    assert len(set(caught.value.faults)) == len(caught.value.faults)


def test_the_edges_of_rules_are_allowed() -> None:
    """What is exactly as large, small or late as a rule allows is accepted."""
    accepted: list[object] = [
        point(0),
        point(1),
        point(0.5, uncertainty=interval(0.5, 0.5)),
        point(0.5, uncertainty=StandardError(value=1)),
        point(50, Unit.DAYS, uncertainty=StandardError(value=30)),
        span(0.1, 0.1),
        bound(Comparator.AT_LEAST, 0.5),
        bound(Comparator.LESS, 1),
        bound(Comparator.MORE, 0),
        count(0, 1),
        count(7, 7),
        PValue(value=1),
        PValue(relation=Comparator.LESS, value=1),
        effect(-1, measure=EffectMeasure.DIFFERENCE),
        effect(1, interval=interval(0, 1)),
        effect(1, printed="1.0"),
        unassigned(1, interval=interval(0, 1)),
        stretch(0, 0.5),
        Characteristic(label="none of them", n=0),
        located(passage=PASSAGE, context=(LEAD,)),
        InRange(fact="age", low=1, high=1),
        printing("guide.2019-03", "C1"),
        printing("guide.2019", "C1"),
        printing("guide.2003-05-19", "3iiA@2003-05-19"),
        printing("guide", "C1"),
        printing("guide.2012-13", "C1"),
        printing("guide.2012-02-30", "C1"),
        source(revision("guide.2012"), revision("guide.2012-05", "2012")),
        said(LABEL),
        DateWindow(earliest=date(2012, 1, 1), latest=date(2012, 1, 1)),
    ]
    assert all(accepted)


LEAF = Is(fact="gvhd", value=True)


def nested(depth: int, wrap: Callable[[Criterion], Criterion], leaf: Criterion = LEAF) -> Criterion:
    """Return a criterion that so many others are around."""
    tree = leaf
    for _ in range(depth):
        tree = wrap(tree)
    return tree


WRAPS: dict[str, Callable[[Criterion], Criterion]] = {
    "not": lambda tree: Not(criterion=tree),
    "all": lambda tree: AllOf(criteria=(LEAF, tree)),
    "any": lambda tree: AnyOf(criteria=(tree,)),
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS)
def test_criteria_are_as_deep_as_can_be_written(wrap: Callable[[Criterion], Criterion]) -> None:
    """A tree too deep for people, and for being printed, hashed and written, is refused."""
    tree = nested(25, wrap)
    assert hash(tree) == hash(nested(25, wrap))
    assert "graft-versus-host disease" in str(tree)
    with pytest.raises(InvalidValueError, match="a tree of criteria has at most 30 levels"):
        nested(10_000, wrap)


@pytest.mark.parametrize(
    "leaf",
    [
        LEAF,
        InRange(fact="age", low=1),
        Has(fact="genetic_alterations", value=ConceptId("x")),
        Meets(definition=StatementId("x")),
    ],
    ids=lambda leaf: leaf.kind,
)
def test_every_leaf_is_one_level(leaf: Criterion) -> None:
    """What ends a branch counts as one level, whatever it is."""
    assert nested(29, WRAPS["any"], leaf)
    with pytest.raises(InvalidValueError, match="at most 30 levels"):
        nested(30, WRAPS["any"], leaf)
