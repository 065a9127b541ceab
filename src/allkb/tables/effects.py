"""How groups compare, with both named; and the ratios that name neither."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.model import Comparison, PrognosticFactor
from allkb.views import effect_text, unassigned_text

__all__ = ["effect_texts", "unassigned_texts"]

Compared = Comparison | PrognosticFactor


def effect_texts(statement: Compared) -> Iterator[str]:
    """Yield each effect with the labels of its groups, and the test over all groups."""
    labels = {arm.id: arm.label for arm in statement.arms}
    yield from (effect_text(effect, labels) for effect in statement.effects)
    if statement.p:
        yield f"all groups: {statement.p}"


def unassigned_texts(statement: Compared) -> Iterator[str]:
    """Yield each ratio of which the source does not say what is above and below the line."""
    for ratio in statement.unassigned:
        yield f"Printed without its groups, so of no known direction: {unassigned_text(ratio)}"
