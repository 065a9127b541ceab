"""Records as text for people; the standard library only."""

from allkb.views.cards import card, headline
from allkb.views.figures import effect_text, estimate_text
from allkb.views.notice import notice

__all__ = ["card", "effect_text", "estimate_text", "headline", "notice"]
