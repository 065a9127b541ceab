"""
Hypothesis strategies for every record, and for whole knowledge bases.

Each builds valid values by construction: ends are drawn and sorted, ids are
drawn before the records that name them. Nothing is filtered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar, cast

from attrs import evolve, fields
from hypothesis import strategies as st

from allkb import (
    FACTS,
    LEGACY,
    PRESENT,
    AllOf,
    AnyOf,
    Approval,
    Arm,
    AtEvent,
    Attestation,
    AtTime,
    Basis,
    Bound,
    Characteristic,
    Citation,
    CitationId,
    Code,
    Comparator,
    Comparison,
    Concept,
    ConceptCategory,
    ConceptId,
    ConfidenceInterval,
    Count,
    Criterion,
    DateWindow,
    Definition,
    Derivation,
    DesignClass,
    Direction,
    Edition,
    Effect,
    EffectMeasure,
    Ended,
    EndpointClass,
    Established,
    Estimate,
    EvidenceLevel,
    Extent,
    Fact,
    FactType,
    Grade,
    Has,
    Heading,
    Hedge,
    HowEnded,
    Influence,
    InRange,
    Is,
    KnowledgeBase,
    LeftOut,
    Limit,
    Limitation,
    Link,
    Locator,
    LongTerm,
    Meets,
    Misprint,
    MisprintPart,
    Not,
    NotStated,
    Observation,
    ObservedRange,
    OpenQuestion,
    OutcomeStatistic,
    Patient,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    Reading,
    Recommendation,
    Record,
    Reference,
    Regulatory,
    Relation,
    Revision,
    RevisionId,
    SafetySignal,
    Scheme,
    Source,
    SourceCategory,
    SourceId,
    Stance,
    StandardError,
    Statement,
    StatementId,
    Successor,
    Support,
    TimeRange,
    Topic,
    TopicId,
    UnassignedRatio,
    Uncertainty,
    Unit,
    Unquantified,
)
from allkb.codec import Document
from allkb.model.grading.successors import Pairing

__all__ = [
    "ANY",
    "STRATEGIES",
    "criteria_of",
    "knowledge_bases",
    "less_known",
    "levels",
    "patients",
    "printable",
]

T = TypeVar("T")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

printable: st.SearchStrategy[str] = st.text(
    st.characters(categories=("L", "M", "N", "P", "S")), min_size=1, max_size=8
)
words = st.lists(printable, min_size=1, max_size=3).map(" ".join)
names = st.text(_LETTERS, min_size=1, max_size=5)
ids = st.lists(names, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(".-").map(lambda joint: joint.join(parts))
)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
proportions: st.SearchStrategy[float] = st.floats(0, 1) | st.sampled_from((0, 1))
durations: st.SearchStrategy[float] = st.floats(0, 1e6) | st.integers(0, 10**6)
positive: st.SearchStrategy[float] = st.floats(1e-9, 1e6) | st.integers(1, 10**6)
numbers: st.SearchStrategy[float] = st.floats(-1e9, 1e9).map(lambda x: x + 0.0)
counts = st.integers(1, 10**6)
flags = st.booleans()


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Return values of a strategy, or None."""
    return st.none() | strategy


def some(
    strategy: st.SearchStrategy[T], least: int = 0, most: int = 3, *, unique: bool = False
) -> st.SearchStrategy[tuple[T, ...]]:
    """Return short tuples of a strategy's values."""
    return st.lists(strategy, min_size=least, max_size=most, unique=unique).map(tuple)


def ordered(strategy: st.SearchStrategy[float], size: int) -> st.SearchStrategy[list[float]]:
    """Return so many numbers, lowest first."""
    return st.lists(strategy, min_size=size, max_size=size).map(sorted)


class Pool(NamedTuple):
    """Where the ids come from that a record names."""

    topic: st.SearchStrategy[TopicId]
    concept: st.SearchStrategy[ConceptId]
    endpoint: st.SearchStrategy[ConceptId]
    citation: st.SearchStrategy[CitationId]
    statement: st.SearchStrategy[StatementId]
    revisions: Sequence[Revision] | None = None
    """The revisions there are; any if None."""
    definitions: Sequence[StatementId] = ()
    """The definitions that criteria may refer to."""


ANY = Pool(
    topic=ids.map(TopicId),
    concept=ids.map(ConceptId),
    endpoint=ids.map(ConceptId),
    citation=ids.map(CitationId),
    statement=ids.map(lambda id: StatementId(f"other.{id}")),
)
"""Ids of nothing in particular; those of statements are never the statement's own."""


