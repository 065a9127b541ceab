"""The search of the site, in a browser: what it finds, how facets narrow it, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from site_pages import EFS, GONE, KB, chromium, opened, site_of_all

import allkb

WAY = 60
"""The most presses of Tab from the top of the page to what is looked for."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the site of the bundled data."""
    return site_of_all(tmp_path_factory).as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser."""
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """The first page."""
    with opened(browser, f"{site}/index.html") as found:
        yield found


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something is reached."""
    for _ in range(WAY):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached from the keyboard")


def results(page: Page) -> list[str]:
    """Return the ids of the results that are shown, in order."""
    links = page.locator("#results .name a").evaluate_all("all => all.map(a => a.href)")
    return [Path(link).name.removesuffix(".html") for link in links]


def asked(page: Page, text: str) -> list[str]:
    """Ask for a text, and return the ids of all results."""
    found: list[str] = page.evaluate(
        """text => {
            document.getElementById("q").value = text;
            document.getElementById("search").requestSubmit();
            const all = [...document.querySelectorAll("#more button")].at(-1);
            if (all) all.click();
            return [...document.querySelectorAll("#results .name a")].map(a => a.href);
        }""",
        text,
    )
    return [Path(link).name.removesuffix(".html") for link in found]


def status(page: Page) -> str:
    """Return what is told of the results."""
    return page.locator("#status").inner_text()


# From the keyboard


def test_a_statement_is_found_from_the_keyboard_alone(page: Page) -> None:
    """Tab leads to the search; words bring results; Tab and Enter open the first one."""
    tab_to(page, "#q")
    page.keyboard.type("second ablative transplant efs")
    expect(page.locator("#status")).to_have_text("1 statement.")
    tab_to(page, "#results a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/statements/{EFS}.html")
    expect(page.locator("h1")).to_contain_text("about 10% to 30%")


def test_facets_are_chosen_from_the_keyboard_alone(page: Page) -> None:
    """A facet is unfolded with Enter, an option is chosen with Space, and taken back by a button."""
    tab_to(page, "#q")
    tab_to(page, "details details:nth-of-type(2) > summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=said][value='pdq-childhood-all.2012']")
    page.keyboard.press("Space")
    count = len(KB.statements.where(allkb.said_by("pdq-childhood-all.2012")))
    expect(page.locator("#status")).to_have_text(f"{count} statements.")
    tab_to(page, "#chosen button")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_order_of_tab_is_that_of_the_page(page: Page) -> None:
    """Tab goes from the skip link over the menu to the search, the facets and the results."""
    page.evaluate("location.hash = 'q=blinatumomab'")
    expect(page.locator("#status")).to_contain_text("statements")
    stops: list[str] = []
    for _ in range(WAY):
        page.keyboard.press("Tab")
        where: str = page.evaluate(
            """() => {
                const at = document.activeElement;
                const part = at.closest("#results, #goto, .filters, .search, .menu, .top, .skip");
                return part ? part.id || part.className : at.localName;
            }"""
        )
        if where not in stops[-1:]:
            stops.append(where)
    wanted = ["skip", "top", "menu", "top", "search", "filters", "goto", "results"]
    assert stops[: len(wanted)] == wanted


def test_the_skip_link_goes_to_the_content(page: Page) -> None:
    """The first stop skips the menu; the address of a search stays as it was."""
    page.evaluate("location.hash = 'q=etoposide'")
    expect(page.locator("#status")).to_contain_text("statements")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.wait_for_function("location.hash === '#q=etoposide'")
    expect(page.locator("#q")).to_have_value("etoposide")


def test_the_search_in_the_head_of_each_page_leads_to_the_results(
    browser: Browser, site: str
) -> None:
    """Words typed on the page of a statement are asked for on the first page."""
    with opened(browser, f"{site}/statements/{EFS}.html") as page:
        tab_to(page, "#quick")
        page.keyboard.type("donor & infusion")
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html#q=donor+%26+infusion")
        expect(page.locator("#q")).to_have_value("donor & infusion")
        assert results(page)


def test_more_results_are_shown_from_the_keyboard(page: Page) -> None:
    """Twenty-five are shown, more on demand; the focus goes to the first new one."""
    page.evaluate("location.hash = 'kind=comparison'")
    expect(page.locator("#results > li")).to_have_count(25)
    page.locator("#more button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#results > li")).to_have_count(50)
    focus = page.evaluate("document.activeElement.closest('li') === results.children[25]")
    assert focus
    page.locator("#more button").last.click()
    expect(page.locator("#results > li")).to_have_count(len(KB.comparisons))
    expect(page.locator("#more button")).to_have_count(0)


