"""
Pools from statement to summary, against what R prints of the same trials.

The figures with four digits stand in metafor's own tests (wviechtb/metafor, tests/testthat,
test_misc_metan_vs_rma.uni_with_dat.bcg.r and test_misc_rma_uni.r), which hold it to
Stata's metan. Those with more are what R 4.2.2 with metafor 3.8-1 printed:
`rma(yi, vi, method=)`, the same with `test="knha"`, and `predict(, pi.type="riley")`;
for Paule and Mandel with `control=list(tol=1e-12)`, as it stops early by default.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import pytest
from stats_samples import CATHETERS, VACCINES, chosen, k_of, log_ratio, study, versus

from allkb import Comparison, EffectMeasure
from allkb.stats import ComputedInterval, Pooled, pool
from allkb.stats.library import Between, exact, expit, wilson

MEASURES = (EffectMeasure.RELATIVE_RISK, EffectMeasure.ODDS_RATIO)


def trials(measure: EffectMeasure, between: Between) -> Pooled:
    """Return the vaccine trials pooled, as ratios whose intervals are as `escalc` has them."""
    found: list[Comparison] = []
    for i, (a, b, c, d) in enumerate(VACCINES):
        if measure is EffectMeasure.ODDS_RATIO:
            log, variance = math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
        else:
            log = math.log((a / (a + b)) / (c / (c + d)))
            variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
        found.append(versus(f"t{i}", log_ratio(log, math.sqrt(variance), measure)))
    return pool(chosen(*found), between=between)


def logs(interval: ComputedInterval) -> tuple[float, float, float]:
    """Return the mean and the ends on the scale on which they were pooled."""
    return math.log(interval.estimate), math.log(interval.low), math.log(interval.high)


@pytest.mark.parametrize(
    ("measure", "fixed", "q", "random", "tau2", "i2"),
    [
        (
            EffectMeasure.RELATIVE_RISK,
            ((-0.4303, -0.5097, -0.3509), (0.6503, 0.6007, 0.7040)),
            152.2330,
            ((-0.7141, -1.0644, -0.3638), (0.4896, 0.3449, 0.6950)),
            0.3088,
            0.921173,
        ),
        (
            EffectMeasure.ODDS_RATIO,
            ((-0.4361, -0.5190, -0.3533), (0.6465, 0.5951, 0.7024)),
            163.1649,
            ((-0.7474, -1.1242, -0.3706), (0.4736, 0.3249, 0.6903)),
            0.3663,
            0.926455,
        ),
    ],
)
def test_the_bcg_trials_are_as_metafor_and_metan_have_them(
    measure: EffectMeasure,
    fixed: tuple[tuple[float, ...], tuple[float, ...]],
    q: float,
    random: tuple[tuple[float, ...], tuple[float, ...]],
    tau2: float,
    i2: float,
) -> None:
    """dat.bcg by DerSimonian and Laird: both summaries, as logs and as ratios, Q, tau2 and I2."""
    found = trials(measure, "dersimonian-laird")
    for mine, printed in ((found.fixed, fixed), (found.classic, random)):
        assert logs(mine) == pytest.approx(printed[0], abs=5e-5)
        assert (mine.estimate, mine.low, mine.high) == pytest.approx(printed[1], abs=5e-5)
    assert found.q == pytest.approx(q, abs=5e-5)
    assert found.tau2 == pytest.approx(tau2, abs=5e-5)
    assert found.i2 == pytest.approx(i2, abs=5e-7)
    assert found.df == 12
    assert found.p < 0.0001


def test_paule_and_mandel_agree_with_the_iterated_estimators_of_metafor() -> None:
    """dat.bcg: its tests hold DLIT and SJIT, which solve the same equation, to 0.3181."""
    found = trials(EffectMeasure.RELATIVE_RISK, "paule-mandel")
    assert found.tau2 == pytest.approx(0.3181, abs=5e-5)


class Printed(NamedTuple):
    """What R prints, on the scale of the pool."""

    mean: float
    error: float
    tau2: float
    knapp_hartung: tuple[float, float]
    riley: tuple[float, float]


BCG: dict[Between, Printed] = {
    "dersimonian-laird": Printed(
        mean=-0.714117222073,
        error=0.178742089535,
        tau2=0.308760262862,
        knapp_hartung=(-1.10782135417, -0.320413089978),
        riley=(-1.99883849575, 0.570604051606),
    ),
    "paule-mandel": Printed(
        mean=-0.714968153493,
        error=0.180892191538,
        tau2=0.318068452205,
        knapp_hartung=(-1.1090983812, -0.320837925785),
        riley=(-2.01855805418, 0.588621747198),
    ),
}


@pytest.mark.parametrize("between", BCG)
def test_intervals_of_ratios_are_those_of_r(between: Between) -> None:
    """dat.bcg, relative risks: Knapp and Hartung's interval, and the prediction interval."""
    printed, found = BCG[between], trials(EffectMeasure.RELATIVE_RISK, between)
    assert found.random_error == pytest.approx(printed.error, rel=1e-7)
    assert found.tau2 == pytest.approx(printed.tau2, rel=1e-7)
    assert logs(found.random) == pytest.approx((printed.mean, *printed.knapp_hartung), abs=1e-7)
    assert found.prediction is not None
    assert logs(found.prediction) == pytest.approx((printed.mean, *printed.riley), abs=1e-7)


