"""Which papers are exported, and that each is read back as the data has it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from bundled import DATA, KB, NEW, OLD
from citation_samples import ODD, Fields, as_bibtex, as_csl, as_ris, base_of, expected
from citation_samples import papers as any_paper
from hypothesis import example, given

import allkb
from allkb import Citation, CitationId, Selection, SourceCategory, UnknownIdError
from allkb.citations import cited, to_bibtex, to_csl_json, to_ris
from allkb.citations.authors import Author, authors_of
from allkb.views import notice

ALL = KB.statements
TOPIC = ALL.where(allkb.in_topic("relapse-after-hsct"))
READERS: dict[str, tuple[Callable[..., str], Callable[[str], list[Fields]]]] = {
    "bibtex": (to_bibtex, as_bibtex),
    "csl-json": (to_csl_json, as_csl),
    "ris": (to_ris, as_ris),
}
each_format = pytest.mark.parametrize(("write", "read"), READERS.values(), ids=READERS)


def ids(papers: tuple[Citation, ...]) -> set[str]:
    """Return the ids of papers."""
    return {paper.id for paper in papers}


# Which papers


def test_all_that_the_statements_cite_and_no_more() -> None:
    """The papers are those of all attestations of the selection, each once, sorted by id."""
    wanted = {id for s in TOPIC for a in s.attestations for id in a.citations}
    found = cited(TOPIC)
    assert ids(found) == wanted
    assert [paper.id for paper in found] == sorted(wanted)
    assert 10 < len(found) < len(cited(ALL)) == len(KB.citations)


def test_the_past_cites_what_was_cited_then() -> None:
    """Statements as of a day cite what was given for them by then, not what is now."""
    then = cited(KB.as_of("2012-12-31").statements.where(allkb.in_topic("relapse-after-hsct")))
    assert ids(then) < ids(cited(TOPIC))
    assert all(paper.year <= 2012 for paper in then)


def test_one_document_can_be_asked() -> None:
    """With a source or a revision, the papers are those that it cites, for these statements."""
    old, new, both = (cited(TOPIC, cited_by=name) for name in (OLD, NEW, "pdq-childhood-all"))
    said = [a for s in TOPIC for a in s.attestations if a.source == NEW]
    assert ids(new) == {id for a in said for id in a.citations}
    assert ids(old) | ids(new) == ids(both) < ids(cited(TOPIC))
    assert set[str]() < ids(old) < ids(new)


def test_a_paper_that_says_it_is_cited() -> None:
    """A statement rests on the paper that says it, though that gives itself no citation."""
    base = base_of(ODD)
    (guide,), (statement,) = base.sources, base
    paper = evolve(guide, category=SourceCategory.PAPER, citation=ODD.id)
    said = tuple(evolve(a, support=()) for a in statement.attestations)
    own = evolve(base, sources=(paper,), statements=(evolve(statement, attestations=said),))
    assert cited(own.statements) == (ODD,)


def test_no_statement_cites_nothing() -> None:
    """An empty selection gives files without a paper, which still can be read."""
    none = ALL[:0]
    assert cited(none) == ()
    for write, read in READERS.values():
        assert read(write(none)) == []


def test_an_unknown_document_is_refused() -> None:
    """What is no source is refused, with what looks like it."""
    with pytest.raises(UnknownIdError, match=r"no source 'pdq-childhood-al'; did you mean"):
        cited(ALL, cited_by="pdq-childhood-al")


# What is written of each


@each_format
def test_bundled_papers_are_read_back(
    write: Callable[..., str], read: Callable[[str], list[Fields]]
) -> None:
    """All 264 papers are read back field by field as the data has them, in the order of their ids."""
    found = read(write(ALL))
    assert len(found) == 264
    assert found == [*map(expected, KB.citations)]


def like(paper: Citation, write: Callable[..., str]) -> Fields:
    """Return what a format can give back: BibTeX has one word for `et al`, however it is printed."""
    found = expected(paper)
    *names, last = found["authors"]
    if write is to_bibtex and names and last.casefold() in ("et al", "et al."):
        found["authors"] = [*names, "et al"]
    return found


@each_format
@given(paper=any_paper)
@example(paper=ODD)
@example(paper=Citation(id=CitationId("a"), authors=("Et al",), journal="others", year=1800))
@example(paper=Citation(id=CitationId("a"), authors=("others", "Others A"), journal="-", year=2200))
@example(
    paper=Citation(
        id=CitationId("a"), title="x" * 4000, authors=("et al", "et al"), journal="J", year=1900
    )
)
def test_any_paper_is_read_back(
    write: Callable[..., str], read: Callable[[str], list[Fields]], paper: Citation
) -> None:
    """Whatever a paper is called, it is read back whole, and nothing else is in the file."""
    assert read(write(base_of(paper).statements)) == [like(paper, write)]


@each_format
def test_very_many_papers_are_written(
    write: Callable[..., str], read: Callable[[str], list[Fields]]
) -> None:
    """A thousand papers, one of them with hundreds of authors, are written and read like one."""
    names = tuple(f"Doe{chr(97 + n % 26)} AB" for n in range(400))
    many = [
        Citation(
            id=CitationId(f"doe-{n:04}"),
            title=f"Paper {n}",
            authors=names if n == 500 else names[:1],
            journal="J",
            year=2000,
        )
        for n in range(1000)
    ]
    assert read(write(base_of(*many).statements)) == [*map(expected, many)]


@each_format
def test_the_same_papers_give_the_same_file(
    write: Callable[..., str], read: Callable[[str], list[Fields]]
) -> None:
    """Neither the order of the statements nor the rest of the base changes how a paper is written."""
    turned = ALL.sorted(lambda s: s.id, reverse=True)
    assert write(turned) == write(ALL)
    whole = {paper["id"]: paper for paper in read(write(ALL))}
    assert all(whole[paper["id"]] == paper for paper in read(write(TOPIC)))
    assert len(whole) == len(KB.citations)


def test_selections_export_themselves() -> None:
    """The methods of a selection give what the functions give, also for one document."""
    for asked in ({}, {"cited_by": OLD}):
        assert TOPIC.to_bibtex(**asked) == to_bibtex(TOPIC, **asked)
        assert TOPIC.to_csl_json(**asked) == to_csl_json(TOPIC, **asked)
        assert TOPIC.to_ris(**asked) == to_ris(TOPIC, **asked)


# What may not get in


@each_format
def test_no_identifier_is_made_up(
    write: Callable[..., str], read: Callable[[str], list[Fields]]
) -> None:
    """Each PMID and DOI in a file stands in the data files, beside the paper it is written of."""
    raw = json.loads((DATA / "citations.json").read_text(encoding="utf-8"))["citations"]
    held = {paper["id"]: (paper["pmid"], paper["doi"]) for paper in raw}
    found = read(write(ALL))
    assert {paper["id"]: (paper.get("pmid"), paper.get("doi")) for paper in found} == held
    text = write(ALL)
    assert {*re.findall(r"10\.\d{4,}/[^\s\"}]+", text)} == {doi for _, doi in held.values() if doi}
    numbers = {*re.findall(r"(?<![\w./-])\d{7,8}(?![\w./-])", text)}
    assert numbers <= {pmid for pmid, _ in held.values()} | {p.pages for p in KB.citations}
    assert "http" not in text


@each_format
def test_what_is_not_known_is_left_out(
    write: Callable[..., str], read: Callable[[str], list[Fields]]
) -> None:
    """A paper of which nothing prints a title has none in any format, and no words for that."""
    stern = KB.citation("stern-2008")
    one = base_of(evolve(stern, references=())).statements
    assert "title" not in read(write(one))[0]
    assert "not read" not in write(one)
    assert stern.note is not None
    assert stern.note[:20] not in write(one)


@each_format
@pytest.mark.parametrize("found", [ALL, TOPIC], ids=["all", "topic"])
def test_the_notice_goes_along_once(
    write: Callable[..., str], read: Callable[[str], list[Fields]], found: Selection[Any]
) -> None:
    """A file says once what the data is derived from; no paper's own fields have it."""
    text = write(found)
    assert text.count(notice(KB)) == 1
    assert "PDQ" not in json.dumps(read(text))


