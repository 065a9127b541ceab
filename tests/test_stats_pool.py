"""What pooling gives: the summary in words, each study's part, ratios turned the same way."""

from __future__ import annotations

import math
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import NEW, cites, said
from stats_samples import ARMS, chosen, k_of, log_ratio, ratio, study, versus

from allkb import (
    AllOf,
    AnyOf,
    Arm,
    ConceptId,
    ConfidenceInterval,
    Criterion,
    Direction,
    Effect,
    EffectMeasure,
    Influence,
    InvalidValueError,
    Is,
    Not,
    Point,
    PrognosticFactor,
    StandardError,
    StatementId,
    TopicId,
    UnassignedRatio,
)
from allkb.stats import NotPoolableError, ObjectionKind, pool
from allkb.stats.library import expit, logit
from allkb.stats.ratios import canonical
from allkb.views import kb_of, notice

HR, OR = EffectMeasure.HAZARD_RATIO, EffectMeasure.ODDS_RATIO
SELECTION = chosen(study("a", k_of(0, 10)), study("b", k_of(5, 20)), study("c", k_of(3, 30)))


def test_a_pool_tells_itself_in_words() -> None:
    """
    Whose it is, the summaries, the prediction, the heterogeneity, each study, and the notice.

    The numbers are those that R 4.2.2 with metafor 3.8-1 prints: `escalc(measure="PLO")`, then
    `rma(method="PM")`, the same with `test="adhoc"`, and `predict(pi.type="riley")`.
    """
    assert str(pool(SELECTION)).splitlines() == [
        (
            "Pooled proportion of 3 studies: event free survival. "
            "The pooling is ours (computed by allkb): no source prints it."
        ),
        (
            "Random effects: 15.0%, 95 % interval 2.2% to 58.0% "
            "(Paule-Mandel; Hartung-Knapp, t of 2 df, not below the classic error)."
        ),
        (
            "Its interval by normal quantiles alone is 6.4% to 31.0%: "
            "with few studies that is too narrow."
        ),
        "Fixed effect: 16.0%, 95 % interval 8.3% to 28.6% (inverse variance, normal).",
        (
            "A further such study: 95 % prediction interval 0.0% to 99.9% "
            "(Higgins, Thompson and Spiegelhalter; t of 1 df)."
        ),
        (
            "Heterogeneity: Q = 2.88 on 2 df (p = 0.24), I2 = 30.5% (from Q), "
            "tau2 = 0.196 on the logit scale."
        ),
        (
            "study.a: 0.0% (0.0% to 27.8%, Wilson score, computed by allkb), weight 6.9% fixed, "
            "10.0% random; as printed: 0 of 10; "
            "a half was added to those with and to those without"
        ),
        (
            "study.b: 25.0% (11.2% to 46.9%, Wilson score, computed by allkb), "
            "weight 54.1% fixed, 49.5% random; as printed: 5 of 20"
        ),
        (
            "study.c: 10.0% (3.5% to 25.6%, Wilson score, computed by allkb), "
            "weight 39.0% fixed, 40.5% random; as printed: 3 of 30"
        ),
        (
            "The random-effects summary is the proportion of a middle study, "
            "not the mean of the proportions."
        ),
        "With 3 studies the variance between them is hardly known.",
        (
            "That no patient is counted twice is known only as far as papers, trials and groups "
            "are named."
        ),
        notice(kb_of(SELECTION)),
    ]


def test_two_studies_have_no_prediction_interval() -> None:
    """It says why there is none. The numbers are R's, as above."""
    found = pool(chosen(study("a", k_of(3, 10)), study("b", k_of(5, 20))))
    assert found.prediction is None
    assert "No prediction interval: it takes three studies" in str(found)
    assert repr(found) == "<Pooled proportion of 2 studies: 26.7% (0.2% to 98.6%)>"


def test_identical_studies_have_no_heterogeneity() -> None:
    """Q, I2 and tau2 are 0, the two summaries one, and the interval is not narrower than classic."""
    found = pool(chosen(*(study(name, k_of(6, 20)) for name in "abcdef")))
    assert found.q == pytest.approx(0, abs=1e-12)
    assert (found.i2, found.tau2) == (0, 0)
    assert found.p == pytest.approx(1)
    assert found.random.estimate == found.fixed.estimate == pytest.approx(0.3)
    assert found.random_error == found.fixed_error
    assert found.random.low < found.classic.low
    assert {round(s.weight_random, 12) for s in found.studies} == {round(1 / 6, 12)}
    assert not any("hardly known" in note for note in found.notes)


