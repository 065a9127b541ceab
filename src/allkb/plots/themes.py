"""Colours and type: after Okabe and Ito, on light and dark ground, or on any page's own."""

from __future__ import annotations

from typing import Literal, get_args

from attrs import frozen

__all__ = ["CHARACTER", "FONT", "FONT_SIZE", "SMALL", "THEMES", "Palette", "Theme", "theme_faults"]

Theme = Literal["light", "dark", "page"]
"""The ground a chart is on; `page` has none, and writes in the colour of the page around it."""

FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
FONT_SIZE, SMALL = 12, 10.5
CHARACTER = 0.54
"""How wide a letter is, as a part of the size of its type."""


@frozen(kw_only=True)
class Palette:
    """
    What a theme draws with. What colours say, shapes and dashes say too.

    Attributes:
        ground: What is behind everything; None where the page shows through.
        ink: Texts.
        faint: Texts of less weight, and what is no longer said.
        line: Axes.
        band: Every other row, and cells.
        printed: What the source prints.
        ours: What allkb computed.
        stated: Ranges that authors state.
        observed: From the lowest to the highest observed.
        series: Further colours, for classes.
    """

    ground: str | None
    ink: str
    faint: str
    line: str
    band: str
    printed: str
    ours: str
    stated: str
    observed: str
    series: tuple[str, ...]


THEMES: dict[str, Palette] = {
    "light": Palette(
        ground="#ffffff",
        ink="#1a1a1a",
        faint="#5f5f5f",
        line="#8c8c8c",
        band="#0000000a",
        printed="#0072b2",
        ours="#d55e00",
        stated="#009e73",
        observed="#b0588b",
        series=("#0072b2", "#d55e00", "#009e73", "#b0588b", "#000000", "#7a6a00", "#4b9cd3"),
    ),
    "dark": Palette(
        ground="#16181d",
        ink="#ececec",
        faint="#a9a9a9",
        line="#7d7d7d",
        band="#ffffff0d",
        printed="#56b4e9",
        ours="#e69f00",
        stated="#2fbf95",
        observed="#cc79a7",
        series=("#56b4e9", "#e69f00", "#2fbf95", "#cc79a7", "#f2f2f2", "#f0e442", "#d55e00"),
    ),
    "page": Palette(
        ground=None,
        ink="currentColor",
        # No one grey is legible both on white and on black.
        faint="color-mix(in srgb, currentColor 72%, transparent)",
        line="#808080",
        band="#80808017",
        printed="#1a80bd",
        ours="#d55e00",
        stated="#009e73",
        observed="#b8639a",
        series=("#1a80bd", "#d55e00", "#009e73", "#b8639a", "#808080", "#98850a", "#4b9cd3"),
    ),
}


def theme_faults(theme: object) -> tuple[str, ...]:
    """Return what is wrong with a theme that was asked for."""
    if theme in get_args(Theme):
        return ()
    return (f"theme {theme!r} is none of {', '.join(get_args(Theme))}",)