# What is found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("second ablative event-free", EFS),
        ("SECOND ABLÀTIVE Event-Free", EFS),
        ("secon ablat event-free", EFS),
        (EFS, EFS),
    ],
)
def test_known_statements_come_first(page: Page, text: str, first: str) -> None:
    """Whole words, beginnings of words, capitals, accents, and ids lead to the statement."""
    assert asked(page, text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "what is EFS after a second HSCT?",
        "What is the event-free survival after a second transplant?",
        "EFS 2nd HSCT",
        "second transplant EFS",
    ],
)
def test_a_question_is_answered_first(page: Page, text: str) -> None:
    """A question in a clinician's words brings its answer first, with figure, caveat and age."""
    assert asked(page, text)[0] == EFS
    first = page.locator("#results > li").first
    expect(first.locator(".name")).to_contain_text("about 10% to 30%")
    expect(first).to_contain_text("Caveat: A synthesis of the page, not the result of one study")
    expect(first).to_contain_text("pdq-childhood-all.2012: may (older revision)")
    expect(first).to_contain_text("pdq-childhood-all.2025-04-21: will C1")
    links = page.locator("#goto a").all_text_contents()
    assert {"second HSCT", "event-free survival"} <= set(links)


@pytest.mark.parametrize(
    ("text", "topic", "first"),
    [
        ("does MRD before transplant matter?", "mrd-before-hsct", "preventing-relapse-after-hsct"),
        (
            "is blinatumomab better than chemotherapy in consolidation?",
            "early-marrow-relapse",
            "early-marrow-relapse",
        ),
        ("intrathecal therapy after HSCT", "intrathecal-after-hsct", "intrathecal-after-hsct"),
    ],
)
def test_the_topic_of_a_question_is_offered(page: Page, text: str, topic: str, first: str) -> None:
    """The topic of what is found comes before other pages, though it says it in other words."""
    found = asked(page, text)
    assert "No statement has all" not in status(page)
    assert found[0].startswith(f"{first}.")
    links = page.locator("#goto a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert f"topics/{topic}.html" in links[:2]


def test_a_rate_of_toxicity_is_no_rate_of_response(page: Page) -> None:
    """Asked for the rate of CRS, no rates of CR are given."""
    found = asked(page, "CRS rate tisagenlecleucel")
    assert found[0] == "car-t-toxicity.tisagenlecleucel.crs-maude-2018"
    assert all(id.startswith("car-t-toxicity.") for id in found)


def test_what_was_read_comes_first_and_what_is_no_longer_said_last(page: Page) -> None:
    """Notes of one center do not come before what the summary says; nothing old before what stands."""
    found = asked(page, "MRD before HSCT")
    assert any(a.hedge for a in KB[found[0]].attestations)
    assert found.index("mrd-before-hsct.cord-blood.relapse-milano") > 2
    ended = [bool(KB[id].ended) for id in asked(page, "intrathecal chemotherapy")]
    assert any(ended)
    assert ended == sorted(ended)


def test_words_of_questions_alone_are_words(page: Page) -> None:
    """If nothing but such words is asked, they are looked for."""
    assert set(KB.search("there").ids) <= set(asked(page, "there"))


def test_a_narrower_name_counts_more_than_a_broader_one(page: Page) -> None:
    """Statements of the intervention that is named come before those of what it is a kind of."""
    found = asked(page, "survival second HSCT")
    second = set(KB.statements.where(allkb.about("second-hsct")).ids)
    assert set(found[:5]) <= second


def test_it_finds_what_the_library_finds(page: Page) -> None:
    """For one word after another, all that `kb.search` finds is found here too."""
    words = {word for s in KB for word in re.findall(r"[a-z]{3,}", s.summary.lower())}
    chosen = [*sorted(words)[::30], "transplants", "relapsing", "studies", "toxicities", "EFS"]
    for word in chosen:
        missing = set(KB.search(word).ids) - set(asked(page, word))
        assert not missing, word


def test_several_words_all_count(page: Page) -> None:
    """Of several words all have to be there, as far as the library finds them."""
    found = asked(page, "blinatumomab survival")
    both = set(KB.search("blinatumomab").ids) & set(KB.search("survival").ids)
    assert both <= set(found)
    assert set(found) <= set(asked(page, "blinatumomab"))


def test_words_that_nothing_has_together_are_told(page: Page) -> None:
    """If no statement has all words, those with some are shown, and that is said."""
    assert asked(page, "blinatumomab zzzz")
    assert "No statement has all of the words; these have some." in status(page)


@pytest.mark.parametrize("text", ["zzzzzz", "\U0001f9ec\u0378", "qqqq'\"</script>"])
def test_nothing_found_is_said(page: Page, text: str) -> None:
    """If nothing is found, that is said; strange characters do no harm."""
    asked(page, text)
    assert status(page) in ("No statement found.", "")


def test_other_pages_are_offered(page: Page) -> None:
    """The name of a paper, a drug or a topic leads to its page."""
    for text, address in (
        ("eapen 2004", "citations/eapen-2004.html"),
        ("blincyto", "interventions/blinatumomab.html"),
        ("relapse after allogeneic hsct", "topics/relapse-after-hsct.html"),
    ):
        asked(page, text)
        links = page.locator("#goto a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert address in links, text


def test_what_stands_no_longer_is_marked(page: Page) -> None:
    """A result that is no longer said has that in front of its name, and the reason."""
    page.evaluate("location.hash = 'topic=relapse-after-hsct&standing=ended'")
    expect(page.locator("#results > li")).to_have_count(1)
    item = page.locator("#results > li")
    expect(item.locator(".name")).to_contain_text("No longer said Second ablative")
    expect(item).to_contain_text("Superseded. In the revision of 2025-04-21")
    assert results(page) == [GONE]


# Facets


def test_counts_are_those_of_the_library(page: Page) -> None:
    """With nothing chosen the counts are those of the library's selections; then those that are left."""
    expect(page.locator("label:has([value=stands]) .count")).to_have_text(
        str(len(KB.statements.where(~allkb.ended())))
    )
    page.evaluate("location.hash = 'kind=recommendation&said=pdq-childhood-all.2025-04-21'")
    left = KB.recommendations.where(allkb.said_by("pdq-childhood-all.2025-04-21"))
    expect(page.locator("#status")).to_have_text(f"{len(left)} statements.")
    assert set(asked(page, "")) == set(left.ids)
    stances = {s.stance for s in left}
    for stance in stances:
        count = page.locator(f"label:has([name=stance][value='{stance}']) .count")
        assert count.text_content() == str(sum(s.stance == stance for s in left))
    hidden = page.locator("label:has([name=stance])[hidden]")
    assert hidden.count() == len({s.stance for s in KB.recommendations}) - len(stances)
    other = KB.outcomes.where(allkb.said_by("pdq-childhood-all.2025-04-21"))
    count = page.locator("label:has([name=kind][value=outcome-statistic]) .count")
    assert count.text_content() == str(len(other))


def test_facets_join_and_options_add(page: Page) -> None:
    """Options of one facet add to each other; facets narrow each other, and the words."""
    page.evaluate("location.hash = 'q=hsct&kind=comparison&kind=limitation&endpoint=survival'")
    expect(page.locator("#chosen button")).to_have_count(4)
    wanted = KB.search("hsct").where(
        lambda s: s.kind in ("comparison", "limitation"), allkb.measures("survival")
    )
    assert set(wanted.ids) <= set(asked(page, "hsct"))
    kinds = {KB[id].kind for id in results(page)}
    assert kinds == {"comparison"}


def test_the_address_keeps_the_search(page: Page, browser: Browser, site: str) -> None:
    """What is typed and chosen stands in the address, which brings it back elsewhere."""
    page.locator("#q").fill("second transplant")
    page.locator("label:has([value=outcome-statistic]) input").check()
    page.wait_for_function("location.hash === '#q=second+transplant&kind=outcome-statistic'")
    found = asked(page, "second transplant")
    with opened(browser, f"{site}/index.html{page.evaluate('location.hash')}") as other:
        expect(other.locator("#q")).to_have_value("second transplant")
        expect(other.locator("[value=outcome-statistic]")).to_be_checked()
        assert asked(other, "second transplant") == found
    page.get_by_role("button", name="Remove Kind: Outcomes").click()
    page.locator("#q").fill("")
    page.wait_for_function("location.hash === ''")
    expect(page.locator("#browse")).to_be_visible()


def test_going_back_brings_the_search_back(page: Page) -> None:
    """After a statement was opened, going back shows the same search."""
    page.evaluate("location.hash = 'q=second+ablative&standing=stands'")
    expect(page.locator("#results > li").first).to_be_visible()
    found = results(page)
    page.locator("#results a").first.click()
    page.wait_for_url("**/statements/**")
    page.go_back()
    expect(page.locator("#results > li").first).to_be_visible()
    assert results(page) == found


def test_all_can_be_cleared(page: Page) -> None:
    """One button takes all options back."""
    page.evaluate("location.hash = 'kind=comparison&standing=stands'")
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator("#browse")).to_be_visible()
    expect(page.locator(".filters :checked")).to_have_count(0)


@pytest.mark.parametrize(
    "fragment", ["kind=nothing", "nonsense=1&q=", "__proto__=1&constructor=x", "q=%E0%A4%A"]
)
def test_strange_addresses_do_no_harm(browser: Browser, site: str, fragment: str) -> None:
    """An address that asks for what there is not shows the page, without an error."""
    with opened(browser, f"{site}/index.html#{fragment}") as page:
        expect(page.locator("h1")).to_be_visible()
        assert not page.locator(".filters :checked").count()


def test_results_are_told_to_screen_readers(page: Page) -> None:
    """The count of the results stands where a screen reader is told of changes."""
    told = page.get_by_role("status")
    page.locator("#q").fill("tisagenlecleucel")
    expect(told).to_contain_text("statements.")
    assert told.evaluate("one => one.getAttribute('aria-live') || one.getAttribute('role')")
