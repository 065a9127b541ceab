"""Intervals around a reported k of n: what has one, what is said of it, and what is refused."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import attrs
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from stats_samples import base, every_statistic, k_of, study

from allkb import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Estimate,
    InvalidValueError,
    KnowledgeBase,
    MissingExtraError,
    Point,
    Range,
    StandardError,
    Unit,
    Unquantified,
)
from allkb.stats import ComputedInterval, interval
from allkb.stats.computed import as_given, written
from allkb.views import notice


def test_a_count_has_a_wilson_interval() -> None:
    """The method, the level and who computed it stand with the ends."""
    found = interval(k_of(81, 263))
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    assert (found.method, found.level, found.estimate) == ("Wilson score", 0.95, 81 / 263)
    assert str(found) == (
        "81 of 263: 30.8%, 95 % Wilson score interval 25.5% to 36.6%, computed by allkb; "
        "no source prints it.\nNot clinical advice."
    )
    assert repr(found) == "<ComputedInterval 25.5% to 36.6%, 95 % Wilson score>"


def test_a_pair_is_a_count() -> None:
    """A centre's own k of n needs no record."""
    assert interval((81, 263)) == interval(k_of(81, 263))


def test_the_exact_interval_is_another() -> None:
    """Method and level are the caller's."""
    found = interval(k_of(81, 263), "exact")
    assert (round(found.low, 4), round(found.high, 4)) == (0.2527, 0.3676)
    assert found.method == "Clopper-Pearson (exact)"
    narrow = interval(k_of(81, 263), level=0.5)
    assert found.low < narrow.low < narrow.high < found.high


def test_a_computed_interval_is_no_printed_one() -> None:
    """It is of another class, so a record cannot hold it and a match cannot mistake it."""
    found: Any = interval(k_of(1, 2))
    assert not isinstance(found, ConfidenceInterval)
    with pytest.raises(InvalidValueError, match="uncertainty must be"):
        evolve(k_of(1, 2), uncertainty=found)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found.low = 0.0


def test_a_statement_has_the_interval_of_its_count(kb: KnowledgeBase) -> None:
    """With the notice of its knowledge base, and with what the source prints itself."""
    found = interval(kb["cells.fever"])
    assert found.of == "5 of 7"
    assert str(found).splitlines()[1:] == [
        "The source itself prints 5 of 7 (71%) (standard error ± 17.0%).",
        notice(kb),
    ]


def test_a_statement_of_no_knowledge_base_tells_its_revisions() -> None:
    """The notice never fails."""
    found = interval(study("alone", k_of(1, 2)))
    assert found.notice == (
        "Derived from guide.2025-04-21. Not a PDQ summary. Not clinical advice."
    )


@pytest.mark.parametrize(
    ("estimate", "why"),
    [
        (Point(value=0.3, printed="30%"), "a point has no k and n"),
        (Range(low=0.1, high=0.3, printed="10% to 30%"), "no middle to put an interval around"),
        (Bound(relation=Comparator.LESS, value=0.2, printed="20%"), "it gives one end only"),
        (Unquantified(printed="some"), "no number is given at all"),
        (evolve(k_of(1, 2), approximate=True), "k and n are not exact"),
    ],
)
def test_only_counts_have_intervals(estimate: Estimate, why: str) -> None:
    """Anything else is refused with the reason, alone or in a statement, which is named."""
    with pytest.raises(InvalidValueError, match=f"interval: .*{why}"):
        interval(estimate)
    with pytest.raises(InvalidValueError, match=f"study.a: .*{why}"):
        interval(study("a", estimate))