# Quantities


@st.composite
def confidence_intervals(
    draw: st.DrawFn, unit: st.SearchStrategy[float] = numbers
) -> ConfidenceInterval:
    low, high = draw(ordered(unit, 2))
    return ConfidenceInterval(
        low=low, high=high, level=draw(st.floats(0.01, 0.999)), printed=draw(maybe(words))
    )


@st.composite
def observed_ranges(draw: st.DrawFn) -> ObservedRange:
    low, high = draw(ordered(numbers, 2))
    return ObservedRange(low=low, high=high, printed=draw(maybe(words)))


standard_errors = st.builds(StandardError, value=st.floats(1e-9, 1), printed=maybe(words))


def _around(value: tuple[float, float, float]) -> st.SearchStrategy[Uncertainty]:
    low, _, high = value
    return st.one_of(
        st.builds(ConfidenceInterval, low=st.just(low), high=st.just(high), printed=maybe(words)),
        st.builds(ObservedRange, low=st.just(low), high=st.just(high), printed=maybe(words)),
        standard_errors,
    )


def _in_unit(unit: Unit) -> st.SearchStrategy[float]:
    return proportions if unit is Unit.PROPORTION else durations


units = st.sampled_from(Unit)
times = st.sampled_from([unit for unit in Unit if unit is not Unit.PROPORTION])


@st.composite
def points(draw: st.DrawFn, among: st.SearchStrategy[Unit] = units) -> Point:
    unit = draw(among)
    low, value, high = draw(ordered(_in_unit(unit), 3))
    return Point(
        value=value,
        printed=draw(words),
        unit=unit,
        approximate=draw(flags),
        uncertainty=draw(maybe(_around((low, value, high)))),
    )


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    unit = draw(units)
    low, high = draw(ordered(_in_unit(unit), 2))
    return Range(low=low, high=high, printed=draw(words), unit=unit, approximate=draw(flags))


@st.composite
def bounds(draw: st.DrawFn) -> Bound:
    unit = draw(units)
    inside = st.floats(0.001, 0.999) if unit is Unit.PROPORTION else positive
    return Bound(
        relation=draw(st.sampled_from([c for c in Comparator if c is not Comparator.EQUAL])),
        value=draw(inside),
        printed=draw(words),
        unit=unit,
        approximate=draw(flags),
    )


@st.composite
def counts_of(draw: st.DrawFn) -> Count:
    events, of = draw(st.tuples(counts, counts).map(sorted))
    low, high = 0.0, 1.0
    return Count(
        events=events,
        of=of,
        printed=draw(words),
        percent=draw(maybe(words)),
        approximate=draw(flags),
        uncertainty=draw(maybe(_around((low, events / of, high)))),
    )


unquantified = st.builds(Unquantified, printed=words)
estimates: st.SearchStrategy[Estimate] = st.one_of(
    points(), ranges(), bounds(), counts_of(), unquantified
)
p_values = st.builds(
    PValue,
    relation=st.sampled_from(Comparator),
    value=st.floats(1e-9, 0.999),
    sides=st.sampled_from((1, 2, None)),
    printed=maybe(words),
)
at_times = st.builds(AtTime, value=positive, unit=times, within=flags, since=maybe(words))


@st.composite
def time_ranges(draw: st.DrawFn) -> TimeRange:
    low, high = draw(st.lists(durations, min_size=2, max_size=2, unique=True).map(sorted))
    return TimeRange(low=low, high=high, unit=draw(times), since=draw(maybe(words)))


at_events = st.builds(AtEvent, event=words)
long_terms = st.builds(LongTerm, printed=words)
not_stated = st.builds(NotStated)
horizons = at_times | time_ranges() | at_events | long_terms | not_stated


# Criteria

_FLAGS = [name for name, fact in FACTS.items() if fact.type is FactType.FLAG]
_NUMBERS = [name for name, fact in FACTS.items() if fact.type is FactType.NUMBER]
_CHOICES = [(n, c) for n, fact in FACTS.items() for c in fact.choices]

is_facts = st.one_of(
    st.builds(Is, fact=st.sampled_from(_FLAGS), value=flags),
    st.sampled_from(_CHOICES).map(lambda pair: Is(fact=pair[0], value=pair[1])),
)


