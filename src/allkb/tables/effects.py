"""How groups compare, with both named; and the ratios that name neither."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.model import Comparison, Direction, PrognosticFactor
from allkb.views import effect_text, unassigned_text

__all__ = ["effect_texts", "unassigned_texts"]

Compared = Comparison | PrognosticFactor


def effect_texts(statement: Compared) -> Iterator[str]:
    """Yield each effect with the labels of its groups, and the test over all groups."""
    labels = {arm.id: arm.label for arm in statement.arms}
    for effect in statement.effects:
        above, below = labels[effect.numerator], labels[effect.denominator]
        said = effect_text(effect).partition(": ")[2].removeprefix(effect.direction)
        favored = {Direction.FAVORS_NUMERATOR: above, Direction.FAVORS_DENOMINATOR: below}
        label = favored.get(effect.direction)
        found = f"favors {label}" if label else effect.direction
        yield f"{above} over {below}: {found}{said}"
    if statement.p:
        yield f"all groups: {statement.p}"


def unassigned_texts(statement: Compared) -> Iterator[str]:
    """Yield each ratio of which the source does not say what is above and below the line."""
    for ratio in statement.unassigned:
        yield f"Printed without its groups, so of no known direction: {unassigned_text(ratio)}"
