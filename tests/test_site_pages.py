"""The pages of the site of the bundled data: links, marks, and what they say."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from site_pages import EFS, GONE, KB, OVERVIEWS, Parsed, files_of, linked_data, parsed, site_of_all

import allkb
from allkb.site.contents import Contents
from allkb.views import notice


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the bundled data."""
    return site_of_all(tmp_path_factory)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Parsed]:
    """Its pages, taken apart."""
    return {file.relative_to(site).as_posix(): parsed(file) for file in site.rglob("*.html")}


def test_there_is_a_page_for_each_record(pages: dict[str, Parsed]) -> None:
    """Each topic, statement, intervention, concept and paper has a page; and so have the lists."""
    expected = {f"{name}.html" for name in OVERVIEWS}
    expected |= {f"topics/{topic.id}.html" for topic in KB.topics}
    expected |= {f"statements/{statement.id}.html" for statement in KB}
    expected |= {f"interventions/{id}.html" for id in Contents(KB).interventions}
    expected |= {f"concepts/{concept.id}.html" for concept in KB.concepts}
    expected |= {f"citations/{paper.id}.html" for paper in KB.citations}
    assert set(pages) == expected


def test_every_link_leads_somewhere(site: Path, pages: dict[str, Parsed]) -> None:
    """Each link within the site leads to a file that is there, and each fragment to an id in it."""
    ids = {name: set(page.ids) for name, page in pages.items()}
    broken: list[str] = []
    for name, page in pages.items():
        for link in page.links:
            path, _, fragment = link.partition("#")
            if link == "data:," or path.startswith("https://"):
                continue
            target = (site / name).parent.joinpath(path).resolve() if path else site / name
            inside = target.relative_to(site.resolve()).as_posix() if path else name
            is_search = "=" in fragment and inside == "index.html"
            if not target.is_file() or (fragment and not is_search and fragment not in ids[inside]):
                broken.append(f"{name}: {link}")
    assert not broken


def test_links_out_are_those_of_papers_and_documents(pages: dict[str, Parsed]) -> None:
    """The only addresses of the web are those of PubMed, of DOIs and of documents."""
    found = {link for page in pages.values() for link in page.links if link.startswith("http")}
    hosts = {link.split("/")[2] for link in found}
    assert hosts == {"pubmed.ncbi.nlm.nih.gov", "doi.org", "www.cancer.gov"}


def test_marks_are_whole(pages: dict[str, Parsed]) -> None:
    """Each element is closed in its order, and no id is there twice."""
    faults = {
        name: page.faults or "an id is there twice"
        for name, page in pages.items()
        if page.faults or len(set(page.ids)) < len(page.ids)
    }
    assert not faults


def test_each_page_has_its_frame(pages: dict[str, Parsed]) -> None:
    """Each page names its language, has one main part, one first heading and a skip link."""
    for name, page in pages.items():
        tags = dict(page.tags)
        assert tags["html"] == {"lang": "en"}, name
        assert [page.count(tag) for tag in ("main", "h1", "header", "footer")] == [1] * 4, name
        assert next(given for tag, given in page.tags if tag == "a")["href"] == "#content", name
        assert "content" in page.ids, name


def test_headings_are_in_order(pages: dict[str, Parsed]) -> None:
    """No heading is more than one step below the one before it."""
    for name, page in pages.items():
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_each_page_carries_the_notice(pages: dict[str, Parsed]) -> None:
    """Each page says what it was derived from, and that it is no advice and no PDQ summary."""
    said = notice(KB)
    assert all(said in page.text for page in pages.values())
    assert all("Not clinical advice. Not a PDQ summary." in page.text for page in pages.values())


def test_titles_differ(site: Path) -> None:
    """Pages of one kind that are of records with different names have different titles."""
    for kind in ("topics", "interventions", "concepts"):
        files = [*(site / kind).glob("*.html")]
        titles = {
            re.findall("<title>(.*?)</title>", f.read_text(encoding="utf-8"))[0] for f in files
        }
        assert len(titles) == len(files), kind


def test_what_stands_no_longer_is_never_shown_as_if_it_did(
    site: Path, pages: dict[str, Parsed]
) -> None:
    """Wherever a statement that is gone is linked, it is marked, or stands under such a heading."""
    gone = {f"{s.id}.html" for s in KB.statements.where(allkb.ended())}
    marked = re.compile(r'^\s*<span class="mark">\(no longer said\)</span>')
    for name in pages:
        text = (site / name).read_text(encoding="utf-8")
        for found in re.finditer(r'<a href="(?:\.\./)?statements/([^"]+)">[^<]*</a>', text):
            if found[1] in gone:
                badge = text[: found.start()].rstrip().endswith(">No longer said</strong>")
                assert badge or marked.match(text[found.end() :]), f"{name}: {found[1]}"


