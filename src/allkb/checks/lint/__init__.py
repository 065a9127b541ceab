"""Rules that sound data can break, and that a curator wants kept."""

from allkb.checks.lint.attesting import ATTESTING
from allkb.checks.lint.endings import ENDINGS
from allkb.checks.lint.kinds import KINDS
from allkb.checks.lint.lists import LISTS
from allkb.checks.lint.outcomes import OUTCOMES
from allkb.checks.lint.printed import PRINTED
from allkb.checks.lint.wording import WORDING
from allkb.checks.rules import Rule

__all__ = ["LINT"]

LINT: tuple[Rule, ...] = (
    *PRINTED,
    *OUTCOMES,
    *KINDS,
    *WORDING,
    *ATTESTING,
    *ENDINGS,
    *LISTS,
)
"""The rules for curators; they take for granted that the rules of integrity are kept."""