@st.composite
def in_ranges(draw: st.DrawFn) -> InRange:
    low, high = draw(st.lists(numbers, min_size=2, max_size=2, unique=True).map(sorted))
    open_end = draw(st.sampled_from(("low", "high", None)))
    return InRange(
        fact=draw(st.sampled_from(_NUMBERS)),
        low=None if open_end == "low" else low,
        high=None if open_end == "high" else high,
        includes_low=draw(flags),
        includes_high=draw(flags),
    )


def _grow(inner: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    return st.one_of(
        st.builds(Not, criterion=inner),
        st.builds(AllOf, criteria=some(inner, 1)),
        st.builds(AnyOf, criteria=some(inner, 1)),
    )


has_members = st.builds(Has, fact=st.just("genetic_alterations"), value=ids.map(ConceptId))
meets = st.builds(Meets, definition=ANY.statement)
"""Neither is among the leaves below: in a knowledge base what they name has to be there."""

_leaves = cast("st.SearchStrategy[Criterion]", is_facts | in_ranges())
criteria: st.SearchStrategy[Criterion] = st.recursive(_leaves, _grow, max_leaves=6)


def criteria_of(pool: Pool) -> st.SearchStrategy[Criterion]:
    """Return trees that name only what a pool has."""
    if pool.revisions is None:
        return criteria
    members = st.builds(Has, fact=st.just("genetic_alterations"), value=pool.concept)
    leaves: st.SearchStrategy[Criterion] = st.one_of(_leaves, members)
    if pool.definitions:
        met = st.builds(Meets, definition=st.sampled_from(pool.definitions))
        leaves = st.one_of(met, leaves)
    return st.recursive(leaves, _grow, max_leaves=6)


derivations = st.builds(Derivation, true_if=maybe(criteria), false_if=maybe(criteria))


# Patients

_MONTHS = st.sampled_from((0, 1, 5.9, 6, 6.1, 12, 17.9, 18, 24, 35.9, 36, 36.1, 60))
_PARTS = st.sampled_from((0, 1e-5, 1e-4, 5e-4, 1e-3, 0.01, 0.049)) | st.floats(0, 0.0499)
_SITES = {
    "isolated marrow": ("marrow_involved",),
    "combined": ("marrow_involved",),
    "isolated CNS": ("cns_involved",),
    "isolated testicular": ("testis_involved",),
    "other extramedullary": ("other_site_involved",),
}
_BESIDE = ("cns_involved", "testis_involved", "other_site_involved")
_AFTER_HSCT = {
    "relapsed_after_hsct": False,
    "months_from_hsct_to_relapse": None,
    "increasing_recipient_chimerism": False,
    "mrd_detectable_after_hsct": False,
}
_AFTER_CAR_T = {
    "relapsed_after_car_t": False,
    "car_t_response": None,
    "antigen_at_relapse": None,
    "months_of_b_cell_aplasia": None,
    "mrd_after_car_t": None,
}
_AT_RELAPSE = {
    "age_at_relapse": None,
    "months_from_diagnosis_to_relapse": None,
    "months_from_treatment_to_relapse": None,
    "relapse_site": None,
    "relapsed_after_hsct": False,
    "relapsed_after_car_t": False,
}


def _value(fact: Fact) -> st.SearchStrategy[bool | float | str]:
    if fact.type is FactType.NUMBER:
        wanted = _PARTS if fact.is_proportion else st.integers(0, 3) if fact.is_count else _MONTHS
        return cast("st.SearchStrategy[bool | float | str]", wanted)
    return st.sampled_from(fact.choices or (True, False))


_GIVEN = st.fixed_dictionaries(
    {name: _value(fact) for name, fact in FACTS.items() if fact.type is not FactType.SET}
)


@st.composite
def patients(
    draw: st.DrawFn, broader: Mapping[ConceptId, frozenset[ConceptId]] | None = None
) -> Patient:
    """
    Draw a patient of whom all that can be is known.

    `broader` has the alterations there are, each with itself and all that are broader.
    """
    f: dict[str, Any] = draw(_GIVEN)
    ages = ("age_at_diagnosis", "age_at_relapse", "age")
    f |= zip(ages, sorted(draw(st.tuples(*[st.integers(0, 25)] * 3))), strict=True)
    _settle_site(draw, f)
    f["relapse_number"] = draw(st.sampled_from((0, 1, 1, 1, 2, 3)))
    f["remission_number"] = draw(st.integers(0, f["relapse_number"] + 1))
    whole = f["months_from_diagnosis_to_relapse"]
    f["months_from_treatment_to_relapse"] = min(whole, f["months_from_treatment_to_relapse"])
    f["months_of_first_remission"] = min(whole, f["months_of_first_remission"])
    f |= {} if f["relapse_number"] else _AT_RELAPSE
    f |= {} if f["prior_allogeneic_hsct"] else _AFTER_HSCT
    f |= {} if f["prior_car_t"] else _AFTER_CAR_T
    f |= {} if f["relapsed_after_hsct"] else {"months_from_hsct_to_relapse": None}
    f |= {} if f["relapsed_after_car_t"] else {"antigen_at_relapse": None}
    f |= {} if f["prior_blinatumomab"] else {"blinatumomab_response": None}
    found = broader or {}
    genes = sorted(found)
    present = draw(some(st.sampled_from(genes), unique=True)) if genes else ()
    entailed = {wide for id in present for wide in found[id]}
    rest = [id for id in genes if id not in entailed]
    absent = draw(some(st.sampled_from(rest), unique=True)) if rest else ()
    return Patient(genetic_alterations_present=present, genetic_alterations_absent=absent, **f)


def _settle_site(draw: st.DrawFn, f: dict[str, Any]) -> None:
    """Make the sites that are involved, and the blasts of the marrow, fit the site of relapse."""
    site = f["relapse_site"]
    for name in ("marrow_involved", *_BESIDE):
        f[name] = name in _SITES[site]
    if site == "combined":
        f |= dict.fromkeys(draw(some(st.sampled_from(_BESIDE), 1)), True)
    elif site == "other extramedullary":
        f |= {"cns_involved": draw(flags), "testis_involved": draw(flags)}
    if f["marrow_involved"] and f["remission_status"] != "complete remission":
        f["marrow_blasts"] = draw(_PARTS | st.sampled_from((0.05, 0.25, 0.4, 1)))


_UNKNOWN: dict[str, Any] = {field.name: field.default for field in fields(Patient)}


@st.composite
def less_known(draw: st.DrawFn, patient: Patient) -> Patient:
    """Draw what remains of a patient when some facts are not known."""
    kept = draw(st.sampled_from((0.1, 0.5, 0.9)))
    rolls = draw(st.randoms(use_true_random=False))
    forgotten = {name: value for name, value in _UNKNOWN.items() if rolls.random() > kept}
    return evolve(patient, **forgotten)


# Dates, sources, concepts


@st.composite
def date_windows(draw: st.DrawFn) -> DateWindow:
    earliest = draw(days)
    latest = earliest + timedelta(days=draw(st.integers(0, 900)))
    return DateWindow(earliest=earliest, latest=latest, basis=draw(st.sampled_from(Basis)))


fingerprints = st.text("0123456789abcdef", min_size=64, max_size=64).map("sha256:{}".format)
left_out = st.builds(LeftOut, passage=fingerprints, printed=words, reason=words)


@st.composite
def revisions(draw: st.DrawFn, source: str | None = None) -> Revision:
    window = draw(date_windows())
    return Revision(
        id=RevisionId(f"{source or draw(ids)}.{window.earliest}"),
        date=window,
        read=draw(st.sampled_from(Extent)),
        note=draw(maybe(words)),
        url=draw(st.sampled_from((None, "https://a.example/page"))),
        left_out=draw(some(left_out, most=1)),
    )


@st.composite
def sources(
    draw: st.DrawFn, id: str | None = None, citation: st.SearchStrategy[CitationId] = ANY.citation
) -> Source:
    id = draw(ids) if id is None else id
    found = draw(st.lists(revisions(id), min_size=1, max_size=3, unique_by=lambda r: r.id))
    category = draw(st.sampled_from(SourceCategory))
    return Source(
        id=SourceId(id),
        title=draw(words),
        category=category,
        publisher=draw(words),
        revisions=tuple(sorted(found, key=lambda r: r.date.earliest)),
        citation=draw(citation) if category is SourceCategory.PAPER else None,
        note=draw(maybe(words)),
    )


revision_ids = revisions().map(lambda revision: revision.id)
references = st.builds(
    Reference,
    revision=revision_ids,
    number=counts,
    basis=st.sampled_from(Basis),
    note=words,
)
citations = st.builds(
    Citation,
    id=ids.map(CitationId),
    title=maybe(words),
    authors=some(words, 1),
    journal=words,
    year=st.integers(1800, 2200),
    volume=maybe(words),
    pages=maybe(words),
    pmid=maybe(st.integers(1, 999_999_999).map(str)),
    doi=maybe(names.map(lambda name: f"10.1000/{name}")),
    references=some(references),
    reading=st.sampled_from(Reading),
    note=maybe(words),
)
codes = st.builds(Code, system=words, code=words, display=maybe(words), confirmed_in=words)
concepts = st.builds(
    Concept,
    id=ids.map(lambda id: ConceptId(f"concept.{id}")),
    label=words,
    category=st.sampled_from(ConceptCategory),
    synonyms=some(words),
    broader=some(ids.map(lambda id: ConceptId(f"broader.{id}"))),
    codes=some(codes),
)
trials = concepts.map(
    lambda c: evolve(c, category=ConceptCategory.TRIAL, sponsor=ConceptId("group.that-runs-it"))
)
headings = st.builds(Heading, revision=revision_ids, section=some(words, 1), bare=flags)
topics = st.builds(Topic, id=ids.map(TopicId), label=words, headings=some(headings))


# Levels and their schemes

_LEVELS = [
    EvidenceLevel(code=grade.code, edition=edition.id)
    for scheme in (LEGACY, PRESENT)
    for edition in scheme.editions
    for grade in edition.grades
]


levels = st.sampled_from(_LEVELS)
"""Every level of every edition."""

ranks = st.integers(1, 9)


@st.composite
def design_classes(draw: st.DrawFn) -> DesignClass:
    strongest, weakest = draw(st.tuples(ranks, ranks).map(sorted))
    return DesignClass(code=draw(words), label=draw(words), strongest=strongest, weakest=weakest)


@st.composite
def endpoint_classes(draw: st.DrawFn) -> EndpointClass:
    design = draw(design_classes())
    return EndpointClass(
        code=design.code,
        label=design.label,
        measures=draw(some(ids)),
        strongest=design.strongest,
        weakest=design.weakest,
    )


grades = st.builds(Grade, code=words, design=design_classes(), endpoint=maybe(endpoint_classes()))
editions = st.builds(Edition, id=days.map(str), changed=days, note=words, grades=some(grades, 1))
schemes = st.builds(
    Scheme,
    id=ids,
    title=words,
    document=words,
    not_before=days,
    ordered_by_letter=flags,
    editions=some(editions, 1),
)
successors = st.builds(
    Successor, level=levels, pairs=counts, counted_with=some(words, 1), provenance=words
)
pairings = st.builds(Pairing, old=some(words, 1), new=words, pairs=counts, provenance=words)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    type_ = draw(st.sampled_from(FactType))
    return Fact(
        name=draw(names),
        type=type_,
        phrase=draw(words),
        negative=draw(words) if type_ is FactType.FLAG else None,
        unit=draw(words) if type_ is FactType.NUMBER else None,
        choices=draw(some(words, 1)) if type_ is FactType.CHOICE else (),
    )


# Arms, effects, attestations


@st.composite
def arms(draw: st.DrawFn, pool: Pool = ANY, id: str | None = None) -> Arm:
    return Arm(
        id=draw(ids) if id is None else id,
        label=draw(words),
        intervention=draw(maybe(pool.concept)),
        criteria=draw(maybe(criteria_of(pool))),
        n=draw(maybe(counts)),
        estimate=draw(maybe(estimates)),
    )


@st.composite
def effects(draw: st.DrawFn, between: tuple[str, str] = ("one", "other")) -> Effect:
    numerator, denominator = draw(st.permutations(between))
    measure = draw(maybe(st.sampled_from(EffectMeasure)))
    values = st.floats(-1, 1).map(lambda x: x + 0.0)
    unit = values if measure is EffectMeasure.DIFFERENCE else positive
    low, value, high = draw(ordered(unit, 3))
    interval = draw(maybe(_interval(low, high)))
    return Effect(
        numerator=numerator,
        denominator=denominator,
        direction=draw(st.sampled_from(Direction)),
        measure=measure,
        value=value if measure else None,
        printed=draw(maybe(words)) if measure else None,
        interval=interval if measure else None,
        p=draw(maybe(p_values)),
    )


def _interval(low: float, high: float) -> st.SearchStrategy[ConfidenceInterval]:
    ends = {"low": st.just(low), "high": st.just(high)}
    return st.builds(ConfidenceInterval, **ends, printed=maybe(words))


@st.composite
def unassigned_ratios(draw: st.DrawFn) -> UnassignedRatio:
    low, value, high = draw(ordered(positive, 3))
    ratios = [measure for measure in EffectMeasure if measure is not EffectMeasure.DIFFERENCE]
    return UnassignedRatio(
        measure=draw(st.sampled_from(ratios)),
        value=value,
        printed=draw(words),
        interval=draw(maybe(_interval(low, high))),
        p=draw(maybe(p_values)),
        reason=draw(words),
    )


_TODAY = Revision(id=RevisionId("any.2025-04-21"), date=DateWindow.parse("2025-04-21"))


def _levels_of(revision: Revision) -> st.SearchStrategy[tuple[EvidenceLevel, ...]]:
    known = [level for level in _LEVELS if level.is_of_its_time(revision.date.earliest)]
    return some(st.sampled_from(known), most=2) if known else st.just(())


@st.composite
def supports(draw: st.DrawFn, pool: Pool = ANY, revision: Revision = _TODAY) -> Support:
    found = draw(_levels_of(revision))
    least = 0 if found else 1
    return Support(citations=draw(some(pool.citation, least, unique=True)), levels=found)


@st.composite
def locators(draw: st.DrawFn) -> Locator:
    passage, *context = draw(some(fingerprints, unique=True)) or (None,)
    return Locator(
        section=draw(some(words, 1)),
        numbers=draw(some(counts)),
        passage=passage,
        context=tuple(found for found in context if found),
    )


misprints = st.builds(
    Misprint,
    part=st.sampled_from(MisprintPart),
    printed=words,
    instead=maybe(words),
    reason=words,
)


@st.composite
def attestations(draw: st.DrawFn, pool: Pool = ANY, revision: Revision = _TODAY) -> Attestation:
    return Attestation(
        source=revision.id,
        hedge=draw(maybe(st.sampled_from(Hedge))),
        support=draw(some(supports(pool, revision), most=2)),
        locator=draw(locators()),
        established=draw(st.sampled_from(Established)),
        misprints=draw(some(misprints, most=2)),
        note=draw(maybe(words)),
    )


links = st.builds(Link, relation=st.sampled_from(Relation), to=ANY.statement, note=maybe(words))


@st.composite
def ended(draw: st.DrawFn, pool: Pool = ANY, noticed_in: RevisionId | None = None) -> Ended:
    how = draw(st.sampled_from(HowEnded))
    return Ended(
        how=how,
        noticed_in=draw(revision_ids) if noticed_in is None else noticed_in,
        superseded_by=draw(some(pool.statement, 1)) if how is HowEnded.SUPERSEDED else (),
        reason=draw(words),
    )


# Statements


@st.composite
def _common(draw: st.DrawFn, pool: Pool, id: str | None) -> dict[str, Any]:
    """Draw what every kind of statement has."""
    found = [_TODAY]
    if pool.revisions is not None:
        said_in = st.lists(st.sampled_from(pool.revisions), min_size=1, max_size=3, unique=True)
        found = sorted(draw(said_in), key=lambda r: r.date.earliest)
    return {
        "id": StatementId(draw(ids) if id is None else id),
        "topic": draw(pool.topic),
        "summary": draw(words),
        "criteria": draw(maybe(criteria_of(pool))),
        "population": draw(maybe(words)),
        "selection": draw(maybe(words)),
        "trials": draw(some(pool.concept)),
        "median_follow_up": draw(maybe(points(times))),
        "caveats": draw(some(words)),
        "links": draw(
            some(st.builds(Link, relation=st.sampled_from(Relation), to=pool.statement), most=2)
        ),
        "attestations": tuple(draw(attestations(pool, revision)) for revision in found),
    }


@st.composite
def _groups(draw: st.DrawFn, pool: Pool) -> dict[str, Any]:
    """Draw two or three arms and effects between them."""
    named = draw(st.lists(ids, min_size=2, max_size=3, unique=True))
    return {
        "arms": tuple(draw(arms(pool, name)) for name in named),
        "effects": draw(some(effects((named[0], named[-1])), most=2)),
        "unassigned": draw(some(unassigned_ratios(), most=2)),
        "p": draw(maybe(p_values)),
    }


def _n() -> st.SearchStrategy[int | None]:
    return maybe(counts)


characteristics = st.builds(
    Characteristic, label=words, estimate=maybe(estimates), n=maybe(st.integers(0, 10**6))
)


def _requires(limit: Limit, pool: Pool) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "limit": st.just(limit),
            "obstacles": some(pool.concept, 1) if limit is Limit.REACH else st.just(()),
            "requires": criteria_of(pool) if limit is Limit.CONDITION else st.none(),
        }
    )


