"""Figures of several studies taken together, where nothing speaks against it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from attrs import frozen

from allkb.errors import InvalidValueError
from allkb.knowledge import KnowledgeBase
from allkb.model import Comparison, OutcomeStatistic, PrognosticFactor, SafetySignal, Unit
from allkb.query import Selection
from allkb.stats.computed import ComputedInterval, Quantity, check_level
from allkb.stats.guard import Poolable, measured, objections_to
from allkb.stats.library import (
    Between,
    Combined,
    chi2_tail,
    combine,
    exp,
    expit,
    normal_quantile,
    t_quantile,
)
from allkb.stats.objections import (
    NotPoolableError,
    Objection,
    ObjectionKind,
    allowed_kinds,
    apart,
)
from allkb.stats.pooled import Pooled, PooledStudy, Scale
from allkb.stats.ratios import Arms, ratio_studies
from allkb.stats.studies import TAKEN_AS, Fault, Study, proportion_study
from allkb.views import kb_of, notice

__all__ = ["pool", "prediction"]

_BETWEEN: dict[Between, str] = {
    "paule-mandel": "Paule-Mandel",
    "dersimonian-laird": "DerSimonian-Laird",
}
ESTIMATED = (OutcomeStatistic, SafetySignal)
"""What has an estimate of its own, to be pooled as a proportion; the rest has ratios."""

_REASONS = {
    ObjectionKind.FIGURE: "there is no number that can be weighed",
    ObjectionKind.KIND: "these are different things",
    ObjectionKind.ARMS: "the arms of these do not correspond, or are not known to",
    ObjectionKind.APPROXIMATE: "the source says about",
    ObjectionKind.LEVEL: "of what level the interval is, is not stated",
}


def pool(
    selection: Selection[Any],
    *,
    arms: Arms | None = None,
    between: Between = "paule-mandel",
    level: float = 0.95,
    allow: Iterable[str] = (),
) -> Pooled:
    """
    Return the figures of several studies taken together, if nothing speaks against it.

    Proportions are pooled as logits, ratios as logs, by inverse variance; the
    Freeman-Tukey transformation is left alone, because its way back misleads
    (Schwarzer and others 2019). The random-effects interval is that of Hartung and
    Knapp with Student's t, never narrower than the classic standard error makes it
    (`test="adhoc"` of R's metafor).
    The prediction interval is that of Higgins, Thompson and Spiegelhalter (2009),
    with two degrees of freedom less than there are studies; R's metafor by default
    takes normal quantiles instead, and gives this one when asked for that of Riley.

    Args:
        selection: The statements: outcome statistics, safety signals, comparisons or
            prognostic factors, of one kind.
        arms: For comparisons whose arms do not match by what they were given and whom
            they hold: for each statement by its id, the arm above the line and the one
            below it.
        between: How the variance between studies is estimated.
        level: The level of all intervals.
        allow: The kinds of objection that you override, such as `horizon`; the result
            tells which.

    Raises:
        NotPoolableError: with every objection, each naming its statements.
        InvalidValueError: if an argument is none.
    """
    check_level(level)
    if between not in tuple(_BETWEEN):
        known = " or ".join(_BETWEEN)
        raise InvalidValueError("between", (f"it is {known}, not {between!r}",))
    allowed = allowed_kinds(allow)
    if not isinstance(cast("object", selection), Selection):
        said = (
            f"it is a selection of statements, such as kb.outcomes, not {type(selection).__name__}"
        )
        raise InvalidValueError("selection", (said,))
    kb, statements = kb_of(selection), tuple(selection)
    twice = tuple(
        f"{id} is given more than once" for id, n in Counter(selection.ids).items() if n > 1
    )
    if twice:
        raise InvalidValueError("selection", twice)
    objections, studies, line = _looked_at(kb, statements, arms, level)
    refused = tuple(o for o in objections if o.kind not in allowed)
    if refused:
        raise NotPoolableError(refused)
    found = combine([s.effect for s in studies], [s.variance for s in studies], between)
    scale: Scale = "logit" if isinstance(statements[0], ESTIMATED) else "log"
    of = ", ".join(filter(None, (measured(kb, statements), line)))
    making = _Summing(scale, level, f"{len(studies)} studies", notice(kb))
    return _pooled(studies, found, making, between, of, tuple(objections))


def _looked_at(
    kb: KnowledgeBase, statements: Sequence[Any], arms: Arms | None, level: float
) -> tuple[list[Objection], list[Study], str]:
    """Return all objections, the studies, and for ratios which arm is above the line."""
    strange = _kinds(statements)
    if strange:
        return strange, [], ""
    line, found = "", tuple[Study | Fault, ...]()
    if not all(isinstance(s, ESTIMATED) for s in statements):
        ratios = ratio_studies(statements, arms)
        line, found = ratios.line, ratios.found
    elif arms is not None:
        raise InvalidValueError("arms", ("only comparisons and prognostic factors have arms",))
    else:
        found = tuple(proportion_study(s, level) for s in statements)
    studies = [s for s in found if isinstance(s, Study)]
    objections = [*_faults(statements, found)]
    said = _REASONS[ObjectionKind.KIND]
    objections += apart(ObjectionKind.KIND, said, ((s.id, s.kind, s.kind) for s in studies))
    objections += objections_to(kb, statements, arms_told=arms is not None)
    return objections + _few(studies), studies, line


def _few(studies: Sequence[Study]) -> list[Objection]:
    if len(studies) > 1:
        return []
    reason = "fewer than two figures are left that can be weighed"
    groups = (("all that is left", (studies[0].id,)),) if studies else ()
    return [Objection(kind=ObjectionKind.FEW, reason=reason, groups=groups)]


def _kinds(statements: Sequence[Any]) -> list[Objection]:
    known = (*ESTIMATED, Comparison, PrognosticFactor)
    strange = [s for s in statements if not isinstance(s, known)]
    if strange:
        groups = tuple((f"a {s.kind} has no figure of its own", (s.id,)) for s in strange)
        reason = _REASONS[ObjectionKind.KIND]
        return [Objection(kind=ObjectionKind.KIND, reason=reason, groups=groups)]
    found = ((s.id, s.kind, s.kind) for s in statements)
    return apart(ObjectionKind.KIND, _REASONS[ObjectionKind.KIND], found)


def _faults(statements: Sequence[Poolable], found: Sequence[Study | Fault]) -> Iterator[Objection]:
    """Yield what is wrong with the figures, each kind of fault once."""
    told: dict[ObjectionKind, list[tuple[str, tuple[Any, ...]]]] = {}
    for statement, study in zip(statements, found, strict=True):
        faults = study.faults if isinstance(study, Study) else (study,)
        for kind, words in faults:
            told.setdefault(kind, []).append((words, (statement.id,)))
    for kind, groups in told.items():
        yield Objection(kind=kind, reason=_REASONS[kind], groups=tuple(groups))


def prediction(
    mean: float, error: float, tau2: float, studies: int, level: float
) -> tuple[float, float] | None:
    """
    Return where the true effect of a further study may lie, on the scale of the mean.

    By Higgins, Thompson and Spiegelhalter (2009): Student's t with two degrees of
    freedom less than there are studies.

    Args:
        mean: The random-effects mean.
        error: Its standard error.
        tau2: The variance between studies.
        studies: How many there are; with fewer than three there is no such interval.
        level: The level of the interval.
    """
    if studies < 3:
        return None
    reach = t_quantile(level, studies - 2) * math.sqrt(tau2 + error**2)
    return mean - reach, mean + reach


@frozen
class _Summing:
    """
    What turns numbers on the scale of a pool into intervals.

    Attributes:
        scale: The scale.
        level: The level of the intervals.
        of: Of how many studies they are.
        notice: What the data is derived from.
    """

    scale: Scale
    level: float
    of: str
    notice: str

    @property
    def unit(self) -> Quantity:
        """What the numbers are when they are back from the scale."""
        return Unit.PROPORTION if self.scale == "logit" else "ratio"

    def interval(self, mean: float, low: float, high: float, method: str) -> ComputedInterval:
        """Return an interval whose numbers are back from the scale."""
        back = expit if self.scale == "logit" else exp
        return ComputedInterval(
            estimate=back(mean),
            low=back(low),
            high=back(high),
            level=self.level,
            method=method,
            unit=self.unit,
            of=self.of,
            notice=self.notice,
        )

    def fixed(self, found: Combined) -> ComputedInterval:
        """Return the fixed-effect summary."""
        reach = normal_quantile(self.level) * found.fixed_error
        low, high = found.fixed - reach, found.fixed + reach
        return self.interval(found.fixed, low, high, "inverse variance, normal")

    def random(self, found: Combined, between: Between) -> ComputedInterval:
        """Return the random-effects summary."""
        df = len(found.random_weights) - 1
        error = max(found.random_error, found.hartung_knapp_error)
        reach = t_quantile(self.level, df) * error
        method = f"{_BETWEEN[between]}; Hartung-Knapp, t of {df} df, not below the classic error"
        return self.interval(found.random, found.random - reach, found.random + reach, method)

    def classic(self, found: Combined) -> ComputedInterval:
        """Return the random-effects summary with the interval that normal quantiles give."""
        reach = normal_quantile(self.level) * found.random_error
        low, high = found.random - reach, found.random + reach
        return self.interval(found.random, low, high, "classic, normal")

    def ahead(self, found: Combined) -> ComputedInterval | None:
        """Return the prediction interval, if there are enough studies for one."""
        count = len(found.random_weights)
        ends = prediction(found.random, found.random_error, found.tau2, count, self.level)
        method = f"Higgins, Thompson and Spiegelhalter; t of {count - 2} df"
        return self.interval(found.random, *ends, method) if ends else None


_TOO_FEW = "it takes three studies; with two, Student's t has no degree of freedom left"


def _pooled(
    studies: Sequence[Study],
    found: Combined,
    making: _Summing,
    between: Between,
    of: str,
    allowed: tuple[Objection, ...],
) -> Pooled:
    df = len(studies) - 1
    ahead = making.ahead(found)
    rows = zip(studies, found.fixed_weights, found.random_weights, strict=True)
    return Pooled(
        measure="proportion" if making.scale == "logit" else studies[0].kind,
        of=of,
        scale=making.scale,
        studies=tuple(_row(study, making.unit, *weights) for study, *weights in rows),
        fixed=making.fixed(found),
        random=making.random(found, between),
        classic=making.classic(found),
        prediction=ahead,
        no_prediction=None if ahead else _TOO_FEW,
        q=found.q,
        df=df,
        p=chi2_tail(found.q, df),
        i2=max(0.0, 1 - df / found.q) if found.q > 0 else 0.0,
        tau2=found.tau2,
        fixed_error=found.fixed_error,
        random_error=found.random_error,
        allowed=allowed,
        notes=tuple(_notes(studies, making.scale, allowed)),
        notice=making.notice,
    )


def _row(study: Study, unit: Quantity, fixed: float, random: float) -> PooledStudy:
    return PooledStudy(
        statement=study.id,
        figure=study.figure,
        value=study.value,
        low=study.low,
        high=study.high,
        interval=study.interval,
        unit=unit,
        weight_fixed=fixed,
        weight_random=random,
        notes=study.notes,
    )


def _notes(studies: Sequence[Study], scale: Scale, allowed: tuple[Objection, ...]) -> Iterator[str]:
    if scale == "logit":
        yield (
            "The random-effects summary is the proportion of a middle study, "
            "not the mean of the proportions."
        )
    else:
        yield "Whether a ratio is adjusted, and for what, is not in the data."
    if len(studies) < 5:
        yield f"With {len(studies)} studies the variance between them is hardly known."
    if any(o.kind is ObjectionKind.LEVEL for o in allowed):
        yield f"Intervals without a stated level were read as of {TAKEN_AS:.0%}."
    yield (
        "That no patient is counted twice is known only as far as papers, trials and groups "
        "are named."
    )
