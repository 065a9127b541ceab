"""Which evidence is about patients like this one, and why; nothing is ranked or advised."""

from allkb.matching.classes import Classification, classify
from allkb.matching.missing import Asked, MissingFact
from allkb.matching.reasons import Reason, reason
from allkb.matching.results import Match, Matches, match, missing_of
from allkb.matching.truth import verdict

__all__ = [
    "Asked",
    "Classification",
    "Match",
    "Matches",
    "MissingFact",
    "Reason",
    "classify",
    "match",
    "missing_of",
    "reason",
    "verdict",
]
