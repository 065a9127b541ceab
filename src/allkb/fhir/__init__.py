"""
Statements as FHIR R5 resources, and back.

`bundle(selection)` makes a bundle of Evidence, EvidenceVariable, Group,
ArtifactAssessment and Citation; `read(bundle)` gives equal statements. Neither needs
a FHIR package; `check(bundle)` does, and tells what is wrong by the rules of R5 (extra
`fhir`). docs/reference/fhir.md tells what goes where.
"""

from allkb.fhir.bundling import bundle, dumps
from allkb.fhir.checking import check
from allkb.fhir.reading import read
from allkb.fhir.systems import code_systems

__all__ = ["bundle", "check", "code_systems", "dumps", "read"]