def test_other_statements_have_no_interval(kb: KnowledgeBase) -> None:
    """It is said where figures would be."""
    with pytest.raises(InvalidValueError, match="ask for that of an arm or a characteristic"):
        interval(kb["cells.versus-graft"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"of": "5 of 7"}, "only a count has an interval here, not str"),
        ({"of": None}, "not NoneType"),
        ({"of": (5.0, 7)}, "not tuple"),
        ({"of": (8, 7)}, r"events \(8\) must be between 0 and 7"),
        ({"of": (0, 0)}, r"of \(0\) must be at least 1"),
        ({"method": "wald"}, "method is wilson or exact, not 'wald'"),
        ({"method": ["wilson"]}, "method is wilson or exact"),
        ({"level": 95}, r"it must be a number in \(0, 1\), not 95"),
        ({"level": 1.0}, "not 1.0"),
        ({"level": float("nan")}, "not nan"),
        ({"level": True}, "not True"),
    ],
)
def test_bad_arguments_are_one_clear_error(given: dict[str, Any], words: str) -> None:
    """Whatever they are."""
    asked: dict[str, Any] = {"of": k_of(5, 7), **given}
    with pytest.raises(InvalidValueError, match=words):
        interval(**asked)


COUNTS = st.integers(1, 10**9).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(COUNTS, st.floats(0.01, 0.999))
def test_an_interval_contains_its_proportion(pair: tuple[int, int], level: float) -> None:
    """And lies in [0, 1]; it reaches the edge where all or none had the event."""
    count = k_of(*pair)
    for method in ("wilson", "exact"):
        found = interval(count, method, level)
        assert 0 <= found.low <= count.proportion * (1 + 1e-9)
        assert count.proportion * (1 - 1e-9) <= found.high <= 1
        assert (found.low == 0) >= (count.events == 0)
        assert (found.high == 1) >= (count.events == count.of)


@given(COUNTS)
def test_those_without_mirror_those_with(pair: tuple[int, int]) -> None:
    """5 of 7 with is 2 of 7 without."""
    events, of = pair
    found, mirrored = interval(k_of(events, of)), interval(k_of(of - events, of))
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


def test_a_notebook_shows_the_words_escaped() -> None:
    """A text with a tag in it shows as text."""
    found = evolve(interval(k_of(5, 7)), of="<script>alert(1)</script>")
    formatter: Any = DisplayFormatter()
    shown: str = formatter.format(found)[0]["text/html"]
    assert shown.startswith("<div><p>&lt;script&gt;alert(1)&lt;/script&gt;: 71.4%, 95 % Wilson")
    assert shown.count("<p>") == len(str(found).splitlines())


@pytest.mark.parametrize(
    ("value", "unit", "computed", "given"),
    [
        (0.3, Unit.PROPORTION, "30.0%", "30%"),
        (0.2875, Unit.PROPORTION, "28.7%", "28.75%"),
        (-0.052, "difference", "-5.2 percentage points", "-0.052"),
        (0.48961, "ratio", "0.49", "0.48961"),
        (12345.6, "ratio", "12,346", "12345.6"),
        (14.26, Unit.MONTHS, "14.3 months", "14.26 months"),
    ],
)
def test_numbers_as_text(value: float, unit: Any, computed: str, given: str) -> None:
    """A computed number is cut to what it tells; one of a source keeps its digits."""
    assert written(value, unit) == computed
    assert as_given(value, unit) == given


@pytest.mark.parametrize("package", ["scipy", "statsmodels", "numpy"])
def test_a_missing_package_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    """Without one of its packages the module raises an error that names the extra."""
    for name in [*sys.modules]:
        if name == "allkb.stats" or name.startswith(("allkb.stats.", f"{package}.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"allkb\[stats\]") as caught:
        importlib.import_module("allkb.stats")
    assert caught.value.package.partition(".")[0] == package


def test_bundled_counts_have_intervals() -> None:
    """Every bundled count, and nothing else."""
    for statement in every_statistic():
        if isinstance(statement.estimate, Count):
            found = interval(statement)
            assert found.low <= statement.estimate.proportion <= found.high
            assert isinstance(found, ComputedInterval)
        else:
            with pytest.raises(InvalidValueError):
                interval(statement)


def test_a_base_that_holds_a_statement_lends_its_notice() -> None:
    """The oldest one in use that holds it."""
    held = base(study("held", k_of(1, 2)))
    assert interval(held["study.held"]).notice == notice(held)
    error = StandardError(value=0.1)
    assert interval(evolve(k_of(1, 2), uncertainty=error)).printed == (
        "1 of 2 (standard error 10%)"
    )
