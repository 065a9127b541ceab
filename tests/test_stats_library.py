"""What is computed, against what was published: Newcombe's tables and printed results of R."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from stats_samples import CATHETERS, k_of, study

from allkb import InvalidValueError
from allkb.stats.library import (
    Between,
    chi2_tail,
    combine,
    exact,
    exp,
    expit,
    logit,
    newcombe,
    normal_quantile,
    t_quantile,
    wilson,
)
from allkb.stats.pooling import prediction
from allkb.stats.studies import Study, proportion_study


@pytest.mark.parametrize(
    ("events", "of", "by_wilson", "by_clopper_pearson"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_intervals_of_a_proportion_are_those_of_newcombe(
    events: int, of: int, by_wilson: tuple[float, float], by_clopper_pearson: tuple[float, float]
) -> None:
    """
    Newcombe 1998, Statistics in Medicine 17:857, table I, methods 3 and 5.

    Read as the values that the tests of R's ratesci (petelaud/ratesci, test3.R) hold it to.
    """
    assert wilson(events, of, 0.95) == pytest.approx(by_wilson, abs=5e-5)
    assert exact(events, of, 0.95) == pytest.approx(by_clopper_pearson, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "printed"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((84, 101), (89, 105), (-0.1177, 0.0851)),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombe(
    first: tuple[int, int], second: tuple[int, int], printed: tuple[float, float]
) -> None:
    """
    Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.

    Read in the tests of R's DescTools (AndriSignorell/DescTools, misc.R, `score`) and ratesci.
    """
    assert newcombe(first, second, 0.95) == pytest.approx(printed, abs=5e-5)


KACKER = [61.0, 61.4, 62.21, 62.3, 62.34, 62.6, 62.7, 62.84, 65.9]
KACKER_V = [0.2025, 1.21, 0.09, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225]


@pytest.mark.parametrize(
    ("between", "tau2", "mean", "error"),
    [
        ("paule-mandel", 0.705395309224248, 62.4076199113286, 0.338030602684471),
        ("dersimonian-laird", 0.288049246973751, 62.3901386044504, 0.245749668040304),
    ],
)
def test_random_effects_are_those_of_metafor(
    between: Between, tau2: float, mean: float, error: float
) -> None:
    """
    Kacker 2004, as R's metafor prints it: `rma(y, v, method="PM")` and `"DL"`.

    Read in the results that statsmodels' own tests hold (results_meta.py: exk1_metafor, exk1_dl).
    """
    found = combine(KACKER, KACKER_V, between)
    assert found.tau2 == pytest.approx(tau2, rel=1e-5)
    assert found.random == pytest.approx(mean, rel=1e-7)
    assert found.random_error == pytest.approx(error, rel=1e-5)
    assert found.q == pytest.approx(24.801897741835)
    assert found.fixed == pytest.approx(62.5833970939982)
    assert found.fixed_error == pytest.approx(0.107845705498231)
    assert chi2_tail(found.q, 8) == pytest.approx(0.00167935146372742)


def test_the_error_of_hartung_and_knapp_is_that_of_metafor() -> None:
    """The same data by `rma(y, v, method="DL", test="knha")`: exk1_dl_hksj in the same file."""
    found = combine(KACKER, KACKER_V, "dersimonian-laird")
    assert found.hartung_knapp_error == pytest.approx(0.29477605699879)
    reach = t_quantile(0.95, 8) * found.hartung_knapp_error
    ends = (found.random - reach, found.random + reach)
    assert ends == pytest.approx((61.710383798052, 63.0698934108488))


@pytest.mark.parametrize(
    ("between", "tau", "mean", "error"),
    [
        ("paule-mandel", 0.3681, -0.3811, 0.2060),
        ("dersimonian-laird", 0.2323, -0.3240, 0.1540),
    ],
)
def test_the_clasp_example_is_that_of_dersimonian_and_kacker(
    between: Between, tau: float, mean: float, error: float
) -> None:
    """
    DerSimonian and Kacker 2007, tables 3 and 4, as metafor reproduces them.

    Read in wviechtb/metafor, test_analysis_example_dersimonian2007.r.
    """
    treated = [(5, 156), (5, 303), (12, 565), (69, 1570), (9, 103), (313, 4659)]
    control = [(8, 74), (17, 303), (9, 477), (94, 1565), (11, 105), (352, 4650)]
    pairs = list(zip(treated, control, strict=True))
    logs = [math.log(a / (n - a)) - math.log(c / (m - c)) for (a, n), (c, m) in pairs]
    variances = [1 / a + 1 / (n - a) + 1 / c + 1 / (m - c) for (a, n), (c, m) in pairs]
    found = combine(logs, variances, between)
    rounded = (math.sqrt(found.tau2), found.random, found.random_error)
    assert rounded == pytest.approx((tau, mean, error), abs=5e-5)


def test_the_prediction_interval_is_that_of_the_meta_package() -> None:
    """
    R's meta 4.11 on odds ratios of 17 trials: TE.random, seTE.random, tau2, lower and upper.predict.

    Read in statsmodels' results_meta.py (results_or_dl_hk), with the standard error of
    Hartung and Knapp that was asked for there.
    """
    found = prediction(0.429520368698268, 0.0915952752397692, 0.0016783981912744, 17, 0.95)
    assert found == pytest.approx((0.215650965184522, 0.643389772212014))


def test_the_prediction_interval_is_that_of_higgins_thompson_and_spiegelhalter() -> None:
    """
    R's pimeta on the hypothetical trials of Riley 2011: mean, tau2 and interval as its manual prints.

    Read in nshi-stat/pimeta (pima-hts.r and its article): the mean -0.3340597 with a
    95 % interval of -0.5068 to -0.1613 on 9 degrees of freedom, tau2 0.02824971.
    """
    error = (-0.1613 + 0.5068) / 2 / t_quantile(0.95, 9)
    found = prediction(-0.3340597, error, 0.02824971, 10, 0.95)
    assert found == pytest.approx((-0.7597777, 0.09165839), abs=1e-4)


def test_two_studies_have_no_prediction_interval() -> None:
    """Student's t would have no degree of freedom."""
    assert prediction(0.0, 0.1, 0.1, 2, 0.95) is None