def test_a_statement_that_is_gone_says_so_first(site: Path) -> None:
    """Its page begins with how it ended and what is in its place."""
    text = parsed(site / f"statements/{GONE}.html").text
    assert "Recommendation No longer said Second" in text.replace(
        "recommendation", "Recommendation"
    )
    assert text.index("No longer said. Superseded.") < text.index(KB[GONE].summary)
    assert "No longer said: Second ablative allogeneic HSCT: may be feasible - allkb" in text
    later = KB[GONE].superseded_by[0]
    assert f"../statements/{later}.html" in parsed(site / f"statements/{GONE}.html").links


def test_a_statement_shows_then_and_now(site: Path) -> None:
    """The page of the second transplant has both hedges, the level beside its papers, the change."""
    text = parsed(site / f"statements/{EFS}.html").text
    then = text.index("between 2012-01-01 and 2014-04-04 older revision")
    assert then < text.index(" may ", then) < text.index("2025-04-21", then)
    assert "(read) will" in text
    assert "hedge changed: may -> will" in text
    assert "about 10% to 30% (a range that the authors state)" in text
    assert "Kato 2012 , Nishikawa 2012 C1" in text


def test_caveats_are_wherever_the_statement_is(site: Path) -> None:
    """Every caveat stands on the page of its statement, of its topic and of its papers."""
    for statement in KB:
        files = [site / f"statements/{statement.id}.html", site / f"topics/{statement.topic}.html"]
        cited = {id for a in statement.attestations for id in a.citations}
        files += [site / f"citations/{id}.html" for id in cited]
        for file in files:
            text = parsed(file).text
            for said in (statement.summary, *statement.caveats):
                assert " ".join(said.split()) in text, f"{file}: {said}"


def test_levels_lead_to_their_definitions(site: Path) -> None:
    """Each level that is shown has its definition as text beside it, as tooltip and as a link."""
    page = parsed(site / f"statements/{EFS}.html")
    (level, again) = [given for _, given in page.tags if given.get("class") == "level"]
    assert level == again
    assert level["href"] == "../levels.html#at-2023-08-03-C1"
    assert level["title"].startswith("case series or other observational study; survival")
    assert level["title"] in page.text
    assert "at-2023-08-03-C1" in parsed(site / "levels.html").ids
    assert "at-2003-05-19-3iiDi" in parsed(site / "levels.html").ids


def test_changes_are_all_told(site: Path) -> None:
    """The page of the changes has each change but those that were added, which it counts."""
    page = parsed(site / "changes.html")
    changes = KB.changes("pdq-childhood-all.2012", "pdq-childhood-all.2025-04-21")
    told = [change for change in changes if change.kind != "added"]
    assert {f"at-{change.statement}" for change in told} < set(page.ids)
    assert f"the {len(changes) - len(told)} statements" in page.text
    assert "What changed since about 2012" in page.text
    for kind in ("withdrawn", "superseded by", "regraded", "hedge changed", "citations changed"):
        assert f"{kind}" in page.text
    gone = page.text.index("No longer said 22")
    assert gone < page.text.index("Said otherwise")


def test_conflicts_are_all_told(site: Path) -> None:
    """The page of the conflicts has a row for each."""
    page = parsed(site / "conflicts.html")
    assert page.count("tr") == len(KB.conflicts) + 2


def test_what_pages_tell_machines_is_sound(site: Path, pages: dict[str, Parsed]) -> None:
    """Each page has one piece of JSON-LD, of a type that fits, within schema.org."""
    for name in pages:
        found = linked_data(site / name)
        assert found["@context"] == "https://schema.org", name
        assert found.get("@graph") or found["@type"], name
    assert linked_data(site / "index.html")["@type"] == "Dataset"
    claim = linked_data(site / f"statements/{EFS}.html")
    assert claim["@type"] == "Claim"
    assert claim["text"] == KB[EFS].summary
    assert [work["version"] for work in claim["appearance"]] == ["2012", "2025-04-21"]
    assert linked_data(site / f"statements/{GONE}.html")["creativeWorkStatus"] == "no longer said"
    paper = linked_data(site / "citations/eapen-2004.html")
    assert paper["@type"] == "ScholarlyArticle"
    assert {"@type": "PropertyValue", "propertyID": "PMID", "value": "15322568"} in paper[
        "identifier"
    ]
    assert "et al" not in str(paper["author"])
    assert linked_data(site / "interventions/blinatumomab.html")["@type"] == "Drug"
    assert linked_data(site / "concepts/event-free-survival.html")["@type"] == "DefinedTerm"
    assert len(linked_data(site / "levels.html")["@graph"]) == 4


def test_it_needs_nothing_from_elsewhere(site: Path) -> None:
    """No page loads anything but its own style and scripts, and no address begins at a root."""
    for name, content in files_of(site).items():
        text = content.decode()
        assert "@import" not in text, name
        assert "fetch(" not in text, name
        assert "XMLHttpRequest" not in text, name
        assert 'type="module"' not in text, name
        if name.endswith(".html"):
            links = parsed(site / name).links
            assert not [link for link in links if link.startswith(("/", "file:", "http:"))], name


def test_it_is_not_large(site: Path) -> None:
    """The whole site takes less than 60 megabytes."""
    assert sum(map(len, files_of(site).values())) < 60_000_000
