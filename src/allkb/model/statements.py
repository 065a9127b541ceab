"""The kinds of statement: a closed union, told apart by class or by `kind`."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from attrs import frozen

from allkb.model.criteria import Criterion
from allkb.model.dates import DateWindow
from allkb.model.effects import Arm, Effect, UnassignedRatio
from allkb.model.horizons import Horizon
from allkb.model.ids import ConceptId
from allkb.model.quantities import Estimate, PValue
from allkb.model.record import Record
from allkb.model.statement_base import StatementBase
from allkb.model.terms import Influence, Limit, Regulatory, Stance

__all__ = [
    "Approval",
    "Characteristic",
    "Comparison",
    "Definition",
    "Limitation",
    "Observation",
    "OpenQuestion",
    "OutcomeStatistic",
    "PrognosticFactor",
    "Recommendation",
    "SafetySignal",
    "Statement",
]


def _n_faults(n: int | None) -> Iterator[str]:
    if n is not None and n < 1:
        yield f"n ({n}) must be at least 1"


def _arm_faults(arms: tuple[Arm, ...], effects: tuple[Effect, ...]) -> Iterator[str]:
    ids = [arm.id for arm in arms]
    if len(set(ids)) < len(ids):
        yield "two arms have the same id"
    for effect in effects:
        for side, arm in (("numerator", effect.numerator), ("denominator", effect.denominator)):
            if arm not in ids:
                yield f"{side} {arm!r} is no arm; the arms are {', '.join(ids)}"


@frozen(kw_only=True, eq=False, repr=False)
class Recommendation(StatementBase):
    """
    What a source says of doing a thing.

    Attributes:
        interventions: What it is about, in the source's order; at least one.
        stance: What is said of them.
        purpose: What they are meant to prevent or bring about.
    """

    kind: ClassVar[Literal["recommendation"]] = "recommendation"
    interventions: tuple[ConceptId, ...]
    stance: Stance
    purpose: str | None = None

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if not self.interventions:
            yield "a recommendation needs an intervention"


@frozen(kw_only=True, eq=False, repr=False)
class OutcomeStatistic(StatementBase):
    """
    How many reach an endpoint.

    Attributes:
        intervention: What they were given; None where that is not the point.
        endpoint: What was measured.
        horizon: When; None where no time belongs to it.
        estimate: How many or how long.
        n: How many patients the estimate is of, where the source says so.
    """

    kind: ClassVar[Literal["outcome-statistic"]] = "outcome-statistic"
    intervention: ConceptId | None = None
    endpoint: ConceptId
    horizon: Horizon | None = None
    estimate: Estimate
    n: int | None = None

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        yield from _n_faults(self.n)


@frozen(kw_only=True, eq=False, repr=False)
class Comparison(StatementBase):
    """
    Two or more groups, measured alike.

    Attributes:
        arms: The groups, the one of interest first; at least two.
        endpoint: What was measured: an endpoint, or a harm.
        horizon: When; None where no time belongs to it.
        effects: How one arm compares with another.
        unassigned: Ratios printed without their arms.
        p: The p value of a test over all arms.
        n: How many patients all arms had, where the source says so.
    """

    kind: ClassVar[Literal["comparison"]] = "comparison"
    arms: tuple[Arm, ...]
    endpoint: ConceptId
    horizon: Horizon | None = None
    effects: tuple[Effect, ...] = ()
    unassigned: tuple[UnassignedRatio, ...] = ()
    p: PValue | None = None
    n: int | None = None

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if len(self.arms) < 2:
            yield "a comparison needs two arms"
        yield from _arm_faults(self.arms, self.effects)
        yield from _n_faults(self.n)


@frozen(kw_only=True, eq=False, repr=False)
class PrognosticFactor(StatementBase):
    """
    What goes with a better or a worse outcome.

    Attributes:
        factor: What it is.
        influence: What it goes with.
        endpoint: What was measured.
        intervention: What the patients were given, where that matters.
        horizon: When; None where no time belongs to it.
        arms: The groups with and without it, where the source gives figures.
        effects: How the groups compare.
        unassigned: Ratios printed without their arms.
        p: The p value of a test over all arms.
        n: How many patients were studied, where the source says so.
    """

    kind: ClassVar[Literal["prognostic-factor"]] = "prognostic-factor"
    factor: ConceptId
    influence: Influence
    endpoint: ConceptId
    intervention: ConceptId | None = None
    horizon: Horizon | None = None
    arms: tuple[Arm, ...] = ()
    effects: tuple[Effect, ...] = ()
    unassigned: tuple[UnassignedRatio, ...] = ()
    p: PValue | None = None
    n: int | None = None

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        yield from _arm_faults(self.arms, self.effects)
        yield from _n_faults(self.n)


@frozen(kw_only=True, eq=False, repr=False)
class Limitation(StatementBase):
    """
    That an intervention reaches, works or helps only so far.

    Attributes:
        intervention: What is limited.
        limit: In what respect.
        obstacles: What keeps patients from it; given for `reach`, and only there.
        requires: What has to hold for it to work; given for `condition`, and only there.
    """

    kind: ClassVar[Literal["limitation"]] = "limitation"
    intervention: ConceptId
    limit: Limit
    obstacles: tuple[ConceptId, ...] = ()
    requires: Criterion | None = None

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if bool(self.obstacles) != (self.limit is Limit.REACH):
            yield "a limit of reach, and no other, has obstacles"
        if (self.requires is not None) != (self.limit is Limit.CONDITION):
            yield "a limit of condition, and no other, says what it requires"


@frozen(kw_only=True, eq=False, repr=False)
class OpenQuestion(StatementBase):
    """
    What a source says is not known.

    Attributes:
        question: The question, in our words.
        interventions: What it is about; may be empty.
    """

    kind: ClassVar[Literal["open-question"]] = "open-question"
    question: str
    interventions: tuple[ConceptId, ...] = ()


@frozen(kw_only=True, eq=False, repr=False)
class Definition(StatementBase):
    """
    What a term means to one group: `early relapse` is nobody's until named.

    Attributes:
        term: What is defined.
        group: Whose definition it is.
        means: The criteria that it stands for.
    """

    kind: ClassVar[Literal["definition"]] = "definition"
    term: str
    group: ConceptId
    means: Criterion


@frozen(kw_only=True, eq=False, repr=False)
class SafetySignal(StatementBase):
    """
    How often harm was seen.

    Attributes:
        intervention: What the patients were given.
        event: The harm.
        grade: Its grade as printed, with its scale: `grade 3 or 4`.
        horizon: Until when; None where no time belongs to it.
        estimate: How many.
        n: How many patients the estimate is of, where the source says so.
    """

    kind: ClassVar[Literal["safety-signal"]] = "safety-signal"
    intervention: ConceptId
    event: ConceptId
    grade: str | None = None
    horizon: Horizon | None = None
    estimate: Estimate
    n: int | None = None

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        yield from _n_faults(self.n)


@frozen(kw_only=True, eq=False, repr=False)
class Approval(StatementBase):
    """
    What a regulatory agency decided on a product, for whom and when.

    For whom is in `criteria` and `population`.

    Attributes:
        intervention: The product.
        agency: Who decided.
        action: What was decided.
        date: When.
    """

    kind: ClassVar[Literal["approval"]] = "approval"
    intervention: ConceptId
    agency: ConceptId
    action: Regulatory
    date: DateWindow


@frozen(kw_only=True, eq=False, repr=False)
class Characteristic(Record):
    """
    One thing a source reports of patients, of a study or of an illness.

    Attributes:
        label: What it is, in a few words.
        estimate: How many or how much; None where the source gives no figure.
        n: How many, where the source gives a bare number of patients.
    """

    label: str
    estimate: Estimate | None = None
    n: int | None = None

    def _faults(self) -> Iterator[str]:
        if self.n is not None and self.n < 0:
            yield f"n ({self.n}) must not be negative"


@frozen(kw_only=True, eq=False, repr=False)
class Observation(StatementBase):
    """
    What a source reports of a study or of a thing, that is no outcome of treatment.

    Attributes:
        about: What it is about, the main thing first; at least one.
        characteristics: What is reported of it, one by one.
        n: How many patients were studied, where the source says so.
    """

    kind: ClassVar[Literal["observation"]] = "observation"
    about: tuple[ConceptId, ...]
    characteristics: tuple[Characteristic, ...] = ()
    n: int | None = None

    def _faults(self) -> Iterator[str]:
        yield from super()._faults()
        if not self.about:
            yield "an observation is about something"
        yield from _n_faults(self.n)


Statement = (
    Recommendation
    | OutcomeStatistic
    | Comparison
    | PrognosticFactor
    | Limitation
    | OpenQuestion
    | Definition
    | SafetySignal
    | Approval
    | Observation
)
"""One thing the literature says."""
