"""Pages as HTML, by Jinja: everything that comes from the data is escaped."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from allkb import __version__
from allkb.model import EvidenceLevel, Extent, SourceCategory
from allkb.site.addresses import anchor, external, level_address
from allkb.site.contents import Contents, Entry, Standing
from allkb.site.page import MENU, Page
from allkb.views import (
    Fact,
    To,
    Words,
    addresses,
    estimate_kind,
    estimate_text,
    level_text,
    notice,
    reference_text,
)

__all__ = ["Renderer"]

_FEW = 3
"""The most links of a sort that are not folded."""


class Renderer:
    """
    Writes pages.

    Args:
        contents: What the pages show.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._env = Environment(
            loader=PackageLoader("allkb.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.policies["json.dumps_kwargs"] = {}
        filters: dict[str, Any] = {
            "anchor": anchor,
            "external": external,
            "level": self._level,
            "link": self._link,
            "words": self._words,
        }
        self._env.filters.update(filters)
        self._shared: dict[str, Any] = {
            "address": contents.addresses.of,
            "addresses": addresses,
            "dated": contents.cards.dated,
            "estimate_kind": estimate_kind,
            "estimate_text": estimate_text,
            "evidence": contents.addresses.evidence,
            "few": _few,
            "is_latest": contents.is_latest,
            "kb": contents.kb,
            "latest": _latest(contents),
            "level_text": level_text,
            "levels_in": _levels_in,
            "library": __version__,
            "menu": MENU,
            "notice": notice(contents.kb),
            "reference_text": reference_text,
            "to": contents.cards.to,
        }

    def page(self, page: Page) -> str:
        """Return a page as HTML."""
        return self._env.get_template(page.template, globals=self._shared).render(
            root=page.root,
            here=page.here,
            title=page.title,
            data=page.data,
            trail=page.trail,
            **page.values,
        )

    @pass_context
    def _link(self, context: Context, to: To) -> Markup:
        """Return a name with a link to its page; what stands no longer is marked."""
        there = self._contents.addresses
        is_concept = to.kind == "concept"
        address = there.evidence(to.id) if is_concept else there.of(to.kind, to.id)
        link = Markup('<a href="{}{}">{}</a>').format(context["root"], address, to.text)
        if to.kind == "statement":
            standing = self._contents.standing(self._contents.kb[to.id])
            if standing is not Standing.STANDS:
                link += Markup(' <span class="mark">({})</span>').format(standing.value)
        return link

    @pass_context
    def _words(self, context: Context, words: Words) -> Markup:
        """Return words, with links."""
        parts = (escape(w) if isinstance(w, str) else self._link(context, w) for w in words)
        return Markup("").join(parts)

    @pass_context
    def _level(self, context: Context, level: EvidenceLevel) -> Markup:
        """Return a level with a link to its definition, which is its tooltip too."""
        return Markup('<a class="level" href="{}{}" title="{}">{}</a>').format(
            context["root"], level_address(level), level_text(level), level
        )


def _latest(contents: Contents) -> str | None:
    """Return the date of the latest summary that was read; None where none was."""
    read = [
        revision
        for source in contents.kb.sources
        if source.category is SourceCategory.SUMMARY
        for revision in source.revisions
        if revision.read is not Extent.NOTES
    ]
    if not read:
        return None
    return contents.cards.dated(max(read, key=lambda revision: revision.date.latest).id)


def _few(facts: tuple[Fact, ...]) -> list[Fact]:
    return [fact for fact in facts if len(fact.items) <= _FEW]


def _levels_in(entry: Entry) -> tuple[EvidenceLevel, ...]:
    return tuple(dict.fromkeys(level for chip in entry.said for level in chip.levels))