def test_weights_are_those_of_r() -> None:
    """dat.bcg by DerSimonian and Laird: `weights(rma())`, in percent."""
    found = trials(EffectMeasure.RELATIVE_RISK, "dersimonian-laird").studies
    random = [s.weight_random * 100 for s in found]
    fixed = [s.weight_fixed * 100 for s in found]
    assert random[:4] == pytest.approx(
        [5.03649168323, 6.34732918264, 4.41202722473, 9.71764635681], rel=1e-9
    )
    assert fixed[:4] == pytest.approx(
        [0.503754802568, 0.842912651727, 0.394866486318, 8.196633059610], rel=1e-9
    )


class Logits(NamedTuple):
    """What R prints of proportions, on the logit scale; `hartung_knapp` is a standard error."""

    fixed: float
    fixed_error: float
    mean: float
    error: float
    tau2: float
    q: float
    hartung_knapp: float
    riley: tuple[float, float]


INFECTED: dict[tuple[str, Between], Logits] = {
    ("control", "dersimonian-laird"): Logits(
        fixed=-2.87871359771,
        fixed_error=0.111309639473,
        mean=-3.3167724872,
        error=0.249184702361,
        tau2=0.755347342291,
        q=72.1659091806,
        hartung_knapp=0.238631854243,
        riley=(-5.23342992275, -1.40011505165),
    ),
    ("control", "paule-mandel"): Logits(
        fixed=-2.87871359771,
        fixed_error=0.111309639473,
        mean=-3.30166986764,
        error=0.237757370701,
        tau2=0.662263726249,
        q=72.1659091806,
        hartung_knapp=0.237757370701,
        riley=(-5.09895990352, -1.50437983176),
    ),
    ("treated", "dersimonian-laird"): Logits(
        fixed=-3.98054456474,
        fixed_error=0.18494374693,
        mean=-4.1983738106,
        error=0.2384652097,
        tau2=0.255745547442,
        q=23.6710416398,
        hartung_knapp=0.226990339754,
        riley=(-5.38364773397, -3.01309988722),
    ),
    ("treated", "paule-mandel"): Logits(
        fixed=-3.98054456474,
        fixed_error=0.18494374693,
        mean=-4.15534015022,
        error=0.226143373897,
        tau2=0.183681914765,
        q=23.6710416398,
        hartung_knapp=0.226143373897,
        riley=(-5.18261471796, -3.12806558248),
    ),
}


@pytest.mark.parametrize(("arm", "between"), INFECTED)
def test_pooled_proportions_are_those_of_r(arm: str, between: Between) -> None:
    """dat.nielweise2007 by `escalc(measure="PLO")`, where seven trials of one arm have none."""
    printed = INFECTED[arm, between]
    counts = [study(f"t{i}", k_of(*pair)) for i, pair in enumerate(CATHETERS[arm])]
    found = pool(chosen(*counts), between=between)
    assert found.fixed.estimate == pytest.approx(expit(printed.fixed))
    assert found.fixed_error == pytest.approx(printed.fixed_error)
    assert found.random.estimate == pytest.approx(expit(printed.mean), rel=1e-7)
    assert found.random_error == pytest.approx(printed.error, rel=1e-7)
    assert found.tau2 == pytest.approx(printed.tau2, rel=1e-6)
    assert found.q == pytest.approx(printed.q)
    assert found.prediction is not None
    ends = [expit(end) for end in printed.riley]
    assert [found.prediction.low, found.prediction.high] == pytest.approx(ends, rel=1e-6)


@pytest.mark.parametrize(("arm", "between"), INFECTED)
def test_the_interval_is_never_below_the_classic_error(arm: str, between: Between) -> None:
    """The larger of both errors counts, with t of 17 df, as with R's `test="adhoc"`."""
    printed = INFECTED[arm, between]
    counts = [study(f"t{i}", k_of(*pair)) for i, pair in enumerate(CATHETERS[arm])]
    found = pool(chosen(*counts), between=between)
    t_of_17_df = 2.1098156
    reach = t_of_17_df * max(printed.error, printed.hartung_knapp)
    ends = (expit(printed.mean - reach), expit(printed.mean + reach))
    assert (found.random.low, found.random.high) == pytest.approx(ends, rel=1e-6)


@pytest.mark.parametrize(
    ("events", "of", "level", "by_prop_test", "by_binom_test"),
    [
        (0, 1, 0.95, (0, 0.793450685623), (0, 0.975)),
        (1, 1, 0.95, (0.206549314377, 1), (0.025, 1)),
        (5, 7, 0.9, (0.408667545511, 0.900434156438), (0.341261436155, 0.94662449953)),
        (250, 1000, 0.5, (0.240879251472, 0.259348113303), (0.240432284252, 0.259898256508)),
        (
            1,
            1_000_000,
            0.99,
            (1.17405475e-07, 8.51743383476e-06),
            (5.01254181098e-09, 7.43010561198e-06),
        ),
    ],
)
def test_intervals_of_a_proportion_are_those_of_r(
    events: int,
    of: int,
    level: float,
    by_prop_test: tuple[float, float],
    by_binom_test: tuple[float, float],
) -> None:
    """R 4.2.2: `prop.test(correct=FALSE)` is Wilson's, `binom.test` Clopper and Pearson's."""
    assert wilson(events, of, level) == pytest.approx(by_prop_test, rel=1e-6)
    assert exact(events, of, level) == pytest.approx(by_binom_test, rel=1e-6)