Fields = dict[str, st.SearchStrategy[Any]]


def _fields(pool: Pool) -> dict[type[Statement], tuple[Fields, st.SearchStrategy[dict[str, Any]]]]:
    """Return, for each kind, its own fields, and those that have to be drawn together."""
    alone: st.SearchStrategy[dict[str, Any]] = st.just({})
    measured: Fields = {"horizon": maybe(horizons), "estimate": estimates, "n": _n()}
    return {
        Recommendation: (
            {
                "interventions": some(pool.concept, 1),
                "stance": st.sampled_from(Stance),
                "purpose": maybe(words),
            },
            alone,
        ),
        OutcomeStatistic: (
            {"intervention": maybe(pool.concept), "endpoint": pool.endpoint, **measured},
            alone,
        ),
        Comparison: (
            {
                "endpoint": pool.endpoint,
                "horizon": maybe(horizons),
                "n": _n(),
            },
            _groups(pool),
        ),
        PrognosticFactor: (
            {
                "factor": pool.concept,
                "influence": st.sampled_from(Influence),
                "endpoint": pool.endpoint,
                "intervention": maybe(pool.concept),
                "horizon": maybe(horizons),
                "n": _n(),
            },
            st.one_of(alone, _groups(pool)),
        ),
        Limitation: (
            {"intervention": pool.concept},
            st.sampled_from(Limit).flatmap(lambda limit: _requires(limit, pool)),
        ),
        OpenQuestion: ({"question": words, "interventions": some(pool.concept)}, alone),
        Definition: (
            {"term": words, "group": pool.concept, "means": criteria_of(pool)},
            alone,
        ),
        SafetySignal: (
            {
                "intervention": pool.concept,
                "event": pool.concept,
                "grade": maybe(words),
                **measured,
            },
            alone,
        ),
        Approval: (
            {
                "intervention": pool.concept,
                "agency": pool.concept,
                "action": st.sampled_from(Regulatory),
                "date": date_windows(),
            },
            alone,
        ),
        Observation: (
            {
                "about": some(pool.concept, 1),
                "characteristics": some(characteristics),
                "n": _n(),
            },
            alone,
        ),
    }


