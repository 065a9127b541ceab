"""
Holding the statements against a copy of the page they were read on.

`audit(kb, page)` takes a page as plain text, Markdown or HTML and reports every
marking on it (citations and levels of evidence), which statements cover it, and
which statements are missing from the page or differ from it, and in what. It counts
the figures of the page too, and which of them a typed field of a statement holds.

The parts are of use by themselves: `read_page` gives the blocks of a page,
`sentences` the sentences of a text, `find_markings` its markings, `figures` its
figures. `fingerprint` gives what a locator keeps in place of a passage: passages
are known again by it, and none is ever stored.

Reading HTML and Markdown needs the extra `audit`; importing this does not.
"""

from allkb.audit.blocks import Block, BlockKind, Page, PageFormat
from allkb.audit.compare import audit
from allkb.audit.figures import Figure, FigureKind, figures
from allkb.audit.markup import Group, Marking, find_markings
from allkb.audit.pages import read_page
from allkb.audit.passages import Sentence, fingerprint, sentences
from allkb.audit.report import (
    AuditedFigure,
    AuditedMarking,
    Drift,
    Part,
    Report,
    SectionCount,
    Status,
)

__all__ = [
    "AuditedFigure",
    "AuditedMarking",
    "Block",
    "BlockKind",
    "Drift",
    "Figure",
    "FigureKind",
    "Group",
    "Marking",
    "Page",
    "PageFormat",
    "Part",
    "Report",
    "SectionCount",
    "Sentence",
    "Status",
    "audit",
    "figures",
    "find_markings",
    "fingerprint",
    "read_page",
    "sentences",
]
