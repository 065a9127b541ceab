"""What programs make of the exports: lists of references, as a reader sees them."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
import warnings
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bundled import KB
from citation_samples import ODD, base_of, decoded, read_ris
from citeproc import (  # type: ignore[import-untyped]
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.bibtex import BibTeX  # type: ignore[import-untyped]
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]

from allkb.citations import bibtex, csl, to_bibtex, to_csl_json, to_ris
from allkb.citations.latex import encoded
from allkb.views import notice

ALL = KB.statements


def rendered(source: Any) -> list[str]:
    """Return a list of references in the style that citeproc-py brings."""
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made: Any = CitationStylesBibliography(style, source, formatter.plain)
    for key in source:
        made.register(Citation([CitationItem(key)]))
    return [*map(str, made.bibliography())]


def of_csl(text: str) -> Any:
    """Return what citeproc-py reads of CSL-JSON; it says that it passes `custom` over."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "The following arguments for Reference are unsupported: c"
        )
        return CiteProcJSON(json.loads(text))


def of_bibtex(text: str, folder: Path) -> Any:
    """Return what citeproc-py reads of BibTeX; it says that it does not know `eprint`."""
    file = folder / "papers.bib"
    file.write_text(text, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Unsupported BibTeX field 'eprint(type)?'")
        return BibTeX(str(file), encoding="utf-8")


def test_all_papers_make_a_list_of_references(tmp_path: Path) -> None:
    """From CSL-JSON and from BibTeX citeproc renders 264 references, alike but for `et al`."""
    ours, its = rendered(of_csl(to_csl_json(ALL))), rendered(of_bibtex(to_bibtex(ALL), tmp_path))
    assert len(ours) == len(its) == len(KB.citations) == 264
    assert ours[0] == (
        "Afify, Z. et al. (2005) “Factors affecting the outcome of stem cell transplantation from "
        "unrelated donors for childhood acute lymphoblastic leukemia in third remission”, "
        "Bone Marrow Transplant, 35(11), pp. 1041\N{EN DASH}7."
    )
    # It leaves mathematics as they are, and makes a dash of two hyphens, apart or not.
    its = [line.replace(r"$\alpha$", "α").replace(r"$\beta$", "β") for line in its]  # noqa: RUF001
    as_its = [line.replace("and et al", "and others").replace("--", "\N{EN DASH}") for line in ours]
    assert as_its == its
    for line, paper in zip(ours, KB.citations, strict=True):
        assert f"({paper.year}) " in line
        assert paper.journal in line
        assert (paper.title or "") in line
        assert ("“" in line) is (paper.title is not None)


def test_initials_are_told_apart() -> None:
    """A style that abbreviates names writes each initial, and keeps what is no name whole."""
    (line,) = rendered(of_csl(to_csl_json(base_of(ODD).statements)))
    assert line.startswith("Pötschger, U. et al. (2020)")
    style = [csl.of_paper(ODD)["author"][place] for place in (1, 2)]
    assert style == [
        {"family": "Smith", "given": "J A", "suffix": "Jr"},
        {"literal": "Children's Oncology Group"},
    ]


# BibTeX


def test_an_entry_is_what_people_write() -> None:
    """An entry has the form that is usual: `von` parts, braces around the title, `--`, `others`."""
    lines = to_bibtex(base_of(ODD).statements).split("\n")
    paper = KB.citation("locatelli-2017")
    found = to_bibtex(ALL)
    assert lines[0].startswith("% ")
    assert f"@article{{{paper.id},\n" in found
    assert "  author = {von Stackelberg, A and " in found
    assert r"HSCT after {$\alpha$}{$\beta$} T-cell" in found
    assert r"{\"o}tschger, U and " in found
    assert "  title = {{" in found
    assert f"  pages = {{{(paper.pages or '').replace('-', '--')}}},\n" in found
    assert found.isascii()


def test_nothing_in_a_paper_is_a_command() -> None:
    """All that TeX would act on is printed instead; braces stand in pairs, whatever is in a title."""
    text = bibtex.written([bibtex.of_paper(ODD)], "nothing")
    title = next(line for line in text.split("\n") if line.startswith("  title"))
    commands = {*re.findall(r"\\([a-zA-Z]+)", title)}
    assert not commands & {"textbf", "input"}
    assert r"{\textbackslash}input{$\lbrace$}/etc/passwd{$\rbrace$}" in title
    assert title.count("{") == title.count("}")
    doi = next(line for line in text.split("\n") if line.startswith("  doi"))
    assert doi == "  doi = {10.1000/a_b%252Fc%7Bd%7De%5Cf},"


def test_a_remark_cannot_hold_an_entry() -> None:
    """A title of a source that stands in the notice starts no entry, however it reads."""
    text = bibtex.written(
        [bibtex.of_paper(ODD)], "A guide @article{evil, title = {x}} and @string{"
    )
    found = parse_string(text)
    assert [entry.key for entry in found.entries] == [ODD.id]
    assert found.failed_blocks == []
    assert [comment.comment for comment in found.comments] == [text.split("\n")[0]]


def test_letters_are_ascii_or_stay() -> None:
    """Each printable character reads back as itself, so none is taken for another one."""
    kept = 0
    for code in (*range(0x20, 0x2600), *range(0xFB00, 0xFB10)):
        character = chr(code)
        if character.isprintable() and not unicodedata.combining(character):
            latex = encoded(character)
            assert decoded(latex) in (character, unicodedata.normalize("NFC", character)), latex
            kept += latex == character
    assert encoded("Müller Őry Ångström µ ß \N{EN DASH}") == (
        r"M{\"u}ller {\H{O}}ry {\r{A}}ngstr{\"o}m {\textmu} {\ss} {\textendash}"
    )
    assert encoded("Жук 李") == "Жук 李"
    assert 5000 < kept < 9000


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is exported, no library has anything to complain of."""
    with caplog.at_level(logging.DEBUG):
        to_bibtex(base_of(ODD).statements)
        to_bibtex(ALL)
    assert caplog.records == []


# The others


def test_ris_has_the_remark_above_all_records() -> None:
    """The first line is the notice and no tag; then each record starts with its type."""
    first, blank, third, *_ = to_ris(ALL).split("\n")
    assert (first, blank, third) == (f"# {notice(KB)}", "", "TY  - JOUR")
    assert to_ris(ALL).count("TY  - ") == to_ris(ALL).count("ER  - ") == 264
    assert {key for item in read_ris(to_ris(ALL)) for key in item} == {
        *("type_of_reference", "id", "title", "authors", "secondary_title", "year", "volume"),
        *("number", "start_page", "end_page", "doi", "accession_number", "name_of_database"),
    }


def test_csl_has_the_remark_on_the_first_item() -> None:
    """Only the first item has it, in the key that the format keeps for what it has no word for."""
    first, *others = json.loads(to_csl_json(ALL))
    assert first["custom"] == {"notice": notice(KB)}
    assert not any("custom" in item for item in others)
    assert json.loads(to_csl_json(ALL[:0])) == []