KINDS: tuple[type[Statement], ...] = tuple(_fields(ANY))


@st.composite
def statements(
    draw: st.DrawFn, kind: type[Statement], pool: Pool = ANY, id: str | None = None
) -> Statement:
    own, together = _fields(pool)[kind]
    given = {name: draw(strategy) for name, strategy in own.items()}
    made: Statement = kind(**draw(_common(pool, id)), **given, **draw(together))
    if pool is ANY:
        return evolve(made, ended=draw(maybe(ended())))
    return made


# Whole knowledge bases


@st.composite
def _citations_of(
    draw: st.DrawFn, named: Sequence[str], known: Sequence[Revision]
) -> tuple[Citation, ...]:
    """Draw citations with these ids; each has a number of its own."""
    found: list[Citation] = []
    for number, name in enumerate(named, start=1):
        where = draw(st.lists(st.sampled_from(known), max_size=2, unique=True))
        numbered = tuple(
            Reference(revision=r.id, number=number, basis=Basis.PRINTED) for r in where
        )
        citation = draw(citations)
        found.append(evolve(citation, id=CitationId(name), references=numbered))
    return tuple(found)


@st.composite
def _concepts_of(draw: st.DrawFn, named: Sequence[str]) -> tuple[Concept, ...]:
    """Draw concepts with these ids; each may only be narrower than those before it."""
    found: list[Concept] = []
    for name in named:
        before = [c.id for c in found]
        broader = draw(some(st.sampled_from(before), most=2)) if before else ()
        found.append(evolve(draw(concepts), id=ConceptId(name), broader=broader))
    return tuple(found)


