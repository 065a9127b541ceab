"""Records as text for people; the standard library only."""

from allkb.views.bases import kb_of
from allkb.views.cards import attested, card, details, headline
from allkb.views.changes import change_text, conflict_text
from allkb.views.figures import effect_text, estimate_text, unassigned_text
from allkb.views.notice import notice
from allkb.views.phrases import criteria_text
from allkb.views.reasons import reason_html

__all__ = [
    "attested",
    "card",
    "change_text",
    "conflict_text",
    "criteria_text",
    "details",
    "effect_text",
    "estimate_text",
    "headline",
    "kb_of",
    "notice",
    "reason_html",
    "unassigned_text",
]
