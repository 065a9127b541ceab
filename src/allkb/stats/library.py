"""
The door to statsmodels and SciPy: numbers in, numbers out, with types.

statsmodels has no types of its own, so nothing else here imports it. Its habits are
kept on this side: the DerSimonian-Laird variance between studies may come out below
0, and then its weights mean nothing; a failed iteration is not told; I2 divides by
Q, which may be 0. Its Miettinen-Nurminen interval of a difference is not used: in
version 0.15 it is wrong (its issue 10269).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, cast

import numpy as np
import statsmodels.stats.meta_analysis as typeless_meta  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]
import statsmodels.stats.proportion as typeless_proportion  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]
from scipy import special, stats

from allkb.errors import InvalidValueError

__all__ = [
    "Between",
    "Combined",
    "chi2_tail",
    "combine",
    "exact",
    "exp",
    "expit",
    "logit",
    "newcombe",
    "normal_quantile",
    "t_quantile",
    "wilson",
]

_meta: Any = typeless_meta
_proportion: Any = typeless_proportion

Between = Literal["paule-mandel", "dersimonian-laird"]
"""How the variance between studies is estimated."""


class Combined(NamedTuple):
    """
    Effects taken together, on the scale they came in.

    Attributes:
        fixed: The fixed-effect mean.
        fixed_error: Its standard error.
        fixed_weights: The share of each effect in it.
        random: The random-effects mean.
        random_error: Its standard error, with the between-study variance taken as known.
        hartung_knapp_error: Its standard error by Hartung and Knapp.
        random_weights: The share of each effect in it.
        tau2: The variance between studies, at least 0.
        q: Cochran's Q.
    """

    fixed: float
    fixed_error: float
    fixed_weights: tuple[float, ...]
    random: float
    random_error: float
    hartung_knapp_error: float
    random_weights: tuple[float, ...]
    tau2: float
    q: float


def wilson(events: float, of: float, level: float) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion."""
    low, high = _confint(events, of, level, "wilson")
    return (0.0 if events == 0 else low), (1.0 if events == of else high)


def exact(events: int, of: int, level: float) -> tuple[float, float]:
    """Return the interval of a proportion by Clopper and Pearson."""
    return _confint(events, of, level, "beta")


def _confint(events: float, of: float, level: float, method: str) -> tuple[float, float]:
    found = _proportion.proportion_confint(events, of, alpha=1 - level, method=method)
    return float(found[0]), float(found[1])


def newcombe(
    first: tuple[float, float], second: tuple[float, float], level: float
) -> tuple[float, float]:
    """Return Newcombe's hybrid score interval of the first proportion minus the second."""
    found = _proportion.confint_proportions_2indep(
        *first, *second, compare="diff", method="newcomb", alpha=1 - level
    )
    return max(float(found[0]), -1.0), min(float(found[1]), 1.0)


def normal_quantile(level: float) -> float:
    """Return how many standard errors an interval of a level reaches to either side."""
    return float(stats.norm.isf((1 - level) / 2))


def t_quantile(level: float, df: int) -> float:
    """Return the same by Student's t with some degrees of freedom."""
    return float(stats.t.isf((1 - level) / 2, df))


def chi2_tail(q: float, df: int) -> float:
    """Return how likely a chi-square variable is to be above a number."""
    return float(stats.chi2.sf(q, df))


def combine(effects: list[float], variances: list[float], between: Between) -> Combined:
    """
    Take two or more effects together.

    Args:
        effects: One for each study, on a scale on which they are near normal.
        variances: Their variances, above 0.
        between: How the variance between studies is estimated.

    Raises:
        InvalidValueError: if the numbers are too far apart to be computed with.
    """
    y, v = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    method = "pm" if between == "paule-mandel" else "dl"
    more = {"maxiter": 1000} if between == "paule-mandel" else {}
    with np.errstate(all="ignore"):
        found = _meta.combine_effects(y, v, method_re=method, **more)
    spread = float(found.tau2) > 0
    combined = Combined(
        fixed=float(found.mean_effect_fe),
        fixed_error=float(found.sd_eff_w_fe),
        fixed_weights=_floats(found.weights_rel_fe),
        random=float(found.mean_effect_re if spread else found.mean_effect_fe),
        random_error=float(found.sd_eff_w_re if spread else found.sd_eff_w_fe),
        hartung_knapp_error=float(np.sqrt(found.var_hksj_re if spread else found.var_hksj_fe)),
        random_weights=_floats(found.weights_rel_re if spread else found.weights_rel_fe),
        tau2=float(found.tau2) if spread else 0.0,
        # Q about the mean: the textbook's difference of two large sums loses digits.
        q=float(found.scale_hksj_fe) * (len(effects) - 1),
    )
    # The iteration of Paule and Mandel says nothing when it fails, so its equation is checked.
    unsolved = abs(float(found.scale_hksj_re) - 1) if spread else combined.q / (len(y) - 1) - 1
    failed = between == "paule-mandel" and unsolved > 1e-4
    numbers = (*combined[:2], *combined[3:6], *combined[7:])
    if failed or not np.isfinite(numbers).all():
        raise InvalidValueError("studies", ("their numbers are too far apart to compute with",))
    return combined


def _floats(values: object) -> tuple[float, ...]:
    return tuple(float(value) for value in cast("list[float]", values))


def logit(share: float) -> float:
    """Return the log odds of a proportion in (0, 1)."""
    return float(special.logit(share))


def expit(log_odds: float) -> float:
    """Return the proportion that log odds stand for."""
    return float(special.expit(log_odds))


def exp(log: float) -> float:
    """Return what a log is of; infinite where that is beyond any number."""
    with np.errstate(over="ignore"):
        return float(np.exp(log))
