"""How to cite the data itself."""

from __future__ import annotations

import re
from datetime import date

from attrs import frozen

from allkb.citations.extra import extra
from allkb.knowledge import KnowledgeBase
from allkb.loading import load
from allkb.views import notice

__all__ = ["Release", "release"]

_DAY = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?:\.\d+)?")


@frozen(kw_only=True)
class Release:
    """
    What a citation of the data says.

    Attributes:
        version: The version of the data; with a remark where it is not what was released.
        digest: The SHA-256 of its canonical form, as 64 hexadecimal digits.
        date: The day of the release; None where the data is not what was released.
        notice: What it is derived from, and what it is not.
        title: Its title.
        authors: Who maintains it.
    """

    version: str
    digest: str
    date: date | None
    notice: str
    title: str = (
        "allkb: the published evidence on relapsed childhood acute lymphoblastic leukemia as data"
    )
    authors: tuple[str, ...] = ("The allkb maintainers",)

    @property
    def key(self) -> str:
        """What it is called in lists of references."""
        return f"allkb-{self.version if self.date else self.digest[:12]}"

    @property
    def fingerprint(self) -> str:
        """The digest, with what it is."""
        return f"SHA-256 of the data: {self.digest}"

    def __str__(self) -> str:
        dated = (f"{self.date}",) if self.date else ()
        said = (*self.authors, self.title, f"Version {self.version}", *dated, self.fingerprint)
        return f"{'. '.join(said)}."

    def to_bibtex(self) -> str:
        """Return it as BibTeX (extra `citations`)."""
        with extra():
            from allkb.citations import bibtex
        return bibtex.written([bibtex.of_release(self)], self.notice)

    def to_csl_json(self) -> str:
        """Return it as CSL-JSON."""
        from allkb.citations import csl

        return csl.written([csl.of_release(self)], self.notice)

    def to_ris(self) -> str:
        """Return it as RIS (extra `citations`)."""
        with extra():
            from allkb.citations import ris
        return ris.written([ris.of_release(self)], self.notice)

    def to_cff(self) -> str:
        """Return it as a CITATION.cff, in version 1.2.0 of that format."""
        from allkb.citations import cff

        return cff.written(self)


def release(kb: KnowledgeBase) -> Release:
    """
    Return how to cite the data of a knowledge base: its version, its digest, its day.

    The digest names the exact content. If that is not the content of the bundled data,
    with records added or as of a day, the citation says so and gives no day.
    """
    bundled = load()
    found = _DAY.fullmatch(kb.version) if kb.digest == bundled.digest else None
    return Release(
        version=kb.version if found else f"{kb.version}, not as released",
        digest=kb.digest,
        date=date(*map(int, found.groups())) if found else None,
        notice=notice(kb),
    )
