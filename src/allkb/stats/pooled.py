"""What pooling gives: the summary, the prediction, the heterogeneity, and each study's part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from allkb.model import StatementId
from allkb.stats.computed import BY_US, Computed, ComputedInterval, Quantity, level_words, written
from allkb.stats.objections import Objection

__all__ = ["Pooled", "PooledStudy", "Scale"]

Scale = Literal["logit", "log"]
"""The scale on which effects are taken together."""


@frozen(kw_only=True)
class PooledStudy:
    """
    The part of one study in a pool.

    Attributes:
        statement: The id of its statement.
        figure: Its figure as printed.
        value: The figure as a number, turned over where that was needed.
        low: The lower end of its own interval.
        high: The upper end.
        interval: Whose interval that is: printed, or computed by us and how.
        unit: What the numbers are.
        weight_fixed: Its share in the fixed-effect summary, in [0, 1].
        weight_random: Its share in the random-effects summary, in [0, 1].
        notes: What was done to it.
    """

    statement: StatementId
    figure: str
    value: float
    low: float
    high: float
    interval: str
    unit: Quantity
    weight_fixed: float
    weight_random: float
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = f"{written(self.value, self.unit)} ({written(self.low, self.unit)} to "
        weights = f"weight {self.weight_fixed:.1%} fixed, {self.weight_random:.1%} random"
        notes = "".join(f"; {note}" for note in self.notes)
        told = f"{self.statement}: {shown}{written(self.high, self.unit)}, {self.interval})"
        return f"{told}, {weights}; as printed: {self.figure}{notes}"


@frozen(kw_only=True, repr=False)
class Pooled(Computed):
    """
    Several studies' figures taken together, by us and by no source.

    Attributes:
        measure: What was pooled: proportions, hazard ratios, odds ratios ...
        of: The endpoint, and for ratios which arm is above the line.
        scale: On what scale.
        studies: Each study's part, in the order of the selection.
        fixed: The fixed-effect summary.
        random: The random-effects summary, with the interval of Hartung and Knapp.
        classic: The same summary with the interval that normal quantiles give, as R's
            metafor does by default; with few studies it is too narrow.
        prediction: Where the true figure of a further such study may lie.
        no_prediction: Why there is no prediction interval, if there is none.
        q: Cochran's Q.
        df: Its degrees of freedom, one less than there are studies.
        p: How likely so large a Q is if all studies had one true figure.
        i2: The part of the variation that is not chance, in [0, 1], from Q (Higgins
            and Thompson 2002). R's metafor takes it from tau2 instead, so it prints
            another number unless tau2 is DerSimonian and Laird's.
        tau2: The variance between studies, on the scale.
        fixed_error: The standard error of the fixed-effect summary, on the scale.
        random_error: That of the random-effects summary, before Hartung and Knapp.
        allowed: The objections that were overridden.
        notes: What to know before using it.
    """

    measure: str
    of: str
    scale: Scale
    studies: tuple[PooledStudy, ...]
    fixed: ComputedInterval
    random: ComputedInterval
    classic: ComputedInterval
    prediction: ComputedInterval | None
    no_prediction: str | None
    q: float
    df: int
    p: float
    i2: float
    tau2: float
    fixed_error: float
    random_error: float
    allowed: tuple[Objection, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        shown = f"{written(self.random.estimate, self.random.unit)} ({self.random.ends})"
        return f"<Pooled {self.measure} of {len(self.studies)} studies: {shown}>"

    def _lines(self) -> Iterator[str]:
        yield (
            f"Pooled {self.measure} of {len(self.studies)} studies: {self.of}. "
            f"The pooling is ours ({BY_US}): no source prints it."
        )
        yield f"Random effects: {_summary(self.random)}."
        yield (
            f"Its interval by normal quantiles alone is {self.classic.ends}: "
            "with few studies that is too narrow."
        )
        yield f"Fixed effect: {_summary(self.fixed)}."
        if self.prediction:
            level, ends = level_words(self.prediction.level), self.prediction.ends
            yield f"A further such study: {level} prediction interval {ends} ({self.prediction.method})."
        else:
            yield f"No prediction interval: {self.no_prediction}."
        yield (
            f"Heterogeneity: Q = {self.q:.2f} on {self.df} df (p = {self.p:.2g}), "
            f"I2 = {self.i2:.1%} (from Q), tau2 = {self.tau2:.3g} on the {self.scale} scale."
        )
        yield from map(str, self.studies)
        yield from (f"Overridden by the caller: {objection}." for objection in self.allowed)
        yield from self.notes


def _summary(found: ComputedInterval) -> str:
    shown = (
        f"{written(found.estimate, found.unit)}, {level_words(found.level)} interval {found.ends}"
    )
    return f"{shown} ({found.method})"