def test_studies_where_all_or_none_had_the_event() -> None:
    """They count, with a half added to both sides; nothing is infinite."""
    found = pool(chosen(study("a", k_of(0, 12)), study("b", k_of(12, 12)), study("c", k_of(4, 9))))
    assert 0 < found.random.low < found.random.estimate < found.random.high < 1
    assert [bool(s.notes) for s in found.studies] == [True, True, False]
    assert [(s.low, s.high)[i] for s, i in zip(found.studies, (0, 1), strict=False)] == [0, 1]


def test_huge_and_tiny_studies_go_together() -> None:
    """A registry of a million beside a case series: the fixed effect is the registry's."""
    found = pool(chosen(study("a", k_of(250_000, 1_000_000)), study("b", k_of(3, 4))))
    assert found.fixed.estimate == pytest.approx(0.25, abs=1e-4)
    assert found.studies[0].weight_fixed > 0.999


def test_estimates_with_an_interval_or_an_error_go_together() -> None:
    """On the logit scale: the interval's width, and the error over p times 1 minus p."""
    around = ConfidenceInterval(low=0.3, high=0.7, level=0.9)
    one = study("a", Point(value=0.5, printed="50%", uncertainty=around))
    other = study("b", Point(value=0.4, printed="40%", uncertainty=StandardError(value=0.06)))
    found = pool(chosen(one, other))
    errors = ((logit(0.7) - logit(0.3)) / (2 * 1.6448536), 0.06 / (0.4 * 0.6))
    weights = [1 / error**2 for error in errors]
    mean = weights[1] * logit(0.4) / sum(weights)
    assert found.fixed.estimate == pytest.approx(expit(mean))
    assert found.fixed_error == pytest.approx(1 / math.sqrt(sum(weights)))
    assert [s.interval for s in found.studies] == [
        "printed by the source",
        "from the standard error on the logit scale, computed by allkb",
    ]
    assert (found.studies[0].low, found.studies[0].high) == (0.3, 0.7)


def test_the_level_is_that_of_all_intervals() -> None:
    """And a lower one is narrower."""
    wide, narrow = pool(SELECTION), pool(SELECTION, level=0.5)
    assert narrow.prediction is not None
    for found in (narrow.fixed, narrow.random, narrow.classic, narrow.prediction):
        assert found.level == 0.5
    assert wide.random.low < narrow.random.low < narrow.random.high < wide.random.high


COUNTS = st.lists(
    st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=2,
    max_size=5,
)


@settings(max_examples=40)
@given(COUNTS)
def test_those_without_mirror_those_with(pairs: list[tuple[int, int]]) -> None:
    """Counting those without gives one minus what counting those with gives."""
    names = "abcde"
    found, mirrored = (
        pool(chosen(*(study(name, k_of(k, n)) for name, (k, n) in zip(names, way, strict=False))))
        for way in (pairs, [(n - k, n) for k, n in pairs])
    )
    for one, other in ((found.fixed, mirrored.fixed), (found.random, mirrored.random)):
        assert one.estimate == pytest.approx(1 - other.estimate, abs=1e-6)
        assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-6)
    assert 0 <= found.i2 < 1
    assert found.tau2 == pytest.approx(mirrored.tau2, abs=1e-6)
    assert sum(s.weight_random for s in found.studies) == pytest.approx(1)


@settings(max_examples=30)
@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(pairs: list[tuple[int, int]], at: Any) -> None:
    """Only the rows follow it."""
    studies = [study(name, k_of(k, n)) for name, (k, n) in zip("abcde", pairs, strict=False)]
    mixed = at.sample(studies, len(studies))
    found, again = pool(chosen(*studies)), pool(chosen(*mixed))
    assert again.random.estimate == pytest.approx(found.random.estimate, abs=1e-9)
    assert again.q == pytest.approx(found.q, abs=1e-9)
    assert [s.statement for s in again.studies] == [s.id for s in mixed]


