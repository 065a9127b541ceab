"""Records as text, Markdown and HTML for people; the standard library only."""

from allkb.views.bases import kb_of
from allkb.views.cards import attested, card, details, headline
from allkb.views.changes import change_text, conflict_text
from allkb.views.citing import addresses, level_text, reference_text
from allkb.views.content import KINDS, Card, Cards, Group, Said
from allkb.views.figures import (
    effect_text,
    estimate_kind,
    estimate_text,
    figure_texts,
    unassigned_text,
)
from allkb.views.notebook import card_html, card_markdown
from allkb.views.notice import notice
from allkb.views.phrases import criteria_text
from allkb.views.reasons import reason_html
from allkb.views.words import Fact, Item, To, Words, plain

__all__ = [
    "KINDS",
    "Card",
    "Cards",
    "Fact",
    "Group",
    "Item",
    "Said",
    "To",
    "Words",
    "addresses",
    "attested",
    "card",
    "card_html",
    "card_markdown",
    "change_text",
    "conflict_text",
    "criteria_text",
    "details",
    "effect_text",
    "estimate_kind",
    "estimate_text",
    "figure_texts",
    "headline",
    "kb_of",
    "level_text",
    "notice",
    "plain",
    "reason_html",
    "reference_text",
    "unassigned_text",
]
