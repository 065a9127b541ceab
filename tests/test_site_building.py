"""Building a site: hostile content, determinism, and a folder that is written whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from attrs import evolve
from samples import CONCEPTS, NEW, OLD, SOURCES, STATEMENTS, TOPICS, sample_base
from site_pages import files_of, linked_data, parsed

from allkb import (
    AllkbError,
    Concept,
    ConceptCategory,
    ConceptId,
    KnowledgeBase,
    MissingExtraError,
)
from allkb.site import build
from allkb.site.addresses import external, file_name
from allkb.site.contents import Contents
from allkb.site.searching import search_data, search_script

SCRIPT = "</script><script>alert('x')</script>"
ATTRIBUTE = "\" onmouseover=\"alert('x')"
LONG = "A" * 900
RTL = "\u05d0\u05d1\u05d2 \u0627\u0628\u062a"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample."""
    out = tmp_path_factory.mktemp("sample") / "out"
    build(sample_base(), out)
    return out


def hostile() -> KnowledgeBase:
    """Return the sample with texts that would break what does not escape them."""
    concepts = tuple(
        evolve(c, label=f"{c.label} {SCRIPT}{ATTRIBUTE}", synonyms=(f"{{{{ 7*7 }}}} {c.id}", RTL))
        for c in CONCEPTS
    )
    statements = tuple(
        evolve(s, summary=f"{SCRIPT} {LONG}", caveats=(ATTRIBUTE, RTL), population=f"<b>{LONG}")
        for s in STATEMENTS
    )
    urls = (f"javascript:alert('{NEW}')", "https://guide.example/?a=1&b=2", "data:text/html,x")
    sources = tuple(
        evolve(
            source,
            title=f"{source.title} {SCRIPT}",
            revisions=tuple(
                evolve(revision, url=url, note=SCRIPT)
                for revision, url in zip(source.revisions, urls, strict=False)
            ),
        )
        for source in SOURCES
    )
    topics = tuple(evolve(topic, label=f"{topic.label} {SCRIPT}") for topic in TOPICS)
    return sample_base(concepts=concepts, statements=statements, sources=sources, topics=topics)


def test_it_gives_the_page_to_begin_with(tmp_path: Path) -> None:
    """What is returned is the first page, which is there."""
    assert build(sample_base(), tmp_path / "new" / "deep") == tmp_path / "new" / "deep/index.html"
    assert parsed(tmp_path / "new/deep/index.html").count("h1") == 1


def test_hostile_texts_are_shown_as_text(tmp_path: Path) -> None:
    """Marks in labels, summaries, notes and titles are text on every page; none becomes an element."""
    build(hostile(), tmp_path / "out")
    shown = 0
    for file in (tmp_path / "out").rglob("*.html"):
        page = parsed(file)
        assert not page.faults, file
        assert page.count("script") == (5 if file.name == "index.html" else 2), file
        assert not [given for _, given in page.tags if "onmouseover" in given], file
        assert not [x for x in page.links if x.lower().startswith(("javascript:", "data:t"))], file
        assert "49" not in [word.strip() for word in page.texts], file
        shown += SCRIPT in page.text
        linked_data(file)
    for statement in STATEMENTS:
        claim = linked_data(tmp_path / f"out/statements/{statement.id}.html")
        assert claim["text"] == f"{SCRIPT} {LONG}"
    assert shown > len(STATEMENTS)
    documents = parsed(tmp_path / "out/documents.html")
    assert f"javascript:alert('{NEW}')" not in documents.links
    assert "https://guide.example/?a=1&b=2" in documents.links
    assert f"javascript:alert('{OLD[:5]}" in documents.text


def test_the_search_data_ends_no_script() -> None:
    """The script of the search is plain ASCII without marks, and reads back to the same data."""
    contents = Contents(hostile())
    script = search_script(contents)
    assert script.isascii()
    assert not set("<>&") & set(script)
    constant = script.partition("const ALLKB = ")[2].removesuffix(";\n")
    assert json.loads(constant) == json.loads(json.dumps(search_data(contents)))
    assert RTL in str(json.loads(constant)["names"])