def _end(statement: Statement, source: Source) -> RevisionId | None:
    """Return the revision in which a statement may have been found ended."""
    order = [r.id for r in source.revisions]
    said = [order.index(a.source) for a in statement.attestations if a.source in order]
    later = max(said, default=len(order)) + 1
    return order[later] if later < len(order) else None


@st.composite
def knowledge_bases(draw: st.DrawFn, most: int = 5) -> KnowledgeBase:
    """Draw a knowledge base in which every link resolves."""

    def some_ids(prefix: str, top: int) -> list[str]:
        found = draw(st.lists(ids, min_size=1, max_size=top, unique=True))
        return sorted(f"{prefix}{id}" for id in found)

    cited, named, filed = some_ids("c.", 3), some_ids("k.", 4), some_ids("t.", 2)
    kinds = draw(st.lists(st.sampled_from((*KINDS, Definition, Definition)), max_size=most))
    said = [f"s.{i}" for i in range(len(kinds))]
    citation = st.sampled_from(list(map(CitationId, cited)))
    documents = [draw(sources(id, citation)) for id in some_ids("d.", 3)]
    known = [revision for source in documents for revision in source.revisions]
    concept = st.sampled_from(list(map(ConceptId, named)))
    found: list[Statement] = []
    for id, kind in zip(said, kinds, strict=True):
        others = [StatementId(other) for other in [*said, "s.last"] if other != id]
        pool = Pool(
            topic=st.sampled_from(list(map(TopicId, filed))),
            concept=concept,
            endpoint=concept,
            citation=citation,
            statement=st.sampled_from(others),
            revisions=known,
            definitions=[s.id for s in found if isinstance(s, Definition)],
        )
        made = draw(statements(kind, pool, id))
        noticed = next((r for s in documents if (r := _end(made, s))), None)
        if noticed is not None and draw(flags):
            made = evolve(made, ended=draw(ended(pool, noticed)))
        found.append(made)
    last = OpenQuestion(
        id=StatementId("s.last"),
        topic=TopicId(filed[0]),
        summary="The last one, to which others may lead.",
        question="What else?",
        attestations=(draw(attestations(pool=_only(citation), revision=known[0])),),
    )
    headed = st.builds(
        Heading, revision=st.sampled_from([r.id for r in known]), section=some(words, 1)
    )
    return KnowledgeBase(
        version=draw(words),
        sources=tuple(documents),
        citations=draw(_citations_of(cited, known)),
        concepts=draw(_concepts_of(named)),
        topics=tuple(
            Topic(id=TopicId(id), label=draw(words), headings=draw(some(headed, most=1)))
            for id in filed
        ),
        statements=tuple(sorted((*found, last), key=lambda s: s.id)),
    )


