"""Reasons as HTML: nested lists, with every text escaped."""

from __future__ import annotations

from html import escape

from allkb.matching import Reason

__all__ = ["reason_html"]


def reason_html(reason: Reason) -> str:
    """Return a tree of reasons as nested HTML lists, without scripts or styles."""
    return f"<ul>{_item(reason)}</ul>"


def _item(reason: Reason) -> str:
    parts = "".join(map(_item, reason.parts))
    inner = f"<ul>{parts}</ul>" if parts else ""
    return f"<li>{escape(reason.question)}: <b>{escape(reason.answer)}</b>{inner}</li>"