def test_ratios_are_pooled_with_the_same_arm_above_the_line() -> None:
    """One that is printed the other way round is turned over, and the row says so."""
    swapped = ratio(2.0, 1.0, 4.0, numerator="graft", denominator="cells")
    found = pool(chosen(versus("a", ratio(0.5, 0.25, 1.0)), versus("b", swapped)))
    assert found.measure == "hazard ratio"
    assert found.of == "event free survival, cells over graft"
    assert found.scale == "log"
    assert found.random.estimate == found.fixed.estimate == pytest.approx(0.5)
    first, second = found.studies
    assert (second.value, second.low, second.high) == (first.value, first.low, first.high)
    assert second.notes == ("turned over: printed with the arms the other way round",)
    assert "as printed: graft over cells: no difference shown, hazard ratio 2" in str(second)
    assert "Whether a ratio is adjusted, and for what, is not in the data." in found.notes
    assert repr(found).startswith("<Pooled hazard ratio of 2 studies: 0.5 (")


def test_an_interval_that_is_not_even_around_its_ratio_is_told() -> None:
    """Only its width is used then."""
    found = pool(chosen(versus("a", ratio(0.5, 0.4, 1.0)), versus("b", ratio(0.5, 0.25, 1.0))))
    assert "not even around it on the log scale" in found.studies[0].notes[0]
    assert not found.studies[1].notes


def test_a_ratio_of_unstated_level_is_refused() -> None:
    """Allowed, it is read as of 95 %."""
    bare = ratio(0.5, 0.25, 1.0, interval=ConfidenceInterval(low=0.25, high=1.0, level=None))
    held = chosen(versus("a", bare), versus("b", ratio(0.5, 0.25, 1.0)))
    with pytest.raises(NotPoolableError, match=r"level not stated\) \(study\.a\)"):
        pool(held)
    assert pool(held, allow=["level"]).fixed.estimate == pytest.approx(0.5)


def arm(id: str, criteria: Criterion | None = None, given: str | None = None) -> Arm:
    """Return an arm that is known by its patients or by what it was given."""
    intervention = ConceptId(given) if given else None
    return Arm(id=id, label=id, criteria=criteria, intervention=intervention)


CAR, GRAFT = Is(fact="prior_car_t", value=True), Is(fact="prior_allogeneic_hsct", value=True)
LABELED = {"arms": (arm("with"), arm("without"))}


def labeled(value: float = 0.5) -> Effect:
    """Return a ratio of two arms that are known by their labels."""
    return ratio(value, value / 2, value * 2, numerator="with", denominator="without")


def test_arms_known_by_their_labels_have_to_be_matched_by_the_caller() -> None:
    """With and without are not the same in two papers; told which is which, they are pooled."""
    held = chosen(versus("a", labeled(), **LABELED), versus("b", labeled(2), **LABELED))
    with pytest.raises(NotPoolableError) as caught:
        pool(held)
    arms, few = caught.value.objections
    assert (arms.kind, few.kind) == (ObjectionKind.ARMS, ObjectionKind.FEW)
    assert "with over without, which are known by their labels alone (study.a)" in str(arms)
    assert "say which arm is above the line, arms={id: (above, below)}" in str(caught.value)
    told = {"study.a": ("with", "without"), "study.b": ("without", "with")}
    found = pool(held, arms=told)
    assert found.fixed.estimate == pytest.approx(0.5)
    assert found.of == "event free survival, with over without"


def test_arms_of_the_same_patients_correspond() -> None:
    """Their criteria may stand in another order."""
    one, other = (
        (arm("x", AllOf(criteria=way)), arm("y", Not(criterion=CAR)))
        for way in ((CAR, GRAFT), (GRAFT, CAR))
    )
    shown = ratio(0.5, 0.25, 1.0, numerator="x", denominator="y")
    found = pool(chosen(versus("a", shown, arms=one), versus("b", shown, arms=other)))
    assert found.df == 1


def test_arms_that_were_given_other_things_do_not_correspond() -> None:
    """Cells over graft is not cells over anything else."""
    third = (ARMS[0], arm("therapy", given="therapy"))
    shown = ratio(0.5, 0.25, 1.0, denominator="therapy")
    with pytest.raises(NotPoolableError, match=r"cells over therapy \(study\.b\)"):
        pool(chosen(versus("a", ratio(0.5, 0.25, 1.0)), versus("b", shown, arms=third)))