def _only(citation: st.SearchStrategy[CitationId]) -> Pool:
    return ANY._replace(citation=citation)


documents = st.builds(
    Document,
    format=st.just(1),
    version=maybe(words),
    sources=some(sources(), most=2),
    citations=some(citations, most=2),
    concepts=some(concepts, most=2),
    topics=some(topics, most=2),
    statements=some(st.sampled_from(KINDS).flatmap(statements), most=2),
)


STRATEGIES: dict[type[Record], st.SearchStrategy[Record]] = {
    AllOf: st.builds(AllOf, criteria=some(criteria, 1)),
    AnyOf: st.builds(AnyOf, criteria=some(criteria, 1)),
    Arm: arms(),
    AtEvent: at_events,
    AtTime: at_times,
    Attestation: attestations(),
    Bound: bounds(),
    Characteristic: characteristics,
    Citation: citations,
    Code: codes,
    Concept: concepts | trials,
    ConfidenceInterval: confidence_intervals(),
    Count: counts_of(),
    DateWindow: date_windows(),
    Derivation: derivations,
    DesignClass: design_classes(),
    Document: documents,
    Edition: editions,
    Effect: effects(),
    Ended: ended(),
    EndpointClass: endpoint_classes(),
    EvidenceLevel: levels,
    Fact: facts(),
    Grade: grades,
    Has: has_members,
    Heading: headings,
    InRange: in_ranges(),
    Is: is_facts,
    LeftOut: left_out,
    Link: links,
    Locator: locators(),
    LongTerm: long_terms,
    Meets: meets,
    Misprint: misprints,
    Not: st.builds(Not, criterion=criteria),
    NotStated: not_stated,
    ObservedRange: observed_ranges(),
    Pairing: pairings,
    PValue: p_values,
    Point: points(),
    Range: ranges(),
    Reference: references,
    Revision: revisions(),
    Scheme: schemes,
    Source: sources(),
    StandardError: standard_errors,
    Successor: successors,
    Support: supports(),
    TimeRange: time_ranges(),
    Topic: topics,
    UnassignedRatio: unassigned_ratios(),
    Unquantified: unquantified,
    **{kind: statements(kind) for kind in KINDS},
}
"""A strategy for every class of record that can be made."""
