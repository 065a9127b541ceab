"""Papers with everything in them that a format could trip over, and exports read back."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import pylatexenc.latex2text as latex  # type: ignore[import-untyped]
import rispy  # type: ignore[import-untyped]
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from hypothesis import strategies as st
from strategies import ids, maybe, words

from allkb import (
    Attestation,
    Citation,
    CitationId,
    DateWindow,
    KnowledgeBase,
    Locator,
    OpenQuestion,
    Revision,
    RevisionId,
    Source,
    SourceCategory,
    SourceId,
    StatementId,
    Support,
    Topic,
    TopicId,
)

__all__ = [
    "ODD",
    "as_bibtex",
    "as_csl",
    "as_ris",
    "base_of",
    "decoded",
    "expected",
    "papers",
    "read_ris",
]

Fields = dict[str, Any]

_SPECIAL = (
    "\\ { } % & # $ ^ _ ~ < > | @ \" ' ` - -- --- '' ,, << `` ?` !` = [ ] * ; : / @article{x,"
)
# What other scripts have, some of it much like ASCII.
_WRITTEN = "é É ö ß ø Å ł Ő ű Ű ŉ ç ñ ı α β γδ Ω µ ≥ ≤ ± × ° ² – — “ ” ‘ ’ … € ™ я 中文 🧬 ﬁ ẞ"  # noqa: RUF001
_MARKUP = "<i>KMT2A</i> <script>alert(1)</script> &amp; <sub>2</sub> $x_1$ \\textbf{x} \\input{/etc/passwd}"
_LINES = "TY  - JOUR ER  - % @comment{ @preamble{ and AND others et al"

pieces = st.sampled_from(f"{_SPECIAL} {_WRITTEN} {_MARKUP} {_LINES}".split()) | words
texts = st.lists(pieces, min_size=1, max_size=6).map(" ".join)
families = st.sampled_from(
    ("Mehta", "von Stackelberg", "de Groot-Kruseman", "O'Brien", "Ringdén", "Őry", "Vrooman", "Li")
)
initials = st.sampled_from(("J", "MJ", "JAE", "J-P", "É", "ÅB"))
suffixes = st.sampled_from(("", " Jr", " 3rd"))
groups = st.sampled_from(
    (
        "Children's Oncology Group",
        "ALL-REZ BFM",
        "Cohen",
        "Doe, Inc",
        "Salt and Pepper AB",
        "COG UK",
    )
)
authors = st.builds("{} {}{}".format, families, initials, suffixes) | groups | texts
volumes = st.sampled_from(("35 (11)", "6", "14 (9 Suppl)", "12 (3) (4)", "()", "Suppl (1)")) | texts
pages = (
    st.sampled_from(("1041-7", "e29441", "424.e1-424.e9", "12-3, 15", "S1--S4", "-", "a-b-c"))
    | texts
)
dois = st.sampled_from(
    (
        "10.1016/S0140-6736(07)60915-5",
        "10.1002/(SICI)1097-0142(19960601)77:11<2303::AID-X>3.0.CO;2-Z",
        "10.1000/a_b%2Fc{d}e\\f&g#h$i^j~k@l|m\"n'o",
    )
)
papers = st.builds(
    Citation,
    id=ids.map(CitationId),
    title=maybe(texts),
    authors=st.tuples(st.lists(authors, min_size=1, max_size=5), st.booleans()).map(
        lambda drawn: (*drawn[0], *(["et al"] if drawn[1] else []))
    ),
    journal=texts,
    year=st.integers(1800, 2200),
    volume=maybe(volumes),
    pages=maybe(pages),
    pmid=maybe(st.integers(1, 999_999_999).map(str)),
    doi=maybe(dois),
    note=maybe(words),
)
"""Papers that a source could print, and some that none would."""

ODD = Citation(
    id=CitationId("odd-2020"),
    title=f"{_SPECIAL} {_WRITTEN} {_MARKUP} {_LINES}",
    authors=("Pötschger U", "Smith JA Jr", "Children's Oncology Group", "Salt & Pepper", "Et Al."),
    journal="J R&D {Test} 100% Ther_",
    year=2020,
    volume="14 (9 Suppl)",
    pages="424.e1-424.e9",
    pmid="1",
    doi="10.1000/a_b%2Fc{d}e\\f",
)


def base_of(*cited: Citation) -> KnowledgeBase:
    """Return a knowledge base with one statement, which cites papers."""
    revision = Revision(id=RevisionId("guide.2020"), date=DateWindow.parse("2020"))
    said = Attestation(
        source=revision.id,
        support=(Support(citations=tuple(paper.id for paper in cited)),),
        locator=Locator(section=("Relapse",)),
    )
    return KnowledgeBase(
        sources=(
            Source(
                id=SourceId("guide"),
                title="A guide",
                category=SourceCategory.SUMMARY,
                publisher="Nobody",
                revisions=(revision,),
            ),
        ),
        citations=cited,
        topics=(Topic(id=TopicId("relapse"), label="Relapse"),),
        statements=(
            OpenQuestion(
                id=StatementId("relapse.open"),
                topic=TopicId("relapse"),
                summary="It is open what is best.",
                question="What is best?",
                attestations=(said,),
            ),
        ),
    )


def expected(paper: Citation) -> Fields:
    """Return what has to be read back of a paper: all that is printed, and nothing else."""
    found = {
        "id": paper.id,
        "title": paper.title,
        "authors": [*paper.authors],
        "journal": paper.journal,
        "year": paper.year,
        "volume": paper.volume,
        "pages": paper.pages,
        "doi": paper.doi,
        "pmid": paper.pmid,
    }
    return {name: value for name, value in found.items() if value is not None}


def _joined(first: str | None, second: str | None) -> str | None:
    return first if second is None else f"{first} ({second})"


def _author(name: str, given: str, suffix: str) -> str:
    return " ".join(filter(None, (name, given.replace(" ", ""), suffix)))


def _without_none(found: Fields) -> Fields:
    return {name: value for name, value in found.items() if value is not None}


# CSL-JSON


def as_csl(text: str) -> list[Fields]:
    """Return the papers in a text of CSL-JSON."""
    return [*map(_of_csl, json.loads(text))]


def _of_csl(item: Fields) -> Fields:
    assert item.pop("type") == "article-journal"
    item.pop("custom", None)
    ((year,),) = item.pop("issued")["date-parts"]
    names = (
        name.get("literal") or _author(name["family"], name["given"], name.get("suffix", ""))
        for name in item.pop("author")
    )
    found = {
        "id": item.pop("id"),
        "title": item.pop("title", None),
        "authors": [*names],
        "journal": item.pop("container-title"),
        "year": year,
        "volume": _joined(item.pop("volume", None), item.pop("issue", None)),
        "pages": item.pop("page", None),
        "doi": item.pop("DOI", None),
        "pmid": item.pop("PMID", None),
    }
    assert item == {}
    return _without_none(found)


# RIS


def read_ris(text: str) -> list[Fields]:
    """Return the records in a text of RIS, as rispy names what is in them."""
    read = cast("Any", rispy).loads
    found: list[Fields] = read(text)
    return found


def as_ris(text: str) -> list[Fields]:
    """Return the papers in a text of RIS, read by rispy."""
    return [*map(_of_ris, read_ris(text))]


def _of_ris(item: Fields) -> Fields:
    assert item.pop("type_of_reference") == "JOUR"
    first, last = item.pop("start_page", None), item.pop("end_page", None)
    pmid = item.pop("accession_number", None)
    assert item.pop("name_of_database", None) == (pmid and "PubMed")
    found = {
        "id": item.pop("id"),
        "title": item.pop("title", None),
        "authors": [*map(_ris_author, item.pop("authors"))],
        "journal": item.pop("secondary_title"),
        "year": int(item.pop("year")),
        "volume": _joined(item.pop("volume", None), item.pop("number", None)),
        "pages": first if last is None else f"{first}-{last}",
        "doi": item.pop("doi", None),
        "pmid": pmid,
    }
    assert item == {}
    return _without_none(found)


def _ris_author(printed: str) -> str:
    if printed.endswith(","):
        return printed[:-1]
    name, given, *suffix = printed.split(", ")
    return _author(name, given, "".join(suffix))


# BibTeX


def _decoder() -> Any:
    """Return what reads LaTeX: pylatexenc takes a circumflex for another sign."""
    known: Any = latex.get_default_latex_context_db()
    own = latex.MacroTextSpec("textasciicircum", simplify_repl="^")
    known.add_context_category("own", prepend=True, macros=[own])
    return latex.LatexNodes2Text(latex_context=known, math_mode="text")


decoded = _decoder().latex_to_text
"""Return LaTeX as the text that it prints."""


def as_bibtex(text: str) -> list[Fields]:
    """Return the papers in a text of BibTeX, read by bibtexparser."""
    found = parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert found.failed_blocks == []
    assert len(found.blocks) == len(found.entries) + len(found.comments)
    return [*map(_of_bibtex, found.entries)]


def _of_bibtex(entry: Any) -> Fields:
    assert entry.entry_type == "article"
    item: Fields = {field.key: field.value for field in entry.fields}
    pmid = item.pop("pmid", None)
    assert (item.pop("eprint", None), item.pop("eprinttype", None)) == (pmid, pmid and "pubmed")
    title, doi, pages = (item.pop(name, None) for name in ("title", "doi", "pages"))
    volume, issue = (item.pop(name, None) for name in ("volume", "number"))
    found = {
        "id": entry.key,
        "title": title and _whole(title),
        "authors": [*map(_bibtex_author, item.pop("author"))],
        "journal": decoded(item.pop("journal")),
        "year": int(item.pop("year")),
        "volume": _joined(volume and decoded(volume), issue and decoded(issue)),
        "pages": pages and decoded(re.sub(r"(?<=[^-])--(?=[^-])", "-", pages)),
        "doi": doi and re.sub("%(..)", lambda code: chr(int(code[1], 16)), doi),
        "pmid": pmid,
    }
    assert item == {}
    return _without_none(found)


def _whole(text: str) -> str:
    """Return a text that stands in braces of its own."""
    assert text.startswith("{")
    assert text.endswith("}")
    return str(decoded(text))


def _bibtex_author(parts: Any) -> str:
    if (parts.first, parts.von, parts.last) == ([], [], ["others"]):
        return "et al"
    name = decoded(" ".join((*parts.von, *parts.last)))
    if not parts.first:
        return _whole(" ".join(parts.last))
    return _author(name, decoded(" ".join(parts.first)), " ".join(parts.jr))
