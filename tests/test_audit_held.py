"""Which figures of a page are held: by a field that says the same thing, and by no other."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from audit_samples import CAT, NEW, base, common, limit, outcome, said
from hypothesis import given
from hypothesis import strategies as st

from allkb import (
    AllOf,
    Arm,
    AtEvent,
    AtTime,
    Bound,
    Characteristic,
    Comparator,
    Comparison,
    ConfidenceInterval,
    Count,
    Criterion,
    Definition,
    Direction,
    Effect,
    EffectMeasure,
    Established,
    Estimate,
    Horizon,
    Influence,
    InRange,
    InvalidValueError,
    KnowledgeBase,
    LeftOut,
    Limit,
    Limitation,
    Not,
    Observation,
    ObservedRange,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    SafetySignal,
    StandardError,
    Statement,
    TimeRange,
    UnassignedRatio,
    Uncertainty,
    Unit,
    Unquantified,
)
from allkb.audit import Report, audit, fingerprint

LESS, AT_MOST, MORE, AT_LEAST = (
    Comparator.LESS,
    Comparator.AT_MOST,
    Comparator.MORE,
    Comparator.AT_LEAST,
)
SOME = Unquantified(printed="some")
MONTHS, YEARS, WEEKS, DAYS = Unit.MONTHS, Unit.YEARS, Unit.WEEKS, Unit.DAYS


def held(statement: Statement, sentence: str) -> dict[str, bool]:
    """Return which figures of a sentence a statement attested there holds."""
    read = evolve(statement, attestations=(said(sentence),))
    report = audit(base(read), f"# Cats\n\n{sentence}", revision=NEW)
    return {found.figure.printed: found.held for found in report.figures}


def only(statement: Statement, sentence: str) -> bool:
    """Tell whether a statement holds the only figure of a sentence."""
    (found,) = held(statement, sentence).values()
    return found


def some(estimate: Estimate = SOME, **more: Any) -> Statement:
    """Return an outcome with an estimate."""
    return evolve(outcome("x", estimate, said("Read.")), **more)


def compared(**more: Any) -> Comparison:
    """Return a comparison of two groups."""
    given: dict[str, Any] = {"arms": (Arm(id="one", label="one"), TWO), "endpoint": CAT, **more}
    return Comparison(**common("x", (said("Read."),)), **given)


def factor(**more: Any) -> PrognosticFactor:
    """Return a prognostic factor."""
    given: dict[str, Any] = {"factor": CAT, "endpoint": CAT, "influence": Influence.FAVORABLE}
    return PrognosticFactor(**common("x", (said("Read."),)), **given, **more)


def seen(*characteristics: Characteristic, **more: Any) -> Observation:
    """Return an observation."""
    return Observation(
        **common("x", (said("Read."),)), about=(CAT,), characteristics=characteristics, **more
    )


def whom(criteria: Criterion) -> Statement:
    """Return a statement about some patients."""
    return evolve(limit("x", said("Read.")), criteria=criteria)


def point(value: float, unit: Unit = Unit.PROPORTION, around: Uncertainty | None = None) -> Point:
    """Return a number."""
    return Point(value=value, printed="-", unit=unit, uncertainty=around)


def bound(relation: Comparator, value: float, unit: Unit = Unit.PROPORTION) -> Bound:
    """Return one end."""
    return Bound(relation=relation, value=value, printed="-", unit=unit)


def stretch(low: float, high: float, unit: Unit = Unit.PROPORTION) -> Range:
    """Return a range."""
    return Range(low=low, high=high, printed="-", unit=unit)


def counted(events: int, of: int, percent: str | None = None) -> Count:
    """Return so many of so many."""
    return Count(events=events, of=of, printed="-", percent=percent)


def effect(**more: Any) -> Effect:
    """Return how one arm compares with the other."""
    direction = Direction.INCONCLUSIVE
    return Effect(numerator="one", denominator="two", direction=direction, **more)


def ratio(measure: EffectMeasure, value: float, **more: Any) -> Effect:
    """Return an effect with a value."""
    return effect(measure=measure, value=value, **more)


def years(low: float | None, high: float | None = None) -> InRange:
    """Return an age."""
    return InRange(fact="age", low=low, high=high)


ci = ConfidenceInterval
TWO = Arm(id="two", label="two")
HR, OR, RR, DIFFERENCE = (
    EffectMeasure.HAZARD_RATIO,
    EffectMeasure.ODDS_RATIO,
    EffectMeasure.RELATIVE_RISK,
    EffectMeasure.DIFFERENCE,
)


# Percentages


@pytest.mark.parametrize(
    ("statement", "sentence", "expected"),
    [
        (some(point(0.2)), "It was 20%.", True),
        (some(point(0.2)), "It was 21%.", False),
        (some(point(0.2)), "It was 20.0 percent.", True),
        (some(point(0.143)), "It was 14.3%.", True),
        (some(point(0.2)), "It was <20%.", False),
        (some(point(0.2)), "It was at least 20%.", False),
        (some(bound(LESS, 0.2)), "It was <20%.", True),
        (some(bound(AT_MOST, 0.2)), "It was less than 20%.", True),
        (some(bound(LESS, 0.2)), "It was >20%.", False),
        (some(bound(MORE, 0.2)), "It was 20% or less.", False),
        (some(bound(AT_LEAST, 0.2)), "It was 20% or more.", True),
        (some(bound(MORE, 0.5)), "It was as much as 50%.", True),
        (some(stretch(0.1, 0.3)), "It was 10% to 30%.", True),
        (some(stretch(0.1, 0.3)), "It was up to 30%.", True),
        (some(stretch(0.1, 0.3)), "It was 10% to 40%.", False),
        (some(stretch(0.1, 0.3)), "It was 20%.", False),
        (some(point(0.2)), "It was 10% to 30%.", False),
        (some(counted(5, 7, "71%")), "It was 71%.", True),
        (some(counted(5, 7, "71.4%")), "It was 71%.", False),
        (some(counted(5, 7)), "It was 71%.", False),
        (some(counted(1, 2)), "It was 50%.", False),
        (some(point(20, MONTHS)), "It was 20%.", False),
        (some(point(0.2, YEARS)), "It was 20%.", False),
        (some(bound(LESS, 0.2, MONTHS)), "It was <20%.", False),
        (some(stretch(0.1, 0.3, YEARS)), "It was 10% to 30%.", False),
        (some(), "It was 20%.", False),
        (some(n=20), "It was 20%.", False),
        (some(point(0.4, around=ci(low=0.2, high=0.5))), "It was 20%.", True),
        (some(point(0.4, around=ci(low=0.2, high=0.5))), "It was 0.2%.", False),
        (some(point(4, MONTHS, ci(low=0.2, high=5))), "It was 20%.", False),
        (
            some(point(0.4, around=ObservedRange(low=0.2, high=0.5))),
            "It was 20% to 50%.",
            True,
        ),
        (some(point(0.4, around=StandardError(value=0.2))), "It was 20%.", False),
        (
            compared(arms=(Arm(id="one", label="one", estimate=point(0.2)), TWO)),
            "It was 20%.",
            True,
        ),
        (factor(arms=(Arm(id="one", label="one", estimate=point(0.2)),)), "It was 20%.", True),
        (seen(Characteristic(label="girls", estimate=point(0.2))), "It was 20%.", True),
        (seen(Characteristic(label="girls", n=20), n=20), "It was 20%.", False),
        (compared(effects=(ratio(DIFFERENCE, -0.2),)), "It was 20% less.", True),
        (
            compared(effects=(ratio(DIFFERENCE, -0.1, interval=ci(low=-0.2, high=0.05)),)),
            "It was 5% to 20%.",
            True,
        ),
        (compared(effects=(ratio(HR, 0.2),)), "It was 20%.", False),
        (
            compared(effects=(ratio(HR, 0.3, interval=ci(low=0.2, high=0.5)),)),
            "It was 20% to 50%.",
            False,
        ),
        (compared(p=PValue(value=0.2)), "It was 20%.", False),
        (whom(InRange(fact="mrd", low=0.001)), "MRD was \u22650.1%.", True),
        (whom(InRange(fact="mrd", high=0.001)), "MRD was <0.1%.", True),
        (whom(InRange(fact="mrd", high=0.01)), "MRD was <0.1%.", False),
        (whom(years(0.2)), "It was 20%.", False),
    ],
)
def test_percentages(statement: Statement, sentence: str, *, expected: bool) -> None:
    """A percentage is held by a part of one: an estimate, what surrounds it, or a threshold."""
    assert only(statement, sentence) is expected


@pytest.mark.parametrize(
    ("estimate", "sentence", "expected"),
    [
        (point(2 / 3), "It was two-thirds.", True),
        (point(0.67), "It was two-thirds.", False),
        (point(0.5), "It was half.", True),
        (bound(MORE, 0.5), "It was half.", True),
        (point(0.5, YEARS), "It was half.", False),
        (counted(1, 2), "It was half.", False),
        (counted(1, 2, "50%"), "It was half.", True),
    ],
)
def test_fractions(estimate: Estimate, sentence: str, *, expected: bool) -> None:
    """A fraction in words is held by a part of one that equals it."""
    assert only(some(estimate), sentence) is expected


# Times


def horizon(found: Horizon) -> Statement:
    """Return an outcome at a time."""
    return some(horizon=found)


@pytest.mark.parametrize(
    ("statement", "sentence", "expected"),
    [
        (horizon(AtTime(value=3, unit=YEARS)), "At 3 years.", True),
        (horizon(AtTime(value=3, unit=YEARS)), "The 3-year rate.", True),
        (horizon(AtTime(value=3, unit=YEARS)), "At three Years.", True),
        (horizon(AtTime(value=3, unit=YEARS)), "At 3 months.", False),
        (horizon(AtTime(value=3, unit=MONTHS)), "At 3 years.", False),
        (horizon(AtTime(value=3, unit=YEARS)), "At 36 months.", True),
        (horizon(AtTime(value=18, unit=MONTHS)), "At 1.5 years.", True),
        (horizon(AtTime(value=12, unit=MONTHS)), "At 12 years.", False),
        (horizon(AtTime(value=6, unit=WEEKS)), "At 6 weeks.", True),
        (horizon(AtTime(value=6, unit=WEEKS)), "At 42 days.", False),
        (horizon(AtTime(value=28, unit=DAYS)), "At 28 days.", True),
        (horizon(AtTime(value=30, unit=DAYS)), "At 1 month.", False),
        (horizon(AtTime(value=3, unit=YEARS, within=True)), "In less than 3 years.", True),
        (horizon(TimeRange(low=5, high=13, unit=MONTHS)), "At 5 to 13 months.", True),
        (horizon(TimeRange(low=5, high=13, unit=MONTHS)), "At 5 to 12 months.", False),
        (horizon(AtEvent(event="3 years")), "At 3 years.", False),
        (some(point(3, YEARS)), "It was 3 years.", True),
        (some(point(3, YEARS)), "It was >3 years.", False),
        (some(bound(MORE, 3, YEARS)), "It was >3 years.", True),
        (some(bound(MORE, 3, YEARS)), "It was <3 years.", False),
        (some(bound(LESS, 36, MONTHS)), "It was <3 years.", True),
        (some(stretch(3, 5, YEARS)), "It was 3 to 5 years.", True),
        (some(point(4, YEARS, ObservedRange(low=3, high=5))), "It was 3 to 5 years.", True),
        (some(point(4, YEARS, ci(low=3, high=5))), "It was 3 to 5 years.", True),
        (some(point(4, YEARS, StandardError(value=3))), "It was 3 years.", False),
        (some(point(0.03)), "It was 3 years.", False),
        (some(n=3), "It was 3 years.", False),
        (some(counted(3, 5)), "It was 3 to 5 years.", False),
        (some(median_follow_up=point(3, YEARS)), "It was 3 years.", True),
        (evolve(limit("x", said("-")), median_follow_up=point(3, YEARS)), "At 3 years.", True),
        (whom(years(10)), "Those of 10 years or more.", True),
        (whom(Not(criterion=years(10))), "Those younger than 10 years.", True),
        (whom(AllOf(criteria=(years(1), years(None, 18)))), "Aged 1 to 18 years.", True),
        (whom(years(10)), "After 10 months.", False),
        (
            whom(InRange(fact="months_from_diagnosis_to_relapse", high=36)),
            "Within 3 years.",
            True,
        ),
        (whom(InRange(fact="remission_number", low=2)), "At 2 years.", False),
        (
            Definition(**common("x", (said("-"),)), term="early", group=CAT, means=years(None, 10)),
            "Under 10 years.",
            True,
        ),
        (
            Limitation(
                **common("x", (said("-"),)),
                intervention=CAT,
                limit=Limit.CONDITION,
                requires=years(10),
            ),
            "Over 10 years.",
            True,
        ),
        (
            factor(arms=(Arm(id="one", label="one", criteria=years(10)),)),
            "Those of 10 years.",
            True,
        ),
        (factor(horizon=AtTime(value=3, unit=YEARS)), "At 3 years.", True),
        (compared(horizon=AtTime(value=3, unit=YEARS)), "At 3 years.", True),
        (
            SafetySignal(
                **common("x", (said("-"),)),
                intervention=CAT,
                event=CAT,
                estimate=SOME,
                horizon=AtTime(value=100, unit=DAYS),
            ),
            "By 100 days.",
            True,
        ),
    ],
)
def test_times(statement: Statement, sentence: str, *, expected: bool) -> None:
    """A time is held by a time in the same unit; years and months are told apart and converted."""
    assert only(statement, sentence) is expected


# Counts and numbers of patients


@pytest.mark.parametrize(
    ("statement", "sentence", "expected"),
    [
        (some(counted(5, 7)), "Of 5 of 7.", True),
        (some(counted(5, 7)), "Five of the seven.", True),
        (some(counted(5, 7)), "5/7 cats.", True),
        (some(counted(5, 8)), "5 of 7 cats.", False),
        (some(counted(5, 8), n=7), "5 of 7 cats.", False),
        (some(point(5 / 7)), "5 of 7 cats.", False),
        (some(n=7), "5 of 7 cats.", False),
        (seen(Characteristic(label="girls", n=5), n=7), "5 of 7 cats.", True),
        (
            compared(arms=(Arm(id="one", label="one", n=5), Arm(id="two", label="two", n=2)), n=7),
            "5 of 7 cats.",
            True,
        ),
        (some(counted(5, 7)), "Cats (n = 7).", True),
        (some(counted(5, 7)), "Cats (n = 5).", True),
        (some(n=7), "Cats (N = 7).", True),
        (some(n=7), "Cats (N = 8).", False),
        (factor(n=1234), "Cats (n = 1,234).", True),
        (factor(arms=(Arm(id="one", label="one", n=7),)), "Cats (n = 7).", True),
        (seen(Characteristic(label="girls", n=7)), "Cats (n = 7).", True),
        (some(point(7, YEARS)), "Cats (n = 7).", False),
        (compared(p=PValue(value=1)), "Cats (n = 1).", False),
        (whom(years(7)), "Cats (n = 7).", False),
    ],
)
def test_counts_and_sizes(statement: Statement, sentence: str, *, expected: bool) -> None:
    """So many of so many is held by a count, or by two numbers of patients; n by one of them."""
    assert only(statement, sentence) is expected


# Ratios, intervals, standard errors and p values


OPEN = UnassignedRatio(
    measure=HR,
    value=2.5,
    printed="2.5",
    interval=ci(low=1.2, high=4),
    p=PValue(value=0.03),
    reason="It does not say over what.",
)


@pytest.mark.parametrize(
    ("statement", "sentence", "expected"),
    [
        (compared(effects=(ratio(HR, 0.7),)), "(HR, 0.70).", True),
        (compared(effects=(ratio(HR, 0.7),)), "(hazard ratio, 0.8).", False),
        (compared(effects=(ratio(HR, 0.7),)), "(odds ratio, 0.7).", False),
        (compared(effects=(ratio(OR, 0.7),)), "(odds ratio, 0.7).", True),
        (compared(effects=(ratio(RR, 0.7),)), "(relative risk, 0.7).", True),
        (compared(effects=(ratio(DIFFERENCE, 0.7),)), "(HR, 0.7).", False),
        (compared(effects=(effect(),)), "(HR, 0.7).", False),
        (some(point(0.7)), "(HR, 0.7).", False),
        (factor(effects=(), unassigned=(OPEN,)), "(HR, 2.5).", True),
        (factor(unassigned=(OPEN,)), "(95% CI, 1.2\u20134.0).", True),
        (factor(unassigned=(OPEN,)), "(P = .03).", True),
        (factor(unassigned=(OPEN,)), "(95% CI, 1.2\u20134.1).", False),
        (compared(effects=(effect(p=PValue(value=0.03)),)), "(P = .03).", True),
        (compared(p=PValue(value=0.03)), "(P = .030).", True),
        (compared(p=PValue(value=0.03)), "(P < .03).", False),
        (compared(p=PValue(value=0.03, relation=LESS)), "(P < .03).", True),
        (compared(p=PValue(value=0.03, relation=LESS)), "(P = .03).", False),
        (compared(p=PValue(value=0.03, relation=LESS)), "(P \u2264 .03).", False),
        (compared(p=PValue(value=0.03)), "(P = .3).", False),
        (some(point(0.03)), "(P = .03).", False),
        (some(point(0.4, around=ci(low=0.3, high=0.5))), "(95% CI, 30%\u201350%).", True),
        (some(point(0.4, around=ci(low=0.3, high=0.5))), "(95% CI, 0.3\u20130.5).", True),
        (some(point(0.4, around=ci(low=0.3, high=0.5))), "(95% CI, 30%\u201351%).", False),
        (some(point(0.4, around=ObservedRange(low=0.3, high=0.5))), "(CI, 30%\u201350%).", False),
        (some(stretch(0.3, 0.5)), "(95% CI, 30%\u201350%).", False),
        (some(point(4, MONTHS, ci(low=3, high=5))), "(95% CI, 3\u20135).", True),
        (some(point(4, MONTHS, ci(low=0.3, high=5))), "(95% CI, 30\u2013500).", False),
        (some(evolve(counted(2, 5), uncertainty=ci(low=0.3, high=0.5))), "(CI, 30\u201350).", True),
        (
            compared(effects=(ratio(HR, 0.4, interval=ci(low=0.3, high=0.5)),)),
            "(95% CI, 0.3\u20130.5).",
            True,
        ),
        (
            compared(effects=(ratio(HR, 0.4, interval=ci(low=0.3, high=0.5)),)),
            "(95% CI, 30\u201350).",
            False,
        ),
        (
            compared(effects=(ratio(DIFFERENCE, 0.1, interval=ci(low=-0.05, high=0.2)),)),
            "(95% CI, 30\u201350).",
            False,
        ),
        (some(point(0.4, around=StandardError(value=0.07))), "(\u00b1 7%).", True),
        (some(point(0.4, around=StandardError(value=0.07))), "(\u00b1 7).", True),
        (some(point(0.4, around=StandardError(value=0.07))), "(\u00b1 0.07).", True),
        (some(point(0.4, around=StandardError(value=0.07))), "(\u00b1 0.07%).", False),
        (some(point(0.4, around=StandardError(value=0.07))), "(\u00b1 8%).", False),
        (some(point(4, MONTHS, StandardError(value=0.7))), "(\u00b1 0.7).", True),
        (some(point(4, MONTHS, StandardError(value=0.07))), "(\u00b1 7).", False),
        (some(point(4, MONTHS, StandardError(value=7))), "(\u00b1 7%).", False),
        (some(point(0.4, around=ci(low=0.07, high=0.5))), "(\u00b1 7%).", False),
        (some(point(0.07)), "(\u00b1 7%).", False),
    ],
)
def test_ratios_and_what_surrounds(statement: Statement, sentence: str, *, expected: bool) -> None:
    """Each is held by a field of its own kind: an interval is no range, an error no figure."""
    assert only(statement, sentence) is expected


def test_a_sentence_may_have_figures_of_all_kinds() -> None:
    """Each figure is asked for on its own."""
    sentence = "Of 5 of 7 (71%) at 3 years, HR was 0.7 (95% CI, 0.5\u20130.9; P < .05; n = 9)."
    arms = (
        Arm(id="one", label="one", estimate=counted(5, 7, "71%"), n=7),
        Arm(id="two", label="two", n=2),
    )
    statement = compared(
        arms=arms,
        horizon=AtTime(value=3, unit=YEARS),
        effects=(
            ratio(HR, 0.7, interval=ci(low=0.5, high=0.9), p=PValue(value=0.05, relation=LESS)),
        ),
    )
    assert held(statement, sentence) == {
        "5 of 7": True,
        "71%": True,
        "3 years": True,
        "HR was 0.7": True,
        "95% CI, 0.5\u20130.9": True,
        "P < .05": True,
        "n = 9": False,
    }


@given(st.integers(0, 1000).map(lambda n: n / 10))
def test_every_percentage_is_held_as_a_part_of_one(percent: float) -> None:
    """No percentage is lost to the inexactness of numbers."""
    assert only(some(point(percent / 100)), f"It was {percent}%.")


# Where figures stand


SLEEP = "Of all cats, 10% sleep."
TEN = evolve(point(0.1), printed="10%")


def read(*statements: Statement, page: str, left_out: tuple[LeftOut, ...] = ()) -> Report:
    """Return the audit of a page."""
    return audit(base(*statements, left_out=left_out), page, revision=NEW)


def test_every_figure_of_a_page_is_counted_with_its_place() -> None:
    """Figures come in the order of the page, with heading, passage and who holds them."""
    page = f"# Cats\n\n{SLEEP}[3] And 20% nap.\n\n## Dogs\n\n- {SLEEP}\n"
    a, b = (outcome(id, TEN, said(SLEEP)) for id in "ab")
    found = read(b, a, outcome("c", point(0.2), said(SLEEP)), page=page).figures
    assert [(f.section, f.figure.printed, f.statements) for f in found] == [
        (("Cats",), "10%", ("a", "b")),
        (("Cats",), "20%", ()),
        (("Cats", "Dogs"), "10%", ("a", "b")),
    ]
    assert [f.passage for f in found] == [
        fingerprint(SLEEP),
        fingerprint("And 20% nap."),
        fingerprint(SLEEP),
    ]


@pytest.mark.parametrize(
    "page",
    [
        f"# Cats\n\n*{SLEEP}*[[3](#c)]\n",
        "<h1>Cats</h1><p>Of all <b>cats</b>, 10% sleep.<a>[3]</a></p>",
        f"Cats\n\n{SLEEP}[3]\n",
    ],
)
def test_figures_are_held_in_every_format(page: str) -> None:
    """Markdown, HTML and text of a page have the same figures, held by the same statements."""
    (found,) = read(outcome("a", TEN, said(SLEEP)), page=page).figures
    assert (found.figure.printed, found.statements) == ("10%", ("a",))


def test_only_what_was_read_at_a_passage_holds_its_figures() -> None:
    """Neither the same figure elsewhere, nor another revision or a quotation, counts."""
    page = f"# Cats\n\n{SLEEP}\n\nOf dogs 10% sleep.\n"
    other = outcome("a", TEN, said("Of dogs 10% sleep."))
    unread = outcome("b", TEN, said(SLEEP, established=Established.SECONDARY))
    nowhere = outcome("c", TEN, said(None))
    first, second = read(other, unread, nowhere, page=page).figures
    assert (first.statements, second.statements) == ((), ("a",))


def test_a_statement_holds_the_figures_of_its_context() -> None:
    """What a statement draws on counts as read for it."""
    lead = "A trial lasted 3 years."
    statement = evolve(
        outcome("a", TEN, said(SLEEP, context=(lead,))), horizon=AtTime(value=3, unit=YEARS)
    )
    found = read(statement, page=f"# Cats\n\n{lead}\n\n- {SLEEP}\n").figures
    assert [f.statements for f in found] == [("a",), ("a",)]


def test_titles_of_references_have_no_figures() -> None:
    """The list of references is no claim of the page."""
    page = f"# Cats\n\n{SLEEP}\n\n## References\n\n1. Doe J: Cats at 5 years. J 1: 3-4, 2001.\n"
    assert [f.figure.printed for f in read(page=page).figures] == ["10%"]


# Left out


def left(printed: str, reason: str = "A dose.", passage: str = SLEEP) -> LeftOut:
    """Return a figure that no statement holds, on purpose."""
    return LeftOut(passage=fingerprint(passage), printed=printed, reason=reason)


def test_a_figure_may_be_left_out_with_a_reason() -> None:
    """The reason is that of the figure in its passage, and of no other."""
    page = f"# Cats\n\n{SLEEP}\n\nOf dogs, 10% sleep.\n"
    first, second = read(page=page, left_out=(left("10%"), left("20%"))).figures
    assert (first.left_out, first.held) == ("A dose.", False)
    assert (second.left_out, second.held) == (None, False)


@pytest.mark.parametrize("passage", ["", SLEEP, "sha256:12", "sha256:" + "G" * 64])
def test_what_is_left_out_stands_in_a_passage(passage: str) -> None:
    """A passage is given by its fingerprint, and never in its words."""
    with pytest.raises(InvalidValueError, match="passage"):
        LeftOut(passage=passage, printed="10%", reason="A dose.")


def test_what_is_left_out_must_be_named_as_printed() -> None:
    """A sign of comparison belongs to what is printed."""
    sentence = "Of all cats, <10% sleep."
    page = f"# Cats\n\n{sentence}\n"
    (found,) = read(page=page, left_out=(left("10%", passage=sentence),)).figures
    assert found.left_out is None
    (found,) = read(page=page, left_out=(left("<10%", passage=sentence),)).figures
    assert found.left_out == "A dose."


def test_a_held_figure_is_not_counted_as_left_out() -> None:
    """One that is held though it was to be left out is held."""
    report = read(
        outcome("a", TEN, said(SLEEP)), page=f"# Cats\n\n{SLEEP}\n", left_out=(left("10%"),)
    )
    assert (report.summary["held"], report.summary["left_out"]) == (1, 0)
    assert report.ok


# What a page needs to be all right


def paged(held_ones: int, told: int, untold: int) -> Report:
    """Return the audit of a page with so many figures held, left out, and neither."""
    sentences = [f"Cat {i} of them ate {i}%." for i in range(held_ones + told + untold)]
    statements = [
        outcome(f"s.{i}", evolve(point(i / 100), printed=f"{i}%"), said(sentences[i]))
        for i in range(held_ones)
    ]
    reasons = tuple(left(f"{i}%", passage=sentences[i]) for i in range(held_ones, held_ones + told))
    page = "# Cats\n\n" + "\n\n".join(sentences)
    return read(*statements, page=page, left_out=reasons)


@pytest.mark.parametrize(
    ("held_ones", "told", "untold", "expected"),
    [
        (0, 0, 0, True),
        (99, 1, 0, True),
        (99, 0, 1, False),
        (98, 2, 0, False),
        (98, 1, 0, False),
        (100, 0, 0, True),
        (0, 1, 0, False),
    ],
)
def test_nearly_all_figures_have_to_be_held(
    held_ones: int, told: int, untold: int, *, expected: bool
) -> None:
    """Of a hundred figures one may be left out, and it needs a reason."""
    report = paged(held_ones, told, untold)
    assert report.summary["figures"] == held_ones + told + untold
    assert report.summary["held"] == held_ones
    assert report.summary["left_out"] == told
    assert (report.figures_ok, report.ok) == (expected, expected)


@given(st.integers(1, 100))
def test_the_threshold_is_exact(hundreds: int) -> None:
    """Of any number of hundreds, as many may be left out, and not one more."""
    page = f"# Cats\n\n{SLEEP}\n"
    (told,) = read(page=page, left_out=(left("10%"),)).figures
    (good,) = read(outcome("a", TEN, said(SLEEP)), page=page).figures
    found = (*[told] * hundreds, *[good] * (99 * hundreds))
    report = Report(revision=NEW, markings=(), figures=found, missing=(), drifted=())
    assert report.figures_ok
    assert not evolve(report, figures=(*found[:-1], told)).figures_ok
    assert not evolve(report, figures=(evolve(told, left_out=None), *found[1:])).figures_ok


def test_a_page_whose_figures_are_not_held_is_not_all_right() -> None:
    """Markings alone are not enough; nor are figures."""
    page = f"# Cats\n\n{SLEEP}[3]\n"
    covered = limit("a", said(SLEEP, ("ant-2001", ""), numbers=(3,)))
    report = read(covered, page=page)
    assert (report.summary["uncovered"], report.figures_ok, report.ok) == (0, False, False)
    uncovered = read(page="# Cats\n\nThey nap.[3]\n")
    assert (uncovered.figures_ok, uncovered.ok) == (True, False)


def test_sections_are_counted_apart() -> None:
    """Each heading that has a marking or a figure is counted, in the order of the page."""
    page = (
        f"# Cats\n\n{SLEEP}[3] They nap.\n\n## Dogs\n\nThey bark.[4]\n\n"
        "## Cows\n\nThey moo.\n\n## Birds\n\nThey sing 5% of the time, and 20%.[5]\n"
    )
    kb = (
        evolve(outcome("a", TEN, said(SLEEP, ("ant-2001", ""), numbers=(3,)))),
        limit("b", said("They bark.", ("cow-2003", ""), numbers=(5,))),
        outcome("c", point(0.2), said("They sing 5% of the time, and 20%.")),
    )
    report = read(*kb, page=page)
    assert [section.as_dict() for section in report.sections] == [
        {"section": ["Cats"], "markings": 1, "covered": 1, "figures": 1, "held": 1},
        {"section": ["Cats", "Dogs"], "markings": 1, "covered": 1, "figures": 0, "held": 0},
        {"section": ["Cats", "Birds"], "markings": 1, "covered": 0, "figures": 2, "held": 1},
    ]
    assert report.as_dict()["sections"] == [s.as_dict() for s in report.sections]
    assert len({*report.sections}) == 3


def test_a_page_of_no_revision_holds_nothing() -> None:
    """Without a revision no figure is held, and none is known to be left out."""
    report = audit(KnowledgeBase(), f"# Dogs\n\n{SLEEP}\n")
    assert report.revision is None
    assert [figure.as_dict() for figure in report.figures] == [
        {
            "section": ["Dogs"],
            "passage": fingerprint(SLEEP),
            "figure": "10%",
            "statements": [],
            "left_out": None,
        }
    ]
    assert not report.ok
