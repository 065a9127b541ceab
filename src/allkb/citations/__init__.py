"""
The papers that statements cite, for reference managers; and how to cite the data.

BibTeX and RIS need the extra `citations`; CSL-JSON, and the citation of the data as
text and as CFF, need nothing.
"""

from allkb.citations.formats import to_bibtex, to_csl_json, to_ris
from allkb.citations.papers import cited
from allkb.citations.release import Release, release

__all__ = ["Release", "cited", "release", "to_bibtex", "to_csl_json", "to_ris"]
