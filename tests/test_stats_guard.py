"""What keeps statements from being pooled: each reason alone, named with its statements."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve
from samples import MIDDLE, NEW, cites, said
from stats_samples import base, chosen, k_of, log_ratio, ratio, study, versus

import allkb
from allkb import (
    AtTime,
    Bound,
    Comparator,
    Comparison,
    ConceptId,
    ConfidenceInterval,
    EffectMeasure,
    Ended,
    Estimate,
    HowEnded,
    InvalidValueError,
    Is,
    Link,
    LongTerm,
    Misprint,
    MisprintPart,
    ObservedRange,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    Range,
    Relation,
    SafetySignal,
    StandardError,
    Statement,
    StatementId,
    TimeRange,
    Unit,
    Unquantified,
)
from allkb.stats import NotPoolableError, Objection, ObjectionKind, Pooled, pool
from allkb.stats.objections import NEVER

A = study("a", k_of(3, 10))
B = study("b", k_of(5, 20))
HALF = Point(value=0.5, printed="50%")
OTHER_TIME = AtTime(value=5, unit=Unit.YEARS)


def refused(*statements: Statement, **asked: Any) -> tuple[Objection, ...]:
    """Return why statements are not pooled."""
    with pytest.raises(NotPoolableError) as caught:
        pool(chosen(*statements), **asked)
    return caught.value.objections


def spoiled(**changed: Any) -> OutcomeStatistic:
    """Return the second study with something changed."""
    return study("b", k_of(5, 20), **changed)


def leveled(*codes: str, paper: str = "b-2020") -> dict[str, Any]:
    """Return attestations that print levels beside a paper."""
    return {"attestations": (said(NEW, cites(paper, levels=codes)),)}


def test_like_studies_of_other_patients_are_pooled() -> None:
    """Nothing speaks against the two that the others are spoiled from."""
    assert isinstance(pool(chosen(A, B)), Pooled)


@pytest.mark.parametrize(
    ("changed", "kind", "words"),
    [
        (
            {"endpoint": ConceptId("overall-survival")},
            ObjectionKind.ENDPOINT,
            "measure different things: event free survival (study.a); overall survival (study.b)",
        ),
        (
            {"horizon": OTHER_TIME},
            ObjectionKind.HORIZON,
            "not known to be of one time: no time belongs to it (study.a); at 5 years (study.b)",
        ),
        (
            {"population": "Adults in relapse."},
            ObjectionKind.POPULATION,
            "described patients: Children in relapse (study.a); Adults in relapse (study.b)",
        ),
        (
            {"criteria": Is(fact="prior_car_t", value=True)},
            ObjectionKind.POPULATION,
            "earlier CAR T-cell therapy; Children in relapse (study.b)",
        ),
        (
            {"selection": "able to travel"},
            ObjectionKind.POPULATION,
            "Children in relapse; able to travel (study.b)",
        ),
        (
            {"intervention": ConceptId("transplant")},
            ObjectionKind.INTERVENTION,
            "given different things: car cells (study.a); transplant (study.b)",
        ),
        (
            {"intervention": None},
            ObjectionKind.INTERVENTION,
            "car cells (study.a); not given (study.b)",
        ),
        (leveled("B1"), ObjectionKind.DESIGN, "not known to be of one design"),
        (leveled(), ObjectionKind.DESIGN, "unknown, as no level is printed (study.b)"),
        (
            leveled("C1", paper="a-2020"),
            ObjectionKind.OVERLAP,
            "counted twice: the paper A-2020 2020 (study.a, study.b)",
        ),
        (
            {"links": (Link(relation=Relation.EXTENDS, to=StatementId("study.a")),)},
            ObjectionKind.OVERLAP,
            "the first is of the second: extends (study.b, study.a)",
        ),
        (
            {"estimate": evolve(k_of(5, 20), approximate=True)},
            ObjectionKind.APPROXIMATE,
            "the source says about: about 5 of 20 (study.b)",
        ),
    ],
)
def test_each_unlikeness_alone_is_refused(
    changed: dict[str, Any], kind: ObjectionKind, words: str
) -> None:
    """It is the only objection, names its statements, and can be overridden; the result tells so."""
    estimate = changed.pop("estimate", k_of(5, 20))
    other = study("b", estimate, **changed)
    changed["estimate"] = estimate
    (found,) = refused(A, other)
    assert found.kind is kind
    assert words in str(found)
    assert set(found.statements) <= {"study.a", "study.b"}
    assert "study.b" in found.statements
    allowed = pool(chosen(A, other), allow=kind.value)
    assert allowed.allowed == (found,)
    assert f"Overridden by the caller: {found}." in str(allowed).splitlines()


def test_trials_and_groups_mark_patients() -> None:
    """A trial that both name, and a group that only the id or the words of one name."""
    of_trial = {"trials": (ConceptId("trial-a"),)}
    (trial,) = refused(study("a", k_of(3, 10), **of_trial), spoiled(**of_trial))
    assert "the trial trial a (study.a, study.b)" in str(trial)
    one = study("group-x.one", k_of(3, 10), **leveled("C1", paper="a-2020"))
    other = study("b", k_of(5, 20), population="Children of group x.")
    objections = {o.kind: str(o) for o in refused(one, other)}
    assert (
        "patients of group x, of years that are not in the data (study.group-x.one, study.b)"
        in objections[ObjectionKind.OVERLAP]
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AtTime(value=5, unit=Unit.YEARS), AtTime(value=60, unit=Unit.MONTHS)),
        (AtTime(value=4, unit=Unit.WEEKS), AtTime(value=28, unit=Unit.DAYS)),
        (
            TimeRange(low=2, high=3, unit=Unit.YEARS),
            TimeRange(low=24, high=36, unit=Unit.MONTHS),
        ),
    ],
)
def test_one_time_in_two_units_is_one_time(one: Any, other: Any) -> None:
    """5 years are 60 months."""
    assert pool(chosen(study("a", k_of(3, 10), horizon=one), spoiled(horizon=other))).df == 1


def test_times_without_a_number_are_never_one_time() -> None:
    """Long term is as long as each source meant it."""
    same = LongTerm(printed="long-term")
    (found,) = refused(study("a", k_of(3, 10), horizon=same), spoiled(horizon=same))
    assert found.kind is ObjectionKind.HORIZON
    assert found.groups == ((str(same), ("study.a", "study.b")),)


def test_the_order_of_criteria_does_not_matter() -> None:
    """All of two is all of the same two; patients of a topic are those of the topic."""
    car, graft = Is(fact="prior_car_t", value=True), Is(fact="relapsed_after_hsct", value=True)
    both = [allkb.AllOf(criteria=pair) for pair in ((car, graft), (graft, car))]
    assert pool(chosen(study("a", k_of(3, 10), criteria=both[0]), spoiled(criteria=both[1])))
    bare = [study(n, k_of(3, 10), population=None) for n in "ab"]
    assert pool(chosen(*bare))
    (found,) = refused(bare[0], B)
    assert "all of the topic cells (study.a)" in str(found)


@pytest.mark.parametrize(
    ("estimate", "why"),
    [
        (Range(low=0.1, high=0.3, printed="10% to 30%"), "a range, which has no middle"),
        (Bound(relation=Comparator.LESS, value=0.2, printed="20%"), "a bound, which has one end"),
        (Unquantified(printed="some"), "no number"),
        (HALF, "a percentage alone: neither its count nor its error"),
        (evolve(HALF, uncertainty=ObservedRange(low=0, high=1)), "a percentage alone"),
        (evolve(HALF, uncertainty=ConfidenceInterval(low=0, high=0.9)), "reaches 0% or 100%"),
        (evolve(HALF, uncertainty=ConfidenceInterval(low=0.5, high=0.5)), "or has no width"),
        (
            Point(value=1, printed="100%", uncertainty=StandardError(value=0.01)),
            "a standard error around 0% or 100%",
        ),
        (Point(value=5, printed="5", unit=Unit.MONTHS), "a time in months, no proportion"),
    ],
)
def test_what_cannot_be_weighed_is_never_pooled(estimate: Estimate, why: str) -> None:
    """A range is no number: nothing can override that, and the error says what would help."""
    every = {kind.value for kind in ObjectionKind if kind not in NEVER}
    with pytest.raises(NotPoolableError) as caught:
        pool(chosen(A, B, study("c", estimate)), allow=every)
    (found,) = caught.value.objections
    assert found.kind is ObjectionKind.FIGURE
    assert why in str(found)
    assert found.statements == ("study.c",)
    assert "would help: leave out what has no number that can be weighed" in str(caught.value)
    assert "override" not in str(caught.value)


def test_an_interval_of_unstated_level_is_read_as_95_percent_if_allowed() -> None:
    """Allowed, it counts as that, and the result says so; another level is converted."""
    bare, stated, wider = (
        study("c", evolve(HALF, uncertainty=ConfidenceInterval(low=0.4, high=0.6, level=level)))
        for level in (None, 0.95, 0.99)
    )
    with_interval = study(
        "d", evolve(HALF, uncertainty=ConfidenceInterval(low=0.3, high=0.7, level=0.95))
    )
    (found,) = refused(bare, with_interval)
    assert found.kind is ObjectionKind.LEVEL
    assert found.statements == ("study.c",)
    allowed = pool(chosen(bare, with_interval), allow=["level"])
    assert allowed.fixed_error == pool(chosen(stated, with_interval)).fixed_error
    assert allowed.fixed_error > pool(chosen(wider, with_interval)).fixed_error
    assert "Intervals without a stated level were read as of 95%." in allowed.notes


def test_unlike_kinds_are_never_pooled() -> None:
    """Counts with estimates, odds with hazards, outcomes with comparisons, what has no figure."""
    estimate = study("b", evolve(HALF, uncertainty=StandardError(value=0.1)))
    (figures,) = refused(A, estimate)
    assert figures.kind is ObjectionKind.KIND
    assert "counts (study.a); estimates with an interval or a standard error (study.b)" in str(
        figures
    )
    (measures,) = refused(
        versus("a", ratio(0.5, 0.2, 1.2)),
        versus("b", ratio(0.7, 0.3, 1.6, EffectMeasure.ODDS_RATIO)),
    )
    assert str(measures) == (
        "kind: these are different things: hazard ratio (study.a); odds ratio (study.b)"
    )
    (kinds,) = refused(A, versus("b", ratio(0.5, 0.2, 1.2)))
    assert "outcome-statistic (study.a); comparison (study.b)" in str(kinds)


def test_statements_without_figures_are_told_as_such() -> None:
    """A recommendation is no study."""
    with pytest.raises(NotPoolableError, match="a recommendation has no figure of its own") as it:
        pool(base().statements.where(lambda s: s.id == "graft.second.option-2"))
    assert "would help: pool different things apart" in str(it.value)


def test_few_is_refused() -> None:
    """One study is no pool, nor is none."""
    (one,) = refused(A)
    assert str(one) == (
        "few: fewer than two figures are left that can be weighed: all that is left (study.a)"
    )
    with pytest.raises(NotPoolableError) as caught:
        pool(chosen(A).where(lambda s: s.id == "none"))
    assert str(caught.value) == (
        "not pooled, 1 objection:\n"
        "  few: fewer than two figures are left that can be weighed\n"
        "  what would help: choose two figures or more"
    )


def test_all_objections_are_told_at_once() -> None:
    """With what to do about them, and what may be overridden."""
    with pytest.raises(NotPoolableError) as caught:
        pool(
            chosen(
                A,
                spoiled(horizon=OTHER_TIME, population="Adults."),
                study("c", Range(low=0.1, high=0.3, printed="10% to 30%")),
            )
        )
    kinds = [o.kind for o in caught.value.objections]
    assert kinds == [ObjectionKind.FIGURE, ObjectionKind.HORIZON, ObjectionKind.POPULATION]
    assert str(caught.value).splitlines()[0] == "not pooled, 3 objections:"
    assert str(caught.value).splitlines()[-2:] == [
        "  what would help: leave out what has no number that can be weighed",
        "  what you may override: allow={'horizon', 'population'}",
    ]


def test_what_stands_no_longer_is_refused() -> None:
    """Withdrawn, or with another in its place: the two revisions of one figure are one study."""
    older = (said(MIDDLE, cites("a-2010", levels=("3iiA",))),)
    ended = Ended(how=HowEnded.WITHDRAWN, noticed_in=NEW, reason="No longer there.")
    withdrawn = study("a", k_of(3, 10), attestations=older, ended=ended)
    objections = {o.kind: o for o in refused(withdrawn, B)}
    assert str(objections[ObjectionKind.ENDED]) == (
        "ended: these stand no longer in their source: withdrawn (study.a)"
    )
    assert ObjectionKind.OVERLAP not in objections
    ended = evolve(ended, how=HowEnded.SUPERSEDED, superseded_by=(StatementId("study.b"),))
    objections = {o.kind: o for o in refused(evolve(withdrawn, ended=ended), B)}
    assert objections[ObjectionKind.ENDED].statements == ("study.a",)
    assert str(objections[ObjectionKind.OVERLAP]).endswith(
        "the second stands in place of the first (study.a, study.b)"
    )


def test_disputed_figures_are_refused() -> None:
    """A figure that is printed amiss, and one that another statement has otherwise of one study."""
    slip = Misprint(part=MisprintPart.FIGURE, printed="5", reason="The paper has 6.")
    amiss = spoiled(attestations=(said(NEW, cites("b-2020", levels=("C1",)), misprints=(slip,)),))
    (found,) = refused(A, amiss)
    assert found.kind is ObjectionKind.DISPUTED
    assert "prints the figure '5' amiss: The paper has 6. (study.b)" in str(found)
    link = Link(relation=Relation.CONFLICTS_WITH, to=StatementId("study.c"), note="9 or 10?")
    against = study("c", k_of(9, 20), **leveled("C1", paper="b-2020"))
    held = base(A, spoiled(links=(link,)), against)
    two = held.statements.where(lambda s: s.id in ("study.a", "study.b"))
    with pytest.raises(NotPoolableError) as caught:
        pool(two)
    (found,) = caught.value.objections
    assert str(found) == (
        "disputed: which figure is right is not known: "
        "these two differ on one study: 9 or 10? (study.b, study.c)"
    )


def test_a_disagreement_between_two_studies_is_no_dispute() -> None:
    """Two studies may differ: that is what heterogeneity is."""
    link = Link(relation=Relation.CONFLICTS_WITH, to=StatementId("study.b"))
    assert pool(chosen(study("a", k_of(3, 10), links=(link,)), B)).df == 1


def test_harms_are_pooled_by_event_and_grade() -> None:
    """The same fever of another grade is another harm."""
    signals = [
        SafetySignal(
            id=StatementId(f"study.{name}"),
            topic=A.topic,
            summary="Fever.",
            population=A.population,
            intervention=ConceptId("car-cells"),
            event=ConceptId("fever"),
            grade=grade,
            estimate=k_of(5, 20),
            **leveled("C1", paper=f"{name}-2020"),
        )
        for name, grade in (("a", "grade 3"), ("b", "grade 3"), ("c", None))
    ]
    found = pool(chosen(*signals[:2]))
    assert found.of == "fever, grade 3"
    (unlike,) = refused(*signals[1:])
    assert "fever, grade 3 (study.b); fever (no grade given) (study.c)" in str(unlike)


def test_documents_of_agencies_and_reports_mark_patients(kb: allkb.KnowledgeBase) -> None:
    """Two figures of one label are of the patients of that label."""
    label = allkb.RevisionId("agency.2017-08-30")
    pair = [study(n, k_of(5, 20), attestations=(said(label),)) for n in "ab"]
    objections = {o.kind: str(o) for o in refused(*pair)}
    title = kb.source_of(label).title
    assert f"the document {title} (study.a, study.b)" in objections[ObjectionKind.OVERLAP]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"selection": [A, B]}, "selection: it is a selection of statements, .* not list"),
        ({"level": 95}, r"level: it must be a number in \(0, 1\), not 95"),
        ({"between": "reml"}, "between: it is paule-mandel or dersimonian-laird, not 'reml'"),
        ({"allow": {"figure"}}, "allow: 'figure' cannot be overridden; what can is approximate"),
        ({"allow": "horizons"}, "allow: 'horizons' cannot be overridden"),
        ({"arms": {}}, "arms: only comparisons and prognostic factors have arms"),
    ],
)
def test_bad_arguments_are_one_clear_error(asked: dict[str, Any], words: str) -> None:
    """Before anything is looked at."""
    given: dict[str, Any] = {"selection": chosen(A, B), **asked}
    with pytest.raises(InvalidValueError, match=words):
        pool(**given)


def test_a_statement_given_twice_is_an_error() -> None:
    """It would count its patients twice."""
    held = base(A, B)
    twice = evolve(held.outcomes, items=(*held.outcomes, *held.outcomes))
    with pytest.raises(InvalidValueError, match=r"study\.a is given more than once"):
        pool(twice)


def _measured(statement: Statement) -> object:
    return getattr(statement, "event", getattr(statement, "endpoint", None))


def test_the_guard_tells_every_bundled_pair_apart() -> None:
    """Of each endpoint every pair that could be weighed: none is pooled, each with its reasons."""
    kb = allkb.load()
    alike: dict[object, list[Statement]] = defaultdict(list)
    for s in kb:
        if isinstance(s, OutcomeStatistic | SafetySignal | Comparison | PrognosticFactor):
            with pytest.raises(NotPoolableError) as caught:
                pool(evolve(kb.statements, items=(s,)))
            if {o.kind for o in caught.value.objections} & NEVER == {ObjectionKind.FEW} and any(
                o.kind is ObjectionKind.FEW and o.statements for o in caught.value.objections
            ):
                alike[type(s), _measured(s)].append(s)
    pairs = [pair for found in alike.values() for pair in combinations(found, 2)]
    assert len(pairs) > 300
    for pair in pairs:
        with pytest.raises(NotPoolableError) as caught:
            pool(evolve(kb.statements, items=pair))
        for objection in caught.value.objections:
            assert objection.groups
            assert set(objection.statements) <= {*kb.statements.ids}
            assert set(objection.statements) & {s.id for s in pair}


def test_log_ratios_of_no_width_are_no_figures() -> None:
    """An interval that reaches 0, or that is one number, says nothing of an error."""
    sound = versus("a", ratio(0.5, 0.2, 1.2))
    for bad in (ratio(0.5, 0, 1.2), ratio(0.5, 0.5, 0.5)):
        figure, few = refused(sound, versus("b", bad))
        assert "a ratio whose interval reaches 0 or has no width (study.b)" in str(figure)
        assert few.kind is ObjectionKind.FEW
    bare = evolve(log_ratio(0.1, 0.2, EffectMeasure.ODDS_RATIO), interval=None)
    figure, _ = refused(sound, versus("b", bare))
    assert "a ratio without a confidence interval (study.b)" in str(figure)
