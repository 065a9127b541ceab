"""Records as text for people; the standard library only."""

from allkb.views.cards import attested, card, headline
from allkb.views.figures import effect_text, estimate_text
from allkb.views.notice import notice

__all__ = ["attested", "card", "effect_text", "estimate_text", "headline", "notice"]
