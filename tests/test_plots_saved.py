"""Charts as files: pictures, and pages that need no network and run nothing of the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import pytest
from playwright.sync_api import Browser
from site_pages import axe, chromium, opened
from table_samples import HOSTILE, hostile_base

from allkb import InvalidValueError, KnowledgeBase
from allkb.plots import evidence_map, forest, save, svg, timeline
from allkb.views import notice

Make = Callable[..., alt.VConcatChart]
parsed = ET.fromstring
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"clipPath", "defs", "g", "line", "path", "rect", "svg", "text", "title", "tspan"}
RIGHT_TO_LEFT = "\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} \N{ARABIC LETTER BEH} 5%"
FORMATS = ("svg", "png", "pdf", "html")


def forest_of(kb: KnowledgeBase, **more: Any) -> alt.VConcatChart:
    """Return a forest plot of all outcomes and harms of a base."""
    return forest(kb.statements, allow=("endpoint", "horizon"), group="topic", **more)


def timeline_of(kb: KnowledgeBase, **more: Any) -> alt.VConcatChart:
    """Return a timeline of all outcomes and harms of a base."""
    return timeline(kb.statements, allow=("endpoint", "horizon"), **more)


def map_of(kb: KnowledgeBase, **more: Any) -> alt.VConcatChart:
    """Return a map of a base, with its summaries as populations."""
    return evidence_map(kb.statements, populations=lambda s: s.summary, **more)


each = pytest.mark.parametrize("make", [forest_of, timeline_of, map_of])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with chromium() as found:
        yield found


# Pictures


@each
@pytest.mark.parametrize("theme", ["light", "dark", "page"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_files_are_what_their_name_says(
    make: Make, theme: str, suffix: str, kb: KnowledgeBase, tmp_path: Path
) -> None:
    """Each chart is written in each format and theme, and replaces what was there."""
    file = tmp_path / f"chart.{suffix.upper()}"
    file.write_bytes(b"old")
    save(make(kb, theme=theme), str(file))
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!DOCTYPE html>"}
    assert file.read_bytes().startswith(starts[suffix])
    assert [*tmp_path.iterdir()] == [file]


@each
def test_a_picture_says_itself_in_words(make: Make, kb: KnowledgeBase) -> None:
    """An SVG has a role and an alternative text; its marks have theirs, texts beside them none."""
    root = parsed(svg(make(kb)))
    assert root.get("role") == "graphics-document document"
    assert notice(kb) in str(root.get("aria-label"))
    told = [x for x in root.iter() if x.get("role") == "graphics-symbol"]
    assert told
    assert all(x.get("aria-label") for x in told)


@each
def test_a_picture_has_its_notice(make: Make, kb: KnowledgeBase) -> None:
    """What the data is derived from, and that it is no advice, is written in the picture."""
    shown = " ".join(" ".join(x.itertext()) for x in parsed(svg(make(kb))).iter(f"{SVG}text"))
    assert " ".join(notice(kb).split()) in " ".join(shown.split())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_grounds_are_those_of_the_theme(theme: str, kb: KnowledgeBase) -> None:
    """A picture has its ground; one for a page has none and writes in the page's colour."""
    assert f'fill="{"#ffffff" if theme == "light" else "#16181d"}"' in svg(
        forest_of(kb, theme=theme)
    )
    page = svg(forest_of(kb, theme="page"))
    assert "currentColor" in page
    assert 'fill="#ffffff"' not in page


@pytest.mark.parametrize("text", [HOSTILE, RIGHT_TO_LEFT, "</script><!--<script>", "w" * 400])
@each
def test_hostile_texts_are_texts(make: Make, text: str) -> None:
    """Markup in the data is shown as it is written: a picture has no element that draws nothing."""
    root = parsed(svg(make(hostile_base(text), title=text)))
    assert {x.tag.removeprefix(SVG) for x in root.iter()} <= DRAWN
    assert not any(
        name.startswith("on") or "href" in name for x in root.iter() for name in x.attrib
    )
    shown = "".join("".join(x.itertext()) for x in root.iter(f"{SVG}text"))
    assert re.sub(r"\s+", "", text)[:20] in re.sub(r"\s+", "", shown)
    assert " ".join(text.split())[:60] in str(root.get("aria-label"))


def test_a_chart_without_words_is_written_without(tmp_path: Path) -> None:
    """Charts of others are saved too: with no title, with one of one text, or with one of lines."""
    plain = alt.Chart(alt.InlineData(values=[{"x": 1}])).mark_point().encode(x="x:Q")
    assert "aria-label" not in svg(plain).partition(">")[0]
    for title, wanted in (
        (None, "Chart"),
        ("A <b>", "A &lt;b&gt;"),
        (alt.TitleParams(text=["A", "line"]), "A line"),
    ):
        chart = plain if title is None else plain.properties(title=title)
        save(chart, tmp_path / "plain.html")
        page = (tmp_path / "plain.html").read_text(encoding="utf-8")
        assert f"<title>{wanted}</title>" in page
        assert "background: transparent" in page


