"""Figures: what a sentence prints in percent, counts, ratios and times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allkb import Comparator
from allkb.audit import Figure, FigureKind, figures
from allkb.audit.figures import numbers
from allkb.checks.numerals import fraction_in, word_value


def one(text: str) -> Figure:
    """Return the only figure of a text."""
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "kind", "printed", "values", "comparator"),
    [
        ("about 10% of cats", "percent", "10%", (10.0,), None),
        ("about 10.5 percent", "percent", "10.5 percent", (10.5,), None),
        ("some >90% of", "percent", ">90%", (90.0,), ">"),
        ("exceeding 50% by far", "percent", "exceeding 50%", (50.0,), ">"),
        ("less than 5%", "percent", "less than 5%", (5.0,), "<"),
        ("at most 5%", "percent", "at most 5%", (5.0,), "<="),
        ("<=5%", "percent", "<=5%", (5.0,), "<="),
        ("50% or more of", "percent", "50% or more", (50.0,), ">="),
        ("50% or less of", "percent", "50% or less", (50.0,), "<="),
        ("10% to 30%", "percent range", "10% to 30%", (10.0, 30.0), None),
        ("20%\u201347%", "percent range", "20%\u201347%", (20.0, 47.0), None),
        ("20-47%", "percent range", "20-47%", (20.0, 47.0), None),
        ("between 20% and 47%", "percent range", "between 20% and 47%", (20.0, 47.0), None),
        ("5% to <25% of", "percent range", "5% to <25%", (5.0, 25.0), None),
        ("in 5 of 7 cats", "count", "5 of 7", (5.0, 7.0), None),
        ("Five of the seven", "count", "Five of the seven", (5.0, 7.0), None),
        ("1,234 of 2,053", "count", "1,234 of 2,053", (1234.0, 2053.0), None),
        ("15/18 cats", "count", "15/18", (15.0, 18.0), None),
        ("hazard ratio [HR], 0.4", "hazard ratio", "hazard ratio [HR], 0.4", (0.4,), None),
        ("HR for death, .4", "hazard ratio", "HR for death, .4", (0.4,), None),
        ("odds ratio of 2.5", "odds ratio", "odds ratio of 2.5", (2.5,), None),
        ("RR > 3", "relative risk", "RR > 3", (3.0,), ">"),
        ("95% CI, 0.9\u20131.2", "confidence interval", "95% CI, 0.9\u20131.2", (0.9, 1.2), None),
        ("CI 8% to 9%", "confidence interval", "CI 8% to 9%", (8.0, 9.0), None),
        ("P = .03", "p value", "P = .03", (0.03,), None),
        ("p<0.001", "p value", "p<0.001", (0.001,), "<"),
        ("cats (n = 28)", "n", "n = 28", (28.0,), None),
        ("(\u00b1 7%)", "plus or minus", "\u00b1 7%", (7.0,), None),
        ("+/- 7", "plus or minus", "+/- 7", (7.0,), None),
        ("at 12 months", "time", "12 months", (12.0,), None),
        ("the 5-year rate", "time", "5-year", (5.0,), None),
        ("aged 10 to 15 years", "time", "10 to 15 years", (10.0, 15.0), None),
        ("less than five years", "time", "less than five years", (5.0,), "<"),
        ("18 years or younger", "time", "18 years or younger", (18.0,), "<="),
        ("one-half of", "fraction", "one-half", (0.5,), None),
        ("half of", "fraction", "half", (0.5,), None),
        ("a third of", "fraction", "a third", (1 / 3,), None),
        ("two thirds of", "fraction", "two thirds", (2 / 3,), None),
        ("Two\u2010thirds of", "fraction", "Two\u2010thirds", (2 / 3,), None),
        ("three quarters", "fraction", "three quarters", (0.75,), None),
        ("one-fifth of", "fraction", "one-fifth", (0.2,), None),
        ("Twenty-nine of the thirty", "count", "Twenty-nine of the thirty", (29.0, 30.0), None),
        ("Ninety\u2010nine of 100", "count", "Ninety\u2010nine of 100", (99.0, 100.0), None),
        ("after forty-five days", "time", "forty-five days", (45.0,), None),
        ("after 6 Weeks", "time", "6 Weeks", (6.0,), None),
    ],
)
def test_each_kind_of_figure_is_found(
    text: str, kind: str, printed: str, values: tuple[float, ...], comparator: str | None
) -> None:
    """A figure has its kind, the text printed, its numbers and what it is compared by."""
    assert one(text) == Figure(
        kind=FigureKind(kind),
        printed=printed,
        values=values,
        comparator=Comparator(comparator) if comparator else None,
    )


@pytest.mark.parametrize(
    "text",
    [
        "a 95% CI was given",
        "half-life and a third course",
        "half\u2010life, a quarterly and sixty of",
        "7 of 5",
        "24/12",
        "CD19 and 4-1BB in 2019",
        "cats.[5][Level of evidence: 2A]",
        "1/2/2019",
        "",
    ],
)
def test_what_only_looks_like_a_figure_is_none(text: str) -> None:
    """Names, dates, citations and intervals without ends are no figures."""
    assert figures(text) == ()


def test_a_fraction_is_what_its_words_say() -> None:
    """A fraction is read whether or not something follows it; of other words there is none."""
    assert fraction_in("a third") == 1 / 3
    assert fraction_in("one\u2010half of them") == 0.5
    assert fraction_in("a third course of half-hearted care") is None
    assert word_value("Twenty\u2011Nine") == 29
    assert word_value("tenor") is None


def test_figures_come_in_the_order_printed() -> None:
    """Several figures of a sentence are listed as they stand, apart from citations."""
    text = "Of these,[5] 14.2% \u00b1 6.1% (4 of\n9)\nsurvived 3 years (P = .02).[6]"
    printed = [figure.printed for figure in figures(text)]
    assert printed == ["14.2%", "\u00b1 6.1%", "4 of 9", "3 years", "P = .02"]


def test_numbers_are_all_there_are() -> None:
    """Numbers of any kind are found, in digits and in words, but not those of citations."""
    assert numbers("Two of 1,200, on day 55, .5%, CD19.[7]") == {2.0, 1200.0, 55.0, 0.5}
    assert numbers("Thirty-one, forty and Twelve, but no onerous tenor") == {31.0, 40.0, 12.0}


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_range_keeps_its_ends(low: int, high: int) -> None:
    """Both ends of a range are its values, in the order printed."""
    assert one(f"from {low}% to {high}%").values == (low, high)


@pytest.mark.parametrize("piece", ["1", "1,", "1,000", "5% ", "1 of ", "95% CI, ", "HR a ", "<"])
def test_hostile_lines_are_read(piece: str) -> None:
    """Two hundred thousand characters of one piece are read to their end."""
    assert isinstance(figures(piece * (200_000 // len(piece))), tuple)
