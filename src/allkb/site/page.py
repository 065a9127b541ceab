"""A page of the site, before it is written."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["MENU", "Page"]

MENU = (
    ("index.html", "Search and topics"),
    ("interventions.html", "Interventions"),
    ("citations.html", "Papers"),
    ("concepts.html", "Concepts"),
    ("changes.html", "What changed"),
    ("conflicts.html", "Conflicts"),
    ("levels.html", "Levels"),
    ("documents.html", "Documents"),
    ("about.html", "About"),
)
"""The pages that every page leads to."""


class Page(NamedTuple):
    """
    A page of the site.

    Attributes:
        path: Its file, from the top of the site.
        template: The name of its template.
        title: Its name.
        data: What it tells machines of itself.
        values: What its template shows.
        trail: The pages above it, with their names; the first is where it is in the menu.
    """

    path: str
    template: str
    title: str
    data: dict[str, Any]
    values: dict[str, Any]
    trail: tuple[tuple[str, str], ...] = ()

    @property
    def root(self) -> str:
        """What leads from it to the top of the site."""
        return "../" * self.path.count("/")

    @property
    def here(self) -> str:
        """Where in the menu it is."""
        return self.trail[0][0] if self.trail else self.path
