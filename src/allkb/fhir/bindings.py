"""
The codes that R5 allows where a bundle of evidence may have one.

Read in the packages hl7.fhir.r5.core 5.0.0 and hl7.terminology.r5 7.0.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["BINDINGS", "COMPARATORS_ALLOWED", "SYSTEMS_WRITTEN"]


def _codes(text: str) -> frozenset[str]:
    """Return codes that stand in a text with blanks between."""
    return frozenset(text.split())


_PUBLICATION: Final = _codes("draft active retired unknown")
_INFORMATION: Final = _codes("comment classifier rating container response change-request")
_RELATED: Final = _codes(
    "documentation justification citation predecessor successor derived-from depends-on "
    "composed-of part-of amends amended-with appends appended-with cites cited-by "
    "comments-on comment-in contains contained-in corrects correction-in replaces "
    "replaced-with retracts retracted-by signs similar-to supports supported-with "
    "transforms transformed-into transformed-with documents specification-of "
    "created-with cite-as"
)
_GROUP: Final = _codes(
    "person animal practitioner device careteam healthcareservice location organization "
    "relatedperson specimen"
)
_COMBINED: Final = _codes("all-of any-of at-least at-most statistical net-effect dataset")

BINDINGS: Final[Mapping[tuple[str, str], frozenset[str]]] = MappingProxyType(
    {
        ("Evidence", "status"): _PUBLICATION,
        ("EvidenceVariable", "status"): _PUBLICATION,
        ("Citation", "status"): _PUBLICATION,
        ("CodeSystem", "status"): _PUBLICATION,
        ("CodeSystem", "content"): _codes("not-present example fragment complete supplement"),
        ("Group", "type"): _GROUP,
        ("Group", "membership"): _codes("definitional enumerated"),
        ("text", "status"): _codes("generated extensions additional empty"),
        ("relatedArtifact", "type"): _RELATED,
        ("relatedArtifact", "publicationStatus"): _PUBLICATION,
        ("relatesTo", "type"): _RELATED | {"reprint", "reprint-of"},
        ("content", "informationType"): _INFORMATION,
        ("component", "informationType"): _INFORMATION,
        ("definitionByCombination", "code"): _COMBINED,
    }
)
"""
The codes of required bindings, by the member that has the code and what it is a member of.

What it is a member of is the type of a resource, or the name of the element inside one.
"""

COMPARATORS_ALLOWED: Final = _codes("< <= >= > ad")
"""The comparators of a Quantity, wherever it stands."""

_THO: Final = "http://terminology.hl7.org/CodeSystem"
SYSTEMS_WRITTEN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        f"{_THO}/statistic-type": _codes(
            "absolute-MedianDiff C25463 0000301 predictedRisk descriptive C93150 C16726 "
            "rate-ratio C25564 C53319 0000457 C28007 C25570 C16932 C65172 C17010 C44256 "
            "0000565 C93152 0000424 C65171 0000100"
        ),
        f"{_THO}/attribute-estimate-type": _codes(
            "0000419 C53324 0000455 0000420 C53245 C44185 C38013 C53322 0000037 0000421 C48918"
        ),
        f"{_THO}/variable-role": _codes(
            "population subpopulation exposure referenceExposure measuredVariable confounder "
            "measuredVariableA measuredVariableB measuredVariableAB"
        ),
    }
)
"""All codes of those code systems of HL7 that a figure is told by."""