# Names


@pytest.mark.parametrize(
    ("printed", "author"),
    [
        ("Mehta J", Author("Mehta", "J")),
        ("Irving JAE", Author("Irving", "J A E")),
        ("van den Berg H", Author("van den Berg", "H")),
        ("V Stackelberg A", Author("V Stackelberg", "A")),
        ("Dupont J-PM", Author("Dupont", "J-P M")),
        ("Smith JA Jr", Author("Smith", "J A", "Jr")),
        ("Ångström É", Author("Ångström", "É")),
        ("Cohen", Author("Cohen")),
        ("Jr", Author("Jr")),
        ("A Jr", Author("A Jr")),
        ("Children's Oncology Group", Author("Children's Oncology Group")),
        ("Children's Oncology Group UK", Author("Children's Oncology Group UK")),
        ("Salt and Pepper AB", Author("Salt and Pepper AB")),
        ("BFM ALL", Author("BFM ALL")),
        ("Mehta Jayesh", Author("Mehta Jayesh")),
        ("Mehta ABCD", Author("Mehta ABCD")),
        ("Mehta -", Author("Mehta -")),
        ("Mehta 2", Author("Mehta 2")),
        ("Mehta, J", Author("Mehta, J")),
        ("李 明", Author("李 明")),
    ],
)
def test_names_are_parted_where_initials_end_them(printed: str, author: Author) -> None:
    """A name and initials are told apart; what is anything else is kept whole."""
    assert authors_of((printed,)) == ((author,), False)


@pytest.mark.parametrize(
    ("printed", "count", "others"),
    [
        (("Mehta J", "et al"), 1, True),
        (("Mehta J", "et al."), 1, True),
        (("et al",), 1, False),
        (("et al", "Mehta J"), 2, False),
        (("Mehta J", "et alia"), 2, False),
    ],
)
def test_further_authors_are_no_author(
    printed: tuple[str, ...], count: int, *, others: bool
) -> None:
    """`et al` at the end says that there are others; elsewhere it is what is printed."""
    found, more = authors_of(printed)
    assert (len(found), more) == (count, others)


# Without the extra


@pytest.mark.parametrize(
    ("method", "missing"),
    [
        ("to_bibtex", "bibtexparser"),
        ("to_bibtex", "pylatexenc"),
        ("to_ris", "rispy"),
        ("to_csl_json", None),
    ],
)
def test_the_extra_is_asked_for_where_it_is_needed(method: str, missing: str | None) -> None:
    """BibTeX and RIS name what is to be installed; CSL-JSON needs nothing."""
    code = (
        "import sys\n"
        f"for name in ('bibtexparser', 'pylatexenc', 'rispy') if {missing is None} else [{missing!r}]:\n"
        "    sys.modules[name] = None\n"
        "import allkb\n"
        "kb = allkb.KnowledgeBase()\n"
        "from allkb.citations import release\n"
        "for one in (kb.statements, release(kb)):\n"
        "    try:\n"
        f"        print(one.{method}()[:1])\n"
        "    except allkb.MissingExtraError as error:\n"
        "        print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    if missing is None:
        assert done.stdout.split() == ["[", "["]
        return
    first, second = done.stdout.splitlines()
    assert first == second
    assert first.startswith(missing)
    assert first.endswith("pip install 'allkb[citations]'")