def test_several_ratios_are_ambiguous() -> None:
    """Unless the caller says between which arms; a difference is no ratio."""
    third = (*ARMS, arm("therapy", given="therapy"))
    difference = Effect(
        numerator="cells",
        denominator="graft",
        direction=Direction.FAVORS_NUMERATOR,
        measure=EffectMeasure.DIFFERENCE,
        value=0.1,
    )
    several = versus(
        "a",
        ratio(0.5, 0.25, 1.0),
        ratio(3.0, 1.5, 6.0, denominator="therapy"),
        difference,
        arms=third,
    )
    held = chosen(several, versus("b", ratio(0.5, 0.25, 1.0)))
    with pytest.raises(NotPoolableError, match="several ratios, say between which arms: cells ov"):
        pool(held)
    told = {"study.a": ("cells", "graft"), "study.b": ("cells", "graft")}
    assert pool(held, arms=told).fixed.estimate == pytest.approx(0.5)


def test_comparisons_without_a_ratio_are_no_figures() -> None:
    """Nor is a ratio of which the source leaves the arms open."""
    open_ratio = UnassignedRatio(measure=HR, value=0.4, printed="0.4", reason="No arm is named.")
    with pytest.raises(NotPoolableError) as caught:
        pool(chosen(versus("a"), versus("b", unassigned=(open_ratio,))))
    figure, few = caught.value.objections
    assert "no ratio (study.a); a ratio of which the source leaves the arms open (study.b)" in str(
        figure
    )
    assert not few.statements


@pytest.mark.parametrize(
    ("arms", "words"),
    [
        ({"study.a": ("cells", "graft")}, "study.b: say which of its arms is above and which be"),
        (
            {"study.a": ("cells", "graft"), "study.b": ("cells", "therapy")},
            r"study\.b: \('cells', 'therapy'\) are not two of its arms: cells, graft",
        ),
        (
            {"study.a": ("cells", "cells"), "study.b": ("cells", "graft")},
            r"study\.a: \('cells', 'cells'\) are not two of its arms",
        ),
    ],
)
def test_arms_that_are_not_there_are_an_error(arms: dict[str, Any], words: str) -> None:
    """All statements have to be told of, with two arms of theirs."""
    held = chosen(versus("a", ratio(0.5, 0.25, 1.0)), versus("b", ratio(0.5, 0.25, 1.0)))
    with pytest.raises(InvalidValueError, match=words):
        pool(held, arms=arms)


def test_prognostic_factors_are_pooled_as_comparisons_are() -> None:
    """By endpoint and factor."""
    factors = [
        PrognosticFactor(
            id=StatementId(f"study.{name}"),
            topic=TopicId("cells"),
            summary="A factor.",
            population="Children in relapse.",
            endpoint=ConceptId("event-free-survival"),
            factor=ConceptId("maternal-donor"),
            influence=Influence.FAVORABLE,
            arms=ARMS,
            effects=(log_ratio(-0.5, 0.2, OR),),
            attestations=(said(NEW, cites(f"{name}-2020", levels=("C1",))),),
        )
        for name in "ab"
    ]
    found = pool(chosen(*factors))
    assert found.of == "event free survival by maternal donor, cells over graft"
    assert found.fixed.estimate == pytest.approx(math.exp(-0.5))


def test_criteria_have_one_form() -> None:
    """Whatever the order of their parts, at any depth."""
    one = Not(criterion=AnyOf(criteria=(CAR, AllOf(criteria=(GRAFT, CAR)))))
    other = Not(criterion=AnyOf(criteria=(AllOf(criteria=(CAR, GRAFT)), CAR)))
    assert canonical(one) == canonical(other)
    assert canonical(one) != canonical(one.criterion)


def test_ratios_beyond_reason_do_not_fail() -> None:
    """An end that is beyond any number is infinite, and the words say so."""
    found = pool(
        chosen(versus("a", ratio(1e-300, 1e-301, 1e-299)), versus("b", ratio(1e300, 1e299, 1e301)))
    )
    assert (found.random.low, found.random.high) == (0, math.inf)
    assert "95 % interval 0 to inf" in str(found)


def test_a_pool_is_a_value() -> None:
    """Equal if it is of the same numbers, and it cannot be changed."""
    again = pool(SELECTION)
    assert again == pool(SELECTION)
    assert evolve(again, q=1.0) != again
