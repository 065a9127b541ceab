"""The pages of the site, in a browser: accessible, legible at any width, in print, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from site_pages import EFS, GONE, KINDS_OF_PAGE, axe, chromium, opened, site_of_all
from test_site_building import SCRIPT, hostile

from allkb.site import build

each_page = pytest.mark.parametrize("name", KINDS_OF_PAGE)
each_scheme = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the site of the bundled data."""
    return site_of_all(tmp_path_factory).as_uri()


@pytest.fixture(scope="module")
def bad_site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a site of hostile data."""
    out = tmp_path_factory.mktemp("hostile") / "out"
    build(hostile(), out)
    return out.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with chromium() as found:
        yield found


def violations(page: Any) -> list[str]:
    """Return what axe-core finds fault with, as text."""
    page.evaluate(axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@each_scheme
@each_page
def test_pages_are_accessible(browser: Browser, site: str, name: str, scheme: Any) -> None:
    """axe-core finds no fault with a page of each kind, light and dark."""
    with opened(browser, f"{site}/{KINDS_OF_PAGE[name]}", color_scheme=scheme) as page:
        assert not violations(page)


@each_scheme
def test_the_search_is_accessible(browser: Browser, site: str, scheme: Any) -> None:
    """axe-core finds no fault with results, unfolded facets and what was chosen."""
    address = f"{site}/index.html#q=transplant&standing=ended&topic=relapse-after-hsct&said=paper"
    with opened(browser, address, color_scheme=scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert not violations(page)
    with opened(browser, f"{site}/index.html#q=transplant&level=C1", color_scheme=scheme) as page:
        expect(page.locator("#results > li")).not_to_have_count(0)
        assert not violations(page)


@each_scheme
@each_page
def test_pages_fit_a_narrow_screen(browser: Browser, site: str, name: str, scheme: Any) -> None:
    """At 360 pixels no page is wider than the screen, all that is folded being open."""
    how: Any = {"viewport": {"width": 360, "height": 740}, "color_scheme": scheme}
    with opened(browser, f"{site}/{KINDS_OF_PAGE[name]}", **how) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_search_fits_a_narrow_screen(browser: Browser, site: str) -> None:
    """So do results, with all facets unfolded; at first they are folded there."""
    size: Any = {"width": 360, "height": 740}
    with opened(browser, f"{site}/index.html#q=transplant&level=C1", viewport=size) as page:
        expect(page.locator("#filters")).not_to_have_attribute("open", "")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_texts_do_no_harm(browser: Browser, bad_site: str, width: int) -> None:
    """Marks and very long words in the data run no script, send nothing and break no layout."""
    size: Any = {"width": width, "height": 740}
    for path in ("index.html#q=alert", "statements/graft.second.efs.html", "documents.html"):
        with opened(browser, f"{bad_site}/{path}", viewport=size) as page:
            page.on("dialog", lambda _: pytest.fail("a script of the data was run"))
            expect(page.locator("main")).to_contain_text(SCRIPT)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_page
def test_pages_can_be_read_without_scripts(browser: Browser, site: str, name: str) -> None:
    """Without JavaScript every page is there, and the searches that would do nothing are not."""
    address = f"{site}/{KINDS_OF_PAGE[name]}"
    with opened(browser, address, java_script_enabled=False) as page:
        expect(page.locator("h1")).to_be_visible()
        for hidden in page.get_by_role("search", include_hidden=True).all():
            expect(hidden).to_be_hidden()


def test_all_can_be_reached_without_scripts(browser: Browser, site: str) -> None:
    """From the first page links lead over a topic to a statement, to its paper, and back."""
    with opened(browser, f"{site}/index.html", java_script_enabled=False) as page:
        expect(page.get_by_text("Search and filters need JavaScript")).to_be_visible()
        page.get_by_role("link", name="Relapse after allogeneic HSCT").first.click()
        page.locator(f"a[href='../statements/{EFS}.html']").first.click()
        page.get_by_role("link", name="Eapen 2004").first.click()
        expect(page.locator("h1")).to_have_text("Eapen 2004")
        page.locator(".brand").click()
        expect(page.locator("#browse")).to_be_visible()


def test_print_leaves_out_what_paper_cannot_do(browser: Browser, site: str) -> None:
    """In print there is no menu and no search; folded lists are open, and the notice is there."""
    with opened(browser, f"{site}/statements/{EFS}.html") as page:
        page.emulate_media(media="print")
        expect(page.locator(".menu")).to_be_hidden()
        expect(page.locator(".quick")).to_be_hidden()
        expect(page.locator(".foot")).to_contain_text("Not clinical advice")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details:not([open])").count() == 0
        expect(page.get_by_text("Overall survival at 3 years: 20%")).to_be_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator("details[open]").count() == 0


def test_print_of_a_dark_page_is_black_on_white(browser: Browser, site: str) -> None:
    """What is printed from a dark screen has dark text on a light ground."""
    address = f"{site}/statements/{GONE}.html"
    with opened(browser, address, color_scheme="dark") as page:
        page.emulate_media(media="print")
        colors = page.evaluate(
            "(({color, backgroundColor}) => [color, backgroundColor])"
            "(getComputedStyle(document.documentElement))"
        )
        assert colors == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_dark_and_light_differ(browser: Browser, site: str) -> None:
    """The page follows what the reader's system prefers."""
    grounds: set[str] = set()
    for scheme in ("light", "dark"):
        how: Any = {"color_scheme": scheme}
        with opened(browser, f"{site}/about.html", **how) as page:
            grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(grounds) == 2


