"""P values as text: as printed, with the sides told once."""

from __future__ import annotations

import pytest

from allkb import Comparator, PValue


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (PValue(value=0.04), "p = 0.04"),
        (PValue(value=0.001, relation=Comparator.LESS), "p < 0.001"),
        (PValue(value=0.04, sides=1), "p = 0.04, one-sided"),
        (PValue(value=0.04, sides=2, printed="P = .04"), "P = .04, two-sided"),
        (PValue(value=0.04, sides=2, printed="two-sided P = .04"), "two-sided P = .04"),
        (PValue(value=0.04, sides=2, printed="P = .04, Two-Sided"), "P = .04, Two-Sided"),
        (PValue(value=0.04, sides=1, printed="1-tailed P = .04"), "1-tailed P = .04"),
        (PValue(value=0.04, printed="P = .040"), "P = .040"),
    ],
)
def test_a_p_value_reads_as_printed(p: PValue, text: str) -> None:
    """Where the printed form says of how many sides it is, that is not said again."""
    assert str(p) == text
