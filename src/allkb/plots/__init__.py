"""
Pictures of the evidence, as Altair charts (extra `plots`).

Figures are drawn as they are printed: a range without a middle, a bound as an open
arrow, and what allkb computed marked so. Nothing is pooled or ranked, and what is
unlike does not share an axis unless it is told to.
"""

from allkb.errors import MissingExtraError

try:
    from allkb.plots.forest_plot import forest
    from allkb.plots.map_plot import evidence_map
    from allkb.plots.saving import save, svg
    from allkb.plots.timeline_plot import timeline
except ModuleNotFoundError as exc:
    raise MissingExtraError("plots", exc.name or "altair") from exc

__all__ = ["evidence_map", "forest", "save", "svg", "timeline"]
