"""
The evidence as a static site (extra `site`).

Pages to read and search: no server, no network, no framework. They open from the
file system, and without JavaScript they can still all be read.
"""

from allkb.errors import MissingExtraError

try:
    from allkb.site.building import build
except (MissingExtraError, ModuleNotFoundError) as exc:
    raise MissingExtraError("site", exc.name or "jinja2") from exc

__all__ = ["build"]
