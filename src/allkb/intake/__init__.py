"""
Facts of a patient from what registries and hospitals keep: FHIR bundles.

`facts_from_fhir(bundle)` gives what a bundle of FHIR R4 or R5 says of one patient,
as facts by name. What is read, by which codes and how, is in tables: `ROWS` for
what is coded, `DATED` and `DAYS` for what is reckoned from days. Nothing else is
read, and nothing follows from what is not there.
"""

from allkb.intake.codes import SYSTEMS, Code
from allkb.intake.facts import facts_from_fhir
from allkb.intake.mapping import DATED, DAYS, ROWS, UNITS, Dated, Need, Row
from allkb.intake.reading import DEPTH_LIMIT, FAULT_LIMIT, SIZE_LIMIT, VALUE_LIMIT

__all__ = [
    "DATED",
    "DAYS",
    "DEPTH_LIMIT",
    "FAULT_LIMIT",
    "ROWS",
    "SIZE_LIMIT",
    "SYSTEMS",
    "UNITS",
    "VALUE_LIMIT",
    "Code",
    "Dated",
    "Need",
    "Row",
    "facts_from_fhir",
]