# Pages


class Read(HTMLParser):
    """A page taken apart: tags with their attributes, and the texts of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@each
def test_a_page_refers_to_nothing_outside(make: Make, kb: KnowledgeBase, tmp_path: Path) -> None:
    """No tag of a page has an address; its policy forbids whatever is not in it, eval included."""
    save(make(kb), tmp_path / "chart.html")
    page = (tmp_path / "chart.html").read_text(encoding="utf-8")
    tags = Read(page).tags
    assert not any({"src", "href", "srcset", "data", "action"} & {*given} for _, given in tags)
    assert [tag for tag, _ in tags if tag == "script"] == ["script"]
    [policy] = [str(given["content"]) for _, given in tags if given.get("http-equiv")]
    assert policy.startswith("default-src 'none'; script-src 'unsafe-inline';")
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    # The notice stands in the page also where scripts do not run.
    assert notice(kb) in page.partition("<noscript>")[2].partition("</noscript>")[0]


@each
@pytest.mark.parametrize("base", ["sample", "hostile"])
def test_a_page_draws_itself_without_a_network(
    browser: Browser, make: Make, base: str, kb: KnowledgeBase, tmp_path: Path
) -> None:
    """A browser draws the page alone: no request, no error, nothing of the data is run."""
    found = hostile_base("</script><script>alert(1)</script>") if base == "hostile" else kb
    save(make(found), tmp_path / "chart.html")
    with opened(browser, (tmp_path / "chart.html").as_uri(), offline=True) as page:
        asked: list[str] = []
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        page.wait_for_selector("#chart svg")
        shown = page.locator("#chart[role=graphics-document]")
        assert notice(found) in str(shown.get_attribute("aria-label"))
        assert page.locator("#chart [role=graphics-symbol]").count() > 0
        assert page.locator("script").count() == 1
        assert asked == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_is_accessible_and_narrow(
    browser: Browser, theme: str, kb: KnowledgeBase, tmp_path: Path
) -> None:
    """axe-core finds no fault; on a narrow screen the chart scrolls and the page does not."""
    save(forest_of(kb, theme=theme), tmp_path / "chart.html")
    size = {"width": 360, "height": 640}
    with opened(browser, (tmp_path / "chart.html").as_uri(), viewport=size) as page:
        page.wait_for_selector("#chart svg")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("document.querySelector('main').scrollWidth") > 360
        page.evaluate(axe())
        options = "{resultTypes: ['violations'], preload: false}"
        found = page.evaluate(f"axe.run(document, {options})")
        assert [fault["id"] for fault in found["violations"]] == []


# What is refused


def test_what_cannot_be_saved_is_refused(kb: KnowledgeBase, tmp_path: Path) -> None:
    """An unknown format and what is no chart are told together, and nothing is written."""
    anything: Any = "no chart"
    with pytest.raises(InvalidValueError) as found:
        save(anything, tmp_path / "chart.jpg")
    assert found.value.faults == (
        "needs a chart, not str",
        "a chart is saved as one of .svg, .png, .pdf, .html, not as .jpg",
    )
    with pytest.raises(InvalidValueError, match="not as 'chart'"):
        save(forest_of(kb), tmp_path / "chart")
    with pytest.raises(InvalidValueError, match="svg: needs a chart, not str"):
        svg(anything)
    assert [*tmp_path.iterdir()] == []
    with pytest.raises(OSError, match="No such file"):
        save(forest_of(kb), tmp_path / "nowhere" / "chart.svg")


@pytest.mark.parametrize("suffix", FORMATS)
def test_data_from_elsewhere_is_not_fetched(suffix: str, tmp_path: Path) -> None:
    """A chart that refers to a file or an address is refused: neither is read."""
    (tmp_path / "data.json").write_text('[{"x": 1}]', encoding="utf-8")
    address = (tmp_path / "data.json").as_uri()
    outside = alt.Chart(address).mark_point().encode(x="x:Q")
    inside = alt.Chart(alt.InlineData(values=[{"url": "mine", "x": 1}])).mark_point()
    picture = inside.mark_image().encode(url=alt.value(address))
    for chart in (outside, picture, inside & outside, inside.encode(x="x:Q") + outside):
        with pytest.raises(InvalidValueError, match="it has an address in it"):
            save(chart, tmp_path / f"chart.{suffix}")
    assert [file.name for file in tmp_path.iterdir()] == ["data.json"]
    save(inside.encode(x="url:N"), tmp_path / f"chart.{suffix}")


def test_what_the_library_refuses_is_told(tmp_path: Path) -> None:
    """What vl-convert cannot draw is one of this library's errors, with its reason."""
    data = alt.InlineData(values=[{"x": 1}])
    chart = alt.Chart(data).mark_point().encode(x=alt.X("x:Q")).transform_filter("(((")
    with pytest.raises(InvalidValueError, match="SVG conversion failed"):
        save(chart, tmp_path / "chart.svg")
    assert [*tmp_path.iterdir()] == []
