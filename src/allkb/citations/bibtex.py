"""BibTeX, for BibTeX and biber; bibtexparser writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bibtexparser.entrypoint import write_string  # pyright: ignore[reportUnknownVariableType]
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field, ImplicitComment
from bibtexparser.writer import BibtexFormat

from allkb.citations.authors import Author, authors_of
from allkb.citations.latex import encoded
from allkb.citations.printed import pages_of, volume_of
from allkb.citations.release import Release
from allkb.model import Citation

__all__ = ["of_paper", "of_release", "written"]

_IN_A_DOI = {ord(c): f"%{ord(c):02X}" for c in "%{}\\^~#$&"}
"""What means something to TeX: a DOI is taken as it stands, so its own escapes have to do."""


def written(entries: Iterable[Entry], said: str) -> str:
    """Return entries as BibTeX, below a remark on all of them."""
    # An @ would start an entry, wherever it stands.
    comment = ImplicitComment(f"% {said.replace('@', '(at)')}")
    form = BibtexFormat()  # type: ignore[no-untyped-call]
    form.indent, form.block_separator, form.trailing_comma = "  ", "\n", True
    return write_string(Library([comment, *entries]), bibtex_format=form)


def of_paper(paper: Citation) -> Entry:
    """Return a paper as an entry; what is not known is left out."""
    volume, issue = volume_of(paper)
    pages = "--".join(encoded(page) for page in pages_of(paper) if page)
    found = {
        "author": _authors(paper.authors),
        "title": paper.title and _as_printed(paper.title),
        "journal": encoded(paper.journal),
        "year": str(paper.year),
        "volume": volume and encoded(volume),
        "number": issue and encoded(issue),
        "pages": pages,
        "doi": paper.doi and paper.doi.translate(_IN_A_DOI),
        "pmid": paper.pmid,
        # The same where biblatex looks for it.
        **({"eprint": paper.pmid, "eprinttype": "pubmed"} if paper.pmid else {}),
    }
    return _entry("article", paper.id, found)


def of_release(data: Release) -> Entry:
    """Return a release of the data as an entry."""
    dated = {"year": f"{data.date:%Y}", "date": f"{data.date}"} if data.date else {}
    found = {
        "author": " and ".join(map(_as_printed, data.authors)),
        "title": _as_printed(data.title),
        **dated,
        "version": encoded(data.version),
        "note": encoded(data.fingerprint),
    }
    return _entry("misc", data.key, found)


def _entry(kind: str, key: str, found: Mapping[str, str | None]) -> Entry:
    return Entry(kind, key, [Field(name, value) for name, value in found.items() if value])


def _as_printed(text: str) -> str:
    """Return a text that no style may write in other letters, nor take apart."""
    return f"{{{encoded(text)}}}"


def _authors(printed: tuple[str, ...]) -> str:
    authors, others = authors_of(printed)
    return " and ".join([*map(_name, authors), *(["others"] if others else [])])


def _name(author: Author) -> str:
    if author.initials is None:
        return _as_printed(author.name)
    name, initials = encoded(author.name), encoded(author.initials)
    return ", ".join(filter(None, (name, author.suffix, initials)))