def test_equal_data_gives_equal_files(tmp_path: Path) -> None:
    """Two processes that order sets otherwise write the same bytes."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from samples import sample_base\n"
        "from allkb.site import build\n"
        "build(sample_base(), sys.argv[2])"
    )
    for seed in "12":
        subprocess.run(
            [sys.executable, "-c", code, Path(__file__).parent, tmp_path / seed],
            check=True,
            env={"PYTHONHASHSEED": seed},
        )
    first, second = (files_of(tmp_path / seed) for seed in "12")
    assert first == second
    assert len(first) > 40


def test_progress_runs_to_its_end(tmp_path: Path) -> None:
    """Progress is told in percent, never falls, and ends at a hundred."""
    told: list[float] = []
    build(sample_base(), tmp_path / "out", progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 100)
    assert len(told) > 40


def test_an_empty_base_has_a_site_too(tmp_path: Path) -> None:
    """Without records there are still all overviews, and they say that nothing is there."""
    build(KnowledgeBase(), tmp_path / "out")
    assert "nothing can be compared" in parsed(tmp_path / "out/changes.html").text
    assert "None." in parsed(tmp_path / "out/conflicts.html").text
    assert len([*(tmp_path / "out").rglob("*.html")]) == 9


def test_the_head_has_the_date_of_the_evidence(tmp_path: Path, site: Path) -> None:
    """Each page names the latest summary at its top, so that pages of old evidence say what they are."""
    for file in site.rglob("*.html"):
        assert "Latest summary read: 2025-04-21." in parsed(file).text
    build(sample_base().as_of("2013"), tmp_path / "then")
    text = parsed(tmp_path / "then/index.html").text
    assert "Latest summary read: between 2012-01-01 and 2014-04-01." in text
    assert "2025" not in text
    build(KnowledgeBase(), tmp_path / "empty")
    assert "Latest summary" not in parsed(tmp_path / "empty/index.html").text


def test_a_topic_without_statements_says_so(tmp_path: Path) -> None:
    """The page of a topic under which nothing is filed says that."""
    cells = tuple(s for s in STATEMENTS if s.topic == "cells" and s.id != "cells.graft-after")
    build(sample_base(statements=cells), tmp_path / "out")
    assert "No statement is filed" in parsed(tmp_path / "out/topics/after-graft.html").text
    assert "No statement names it" in parsed(tmp_path / "out/concepts/maternal-donor.html").text
    assert "No statement cites it" in parsed(tmp_path / "out/citations/doe-2010.html").text


def test_what_only_an_older_revision_says_is_not_shown_as_current(tmp_path: Path) -> None:
    """A statement of which no later revision is known, and no end, is set apart and marked."""
    later = tuple(
        evolve(s, ended=None) if s.id == "graft.maternal-donor" else s for s in STATEMENTS
    )
    build(sample_base(statements=later), tmp_path / "out")
    page = parsed(tmp_path / "out/statements/graft.maternal-donor.html")
    assert "Only in an older revision" in page.text
    topic = parsed(tmp_path / "out/topics/after-graft.html").text
    assert "Prognostic factors" not in topic
    assert "Only in an older revision 1" in topic
    data = linked_data(tmp_path / "out/statements/graft.maternal-donor.html")
    assert data["creativeWorkStatus"] == "only in an older revision"


def test_every_kind_of_statement_has_its_page(site: Path) -> None:
    """The page of each statement of the sample has its summary and its arms."""
    for statement in STATEMENTS:
        page = parsed(site / f"statements/{statement.id}.html")
        assert statement.summary in page.text
        for arm in getattr(statement, "arms", ()):
            assert arm.label in page.text


def test_the_trial_names_its_sponsor(tmp_path: Path) -> None:
    """The page of a trial leads to the group that runs it."""
    concepts = tuple(
        evolve(c, sponsor=ConceptId("group-x")) if c.id == "trial-a" else c for c in CONCEPTS
    )
    build(sample_base(concepts=concepts), tmp_path / "out")
    page = parsed(tmp_path / "out/concepts/trial-a.html")
    assert "../concepts/group-x.html" in page.links
    assert "Run by group x" in page.text


# File names


@pytest.mark.parametrize("id", ["con", "aux.b", "com1", "lpt9.x-y", "nul", "prn.a"])
def test_names_that_windows_keeps_are_avoided(id: str) -> None:
    """A name that Windows takes for a device gets a character that no id has."""
    assert file_name(id) == f"_{id}.html"


@pytest.mark.parametrize("id", ["con-a", "console", "a.con", "com", "com10", "auxiliary.x"])
def test_other_names_stay(id: str) -> None:
    """A name that only looks like a device stays as it is."""
    assert file_name(id) == f"{id}.html"


def test_long_ids_have_names_of_their_own() -> None:
    """Ids that differ only at their ends have different names that file systems take."""
    one, other = file_name("a" * 400 + ".b"), file_name("a" * 400 + ".c")
    assert one != other
    assert max(len(one), len(other)) < 200


def test_a_long_id_has_a_page(tmp_path: Path) -> None:
    """A concept whose id is longer than a file name can be has its page, and links lead there."""
    long = Concept(id=ConceptId("x" * 600), label="long", category=ConceptCategory.DISEASE)
    build(sample_base(concepts=(*CONCEPTS, long)), tmp_path / "out")
    assert (tmp_path / "out/concepts" / file_name(long.id)).is_file()
    assert f"concepts/{file_name(long.id)}" in parsed(tmp_path / "out/concepts.html").links


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:x", "file:///etc", "//host", "https://a b", 'http://"', ""]
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    """What is no plain address of the web is not linked."""
    assert external(url) is None


def test_addresses_of_the_web_are_links() -> None:
    """What is one is linked as it stands."""
    assert external("HTTPS://a.example/x?y=1&z=2#a") == "HTTPS://a.example/x?y=1&z=2#a"
    assert external(None) is None


# The folder


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    """A folder that is there and empty takes the site, and keeps its rights."""
    out = tmp_path / "out"
    out.mkdir(mode=0o750)
    build(sample_base(), out)
    assert (out / "index.html").is_file()
    assert out.stat().st_mode & 0o777 == 0o750
    assert [*tmp_path.iterdir()] == [out]


def test_an_earlier_site_is_replaced(tmp_path: Path, site: Path) -> None:
    """A site that was built earlier makes place for the new one; nothing of it is left."""
    out = tmp_path / "out"
    build(sample_base(statements=(), topics=()), out)
    assert not (out / "statements").exists()
    build(sample_base(), out)
    assert files_of(out) == files_of(site)
    build(KnowledgeBase(), out)
    assert not (out / "statements").exists()
    assert [*tmp_path.iterdir()] == [out]


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    """A link to a folder stays a link, and the site is where it leads."""
    (tmp_path / "there").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "there")
    build(sample_base(), tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "there/index.html").is_file()


@pytest.mark.parametrize("name", ["notes.txt", "topics/mine.html", "assets/.hidden"])
def test_a_foreign_file_is_never_lost(tmp_path: Path, name: str) -> None:
    """A site with a file that is not of it is left alone, and the file is named."""
    out = tmp_path / "out"
    build(sample_base(), out)
    (out / name).write_text("mine")
    before = files_of(out)
    with pytest.raises(AllkbError, match=name):
        build(sample_base(), out)
    assert files_of(out) == before
    assert [*tmp_path.iterdir()] == [out]


def test_a_page_that_was_changed_is_never_lost(tmp_path: Path) -> None:
    """So is a site of which pages were changed; three are named."""
    out = tmp_path / "out"
    build(sample_base(), out)
    for name in ("about", "changes", "conflicts", "index"):
        (out / f"{name}.html").write_text("changed")
    with pytest.raises(AllkbError, match=r"about\.html, changes\.html, conflicts\.html and 1 more"):
        build(sample_base(), out)


def test_a_foreign_folder_or_link_is_never_lost(tmp_path: Path) -> None:
    """An empty folder and a link in a site are foreign too."""
    out = tmp_path / "out"
    build(sample_base(), out)
    (out / "empty").mkdir()
    with pytest.raises(AllkbError, match="empty"):
        build(sample_base(), out)
    (out / "empty").rmdir()
    (out / "about.html").unlink()
    (out / "about.html").symlink_to(out / "index.html")
    with pytest.raises(AllkbError, match=r"about\.html"):
        build(sample_base(), out)


@pytest.mark.parametrize("manifest", [None, "", "not a list", "\udcff"])
def test_a_folder_of_others_is_refused(tmp_path: Path, manifest: str | None) -> None:
    """A folder with anything in it that is no site is refused, whatever its list looks like."""
    (tmp_path / "mine.txt").write_text("mine")
    if manifest is not None:
        (tmp_path / "files.sha256").write_bytes(manifest.encode("utf-8", "surrogateescape"))
    with pytest.raises(AllkbError, match="not empty"):
        build(sample_base(), tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_file_is_refused(tmp_path: Path) -> None:
    """A file where the folder should be is refused."""
    (tmp_path / "out").write_text("mine")
    with pytest.raises(AllkbError, match="is a file"):
        build(sample_base(), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    """If building fails half-way, what was there before is there, and nothing else."""
    out = tmp_path / "out"
    build(sample_base(), out)
    before = files_of(out)

    def stop(percent: float) -> None:
        if percent > 50:
            raise KeyboardInterrupt

    for target in (out, tmp_path / "other"):
        with pytest.raises(KeyboardInterrupt):
            build(sample_base(), target, progress=stop)
    assert files_of(out) == before
    assert [*tmp_path.iterdir()] == [out]


def test_a_site_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the last step fails, the old site is put back."""
    out = tmp_path / "out"
    build(sample_base(), out)
    before, replace = files_of(out), Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(PermissionError):
        build(KnowledgeBase(), out)
    monkeypatch.undo()
    assert files_of(out) == before
    assert [*tmp_path.iterdir()] == [out]


# What it needs


@pytest.mark.parametrize("package", ["jinja2", "altair"])
def test_without_a_package_it_says_what_to_install(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Jinja, or what draws the pictures, importing says which extra brings it."""
    for name in [*sys.modules]:
        if name.startswith(("allkb.site", "allkb.plots", package)):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'allkb\[site\]'") as caught:
        import_module("allkb.site")
    assert caught.value.package == package
