"""Charts as files: pictures and pages, written by vl-convert without a browser or a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, cast

import altair as alt
import vl_convert

from allkb.errors import InvalidValueError

__all__ = ["save", "svg"]

Spec = dict[str, Any]

_DENSITY = 2.0
"""How many dots a pixel of a PNG has in each direction, for screens and print."""

_VERSION = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
"""The version of Vega-Lite that Altair writes."""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
body {{ margin: 0; background: {ground} }}
main {{ overflow-x: auto }}
h1 {{ position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }}
</style>
</head>
<body>
<main tabindex="0">
<h1>{title}</h1>
<div id="chart"></div>
<noscript><p>{description}</p></noscript>
</main>
<script type="module">
{library}
window.vegaEmbed("#chart", {spec}, {options});
</script>
</body>
</html>
"""

_LIBRARY = "window.vegaEmbed = vegaEmbed;"
"""What the bundled library gives to the page."""

_OPTIONS = {
    "renderer": "svg",
    # Expressions are walked through, not made into functions, so the page needs no eval.
    "ast": True,
    "actions": False,
}

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"


def save(chart: alt.TopLevelMixin, path: str | Path) -> None:
    """
    Write a chart to a file, in the format that the name ends in.

    No browser and no network is needed, to write it or to look at it.

    Args:
        chart: The chart: one of these, or any other of Altair that has its data in it.
        path: A name that ends in `.svg`, `.png`, `.pdf` or `.html`, the last a page of its own
            with all scripts inside. What is there is replaced.

    Raises:
        InvalidValueError: if it is no chart, or the name ends in anything else.
        OSError: if it cannot be written.
    """
    faults = [*_chart_faults(chart)]
    file = Path(path)
    write = _FORMATS.get(file.suffix.lower())
    if write is None:
        found = file.suffix or repr(file.name)
        faults.append(f"a chart is saved as one of {', '.join(_FORMATS)}, not as {found}")
    if write is None or faults:
        raise InvalidValueError("save", tuple(faults))
    file.write_bytes(_converted(chart, write))


def svg(chart: alt.TopLevelMixin) -> str:
    """
    Return a chart as SVG, to be put into a page: with the chart in words for those who listen.

    Args:
        chart: The chart.

    Raises:
        InvalidValueError: if it is no chart.
    """
    faults = tuple(_chart_faults(chart))
    if faults:
        raise InvalidValueError("svg", faults)
    return _converted(chart, _svg).decode()


def _chart_faults(chart: object) -> Iterator[str]:
    if not isinstance(chart, alt.TopLevelMixin):
        yield f"needs a chart, not {type(chart).__name__}"


def _converted(chart: alt.TopLevelMixin, write: Callable[[Spec], bytes]) -> bytes:
    with alt.data_transformers.enable("default", max_rows=None):
        spec = chart.to_dict()
    if _refers(spec):
        # vl-convert reads files whatever it is told to allow.
        raise InvalidValueError("chart", ("it has an address in it: its data must be in it",))
    try:
        return write(spec)
    except ValueError as error:
        raise InvalidValueError("chart", (str(error),)) from error


def _refers(part: object) -> bool:
    """Tell whether a specification refers to anything outside of it."""
    if isinstance(part, dict):
        inside = cast("Spec", part)
        return "url" in inside or any(
            _refers(value) for key, value in inside.items() if key not in ("datasets", "values")
        )
    return isinstance(part, list) and any(map(_refers, cast("list[object]", part)))


def _svg(spec: Spec) -> bytes:
    found = vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, allowed_base_urls=[])
    words = spec.get("description")
    told = f' role="graphics-document document" aria-label="{escape(str(words))}"' if words else ""
    return found.replace("<svg", f"<svg{told}", 1).encode()


def _png(spec: Spec) -> bytes:
    return vl_convert.vegalite_to_png(
        spec, vl_version=_VERSION, scale=_DENSITY, allowed_base_urls=[]
    )


def _pdf(spec: Spec) -> bytes:
    return vl_convert.vegalite_to_pdf(spec, vl_version=_VERSION, allowed_base_urls=[])


def _page(spec: Spec) -> bytes:
    ground = cast("Spec", spec.get("config", {})).get("background", "transparent")
    page = _PAGE.format(
        policy=_POLICY,
        title=escape(_title(spec)),
        description=escape(str(spec.get("description", ""))),
        ground=escape(str(ground)),
        library=_library(),
        # A text that holds </script> must not end the script.
        spec=json.dumps(spec).replace("<", "\\u003c"),
        options=json.dumps(_OPTIONS),
    )
    return page.encode()


@cache
def _library() -> str:
    """Return the scripts of a page, which take a while to put together."""
    return vl_convert.javascript_bundle(_LIBRARY, vl_version=_VERSION)


def _title(spec: Spec) -> str:
    title = spec.get("title", "Chart")
    text = cast("Spec", title).get("text", "Chart") if isinstance(title, dict) else title
    return " ".join(cast("list[str]", text)) if isinstance(text, list) else str(text)


_FORMATS: dict[str, Callable[[Spec], bytes]] = {
    ".svg": _svg,
    ".png": _png,
    ".pdf": _pdf,
    ".html": _page,
}
