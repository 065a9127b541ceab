"""Papers and evidence levels in words, and where papers are found."""

from __future__ import annotations

from allkb.model import Citation, EvidenceLevel

__all__ = ["addresses", "level_text", "reference_text"]

_UNSAFE = {ord(c): f"%{ord(c):02X}" for c in ' "#%<>?[]\\^`{|}'}


def reference_text(paper: Citation) -> str:
    """Return a paper as a line of a list of references; what is not known is left out."""
    authors = ", ".join(paper.authors)
    title = (paper.title or "title not read").rstrip(".")
    place = ":".join(filter(None, (paper.volume, paper.pages)))
    issue = f"{paper.year};{place}" if place else str(paper.year)
    return f"{authors.rstrip('.')}. {title}. {paper.journal.rstrip('.')}. {issue}."


def addresses(paper: Citation) -> tuple[tuple[str, str], ...]:
    """Return where a paper is found, each place with its address; the surest first."""
    found: list[tuple[str, str]] = []
    if paper.pmid:
        found.append(("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{paper.pmid}/"))
    if paper.doi:
        found.append(("DOI", f"https://doi.org/{paper.doi.translate(_UNSAFE)}"))
    return tuple(found)


def level_text(level: EvidenceLevel) -> str:
    """Return what a level means: its design, its endpoint, whose scheme, which edition."""
    endpoint = f"; {level.endpoint.label}" if level.endpoint else ""
    return f"{level.design.label}{endpoint} ({level.scheme.title}, edition {level.edition})"