def by_reml(effects: list[float], variances: list[float]) -> tuple[float, float, float]:
    """Return mean, standard error and tau2 by restricted maximum likelihood, as metafor has it."""
    y, v = np.array(effects), np.array(variances)

    def mean(tau2: float) -> tuple[float, float]:
        w = 1 / (v + tau2)
        return float((w * y).sum() / w.sum()), float(w.sum())

    def loss(tau2: float) -> float:
        middle, total = mean(tau2)
        around = ((y - middle) ** 2 / (v + tau2)).sum()
        return float(np.log(v + tau2).sum() + np.log(total) + around)

    tau2 = float(minimize_scalar(loss, bounds=(0, 10), method="bounded").x)
    middle, total = mean(tau2)
    return middle, 1 / math.sqrt(total), tau2


@pytest.mark.parametrize(
    ("arm", "printed"), [("control", (-3.30, 0.24, 0.663)), ("treated", (-4.26, 0.26, 0.393))]
)
def test_logits_and_their_variances_are_those_of_metafor(
    arm: str, printed: tuple[float, float, float]
) -> None:
    """
    Stijnen 2010, table II, by `rma(measure="PLO")`: with none of so many, a half is added.

    Read in wviechtb/metafor, test_analysis_example_stijnen2010.r, with the data of
    wviechtb/metadat. metafor's default, REML, is not offered here, so this test brings it.
    """
    found = [proportion_study(study("a", k_of(*pair)), 0.95) for pair in CATHETERS[arm]]
    studies = [s for s in found if isinstance(s, Study)]
    mean, error, tau2 = by_reml([s.effect for s in studies], [s.variance for s in studies])
    assert (round(mean, 2), round(error, 2), round(tau2, 3)) == printed


def test_variance_between_studies_is_never_below_0() -> None:
    """Where DerSimonian and Laird's comes out below, the fixed effect is what is left."""
    found = combine([1.0, 1.1], [0.1, 0.2], "dersimonian-laird")
    assert found.tau2 == 0
    assert found.random == found.fixed
    assert found.random_weights == found.fixed_weights


EFFECTS = st.lists(st.tuples(st.floats(-5, 5), st.floats(1e-3, 10)), min_size=2, max_size=20)


@given(EFFECTS, st.sampled_from(["paule-mandel", "dersimonian-laird"]))
def test_a_mean_lies_among_its_effects(pairs: list[tuple[float, float]], between: Between) -> None:
    """Weights are shares, and no variance is negative."""
    effects, variances = [y for y, _ in pairs], [v for _, v in pairs]
    found = combine(effects, variances, between)
    for mean, weights in ((found.fixed, found.fixed_weights), (found.random, found.random_weights)):
        assert min(effects) - 1e-9 <= mean <= max(effects) + 1e-9
        assert sum(weights) == pytest.approx(1)
        assert min(weights) >= 0
    assert found.tau2 >= 0
    assert found.q >= 0
    assert found.random_error >= found.fixed_error * (1 - 1e-9)


@given(EFFECTS)
def test_paule_and_mandel_solve_their_equation(pairs: list[tuple[float, float]]) -> None:
    """With the variance between studies, Q is as large as chance would make it."""
    effects, variances = [y for y, _ in pairs], [v for _, v in pairs]
    found = combine(effects, variances, "paule-mandel")
    q = sum((y - found.random) ** 2 / (v + found.tau2) for y, v in pairs)
    df = len(pairs) - 1
    assert q == pytest.approx(df, abs=1e-3 * df) if found.tau2 else q <= df * (1 + 1e-3)


@pytest.mark.parametrize("variance", [0.0, 5e-324, math.nan])
def test_numbers_that_cannot_be_weighed_are_an_error(variance: float) -> None:
    """Not a mean that is not a number."""
    with pytest.raises(InvalidValueError, match="too far apart"):
        combine([0.0, 1.0], [variance, 1.0], "paule-mandel")


def test_an_iteration_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library below says nothing when it stops before it has arrived."""
    whole: Any = import_module("statsmodels.stats.meta_analysis").combine_effects

    def one_step(*given: object, **more: object) -> object:
        return whole(*given, **{**more, "maxiter": 1})

    monkeypatch.setattr("statsmodels.stats.meta_analysis.combine_effects", one_step)
    with pytest.raises(InvalidValueError, match="too far apart"):
        combine(KACKER, KACKER_V, "paule-mandel")


def test_scales_there_and_back() -> None:
    """Logits and logs come back; what is beyond any number is infinite."""
    assert expit(logit(0.2)) == pytest.approx(0.2)
    assert exp(math.log(3)) == pytest.approx(3)
    assert exp(1e6) == math.inf
    assert normal_quantile(0.95) == pytest.approx(1.959964)
