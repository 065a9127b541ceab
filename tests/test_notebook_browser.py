"""What notebooks show, in a browser: on light and on dark pages, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from site_pages import axe, chromium

import allkb
from allkb import EvidenceLevel, Patient
from allkb.views.notebook import html

KB = allkb.load()
FOUND = KB.match(Patient(age=7, relapse_number=1))
GROUNDS = {"light": "background: #fff; color: #111", "dark": "background: #111; color: #ddd"}
FACES: dict[str, Any] = {
    "statement": KB["relapse-after-hsct.second-ablative-hsct.efs"],
    "amiss": KB["car-t-toxicity.hlh-like-toxicity.rfs"],
    "gone": KB["relapse-after-hsct.second-ablative-hsct.feasible"],
    "observation": max(KB.observations, key=lambda s: len(s.characteristics)),
    "comparison": max(KB.comparisons, key=lambda s: len(s.arms)),
    "definition": max(KB.definitions, key=lambda s: len(str(s.means))),
    "selection": KB.statements,
    "level": EvidenceLevel.parse("3iiDi"),
    "estimate": KB.outcomes[0].estimate,
    "citation": KB.citations[0],
    "match": FOUND.may_apply[0],
    "matches": FOUND,
    "classification": KB.classify(Patient(age=7))[0],
    "knowledge base": KB,
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with chromium() as found:
        yield found


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("face", FACES)
def test_faces_are_legible_and_keep_to_themselves(browser: Browser, face: str, ground: str) -> None:
    """At any width nothing is cut off, axe-core finds no fault, and nothing is run or fetched."""
    with browser.new_context(color_scheme="dark" if ground == "dark" else "light") as context:
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        page.on("request", lambda request: told.append(request.url))
        shown = html(FACES[face])
        scheme = f'<meta name="color-scheme" content="{ground}">'
        viewport = '<meta name="viewport" content="width=device-width">'
        page.set_content(
            f'<!DOCTYPE html><html lang="en"><head><title>{face}</title>{scheme}{viewport}</head>'
            f'<body style="{GROUNDS[ground]}"><main>{shown}</main></body></html>'
        )
        for width in (320, 400, 900):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe())
        asked = "axe.run('.allkb', {runOnly: ['wcag2a', 'wcag2aa'], preload: false})"
        found = page.evaluate(asked)["violations"]
        assert [fault["id"] for fault in found] == []
        assert told == []


def test_cells_have_their_heads_where_there_is_no_room_for_a_table(browser: Browser) -> None:
    """On a narrow page each cell stands on a line behind the head of its column."""
    page = browser.new_page(viewport={"width": 400, "height": 700})
    page.set_content(html(KB.statements[:1]))
    cells = page.locator("td")
    assert cells.count() == 3
    for place, head in enumerate(("statement", "who says so", "status")):
        before = "one => getComputedStyle(one, '::before').content"
        assert head in cells.nth(place).evaluate(before)
        assert cells.nth(place).evaluate("one => getComputedStyle(one).display") == "block"
    page.set_viewport_size({"width": 900, "height": 700})
    assert cells.first.evaluate("one => getComputedStyle(one).display") == "table-cell"
    page.close()