@each_page
def test_everything_that_acts_is_reached_by_tab(browser: Browser, site: str, name: str) -> None:
    """Tab reaches each link, button, field, fold and picture of a page, with a mark of the focus."""
    with opened(browser, f"{site}/{KINDS_OF_PAGE[name]}") as page:
        acts = "a[href], button, input, summary, [tabindex='0']"
        count = page.locator(acts).evaluate_all(
            "all => all.filter(one => one.checkVisibility({visibilityProperty: true})).length"
        )
        reached: set[int] = set()
        for _ in range(count):
            page.keyboard.press("Tab")
            place, outline = page.evaluate(
                """acts => [
                    [...document.querySelectorAll(acts)].indexOf(document.activeElement),
                    getComputedStyle(document.activeElement).outlineWidth,
                ]""",
                acts,
            )
            assert outline == "3px"
            reached.add(place)
        assert len(reached) == count
        assert -1 not in reached


def test_a_picture_is_unfolded_and_moved_from_the_keyboard(browser: Browser, site: str) -> None:
    """Enter unfolds a plot; what is wider than the screen is moved by the arrow keys."""
    size: Any = {"width": 360, "height": 740}
    with opened(browser, f"{site}/{KINDS_OF_PAGE['topic']}", viewport=size) as page:
        fold = page.locator(".plot:not([open]) summary").first
        name = fold.locator("..").locator(".chart").get_attribute("id")
        fold.focus()
        page.keyboard.press("Enter")
        chart = page.locator(f"#{name}")
        expect(chart).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == name
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_the_address_of_a_picture_unfolds_it(browser: Browser, site: str) -> None:
    """A picture can be linked to: its fold is open for who comes by its address."""
    address = f"{site}/{KINDS_OF_PAGE['topic']}#plot-event-free-survival-proportion"
    with opened(browser, address) as page:
        expect(page.locator("#plot-event-free-survival-proportion")).to_be_visible()


@each_scheme
def test_pictures_are_legible_on_their_ground(browser: Browser, site: str, scheme: Any) -> None:
    """Each text of a picture has the colour of the page's text or its fainter one, light and dark."""
    address = f"{site}/{KINDS_OF_PAGE['topic']}"
    with opened(browser, address, color_scheme=scheme) as page:
        fills, colors = page.evaluate(
            """() => {
                const fill = one => getComputedStyle(one).fill;
                const color = one => getComputedStyle(one).color;
                return [
                    [...new Set([...document.querySelectorAll(".chart text")].map(fill))].sort(),
                    [document.body, document.querySelector(".small")].map(color).sort(),
                ];
            }"""
        )
        assert fills == colors


def test_every_page_opens_without_a_fault(browser: Browser, site: str) -> None:
    """Overviews, lists and pages of every sort open without an error and send nothing."""
    for path in (
        *("interventions.html", "citations.html", "concepts.html", "documents.html"),
        *("interventions/hsct.html", "concepts/survival.html", "topics/definitions.html"),
    ):
        with opened(browser, f"{site}/{path}") as page:
            expect(page.locator("h1")).to_be_visible()
