"""Evidence levels, the schemes they belong to, and what was seen to succeed what."""

from allkb.model.grading.levels import EvidenceLevel, Successor
from allkb.model.grading.pdq import LEGACY, PRESENT, SCHEMES
from allkb.model.grading.schemes import DesignClass, Edition, EndpointClass, Grade, Scheme

__all__ = [
    "LEGACY",
    "PRESENT",
    "SCHEMES",
    "DesignClass",
    "Edition",
    "EndpointClass",
    "EvidenceLevel",
    "Grade",
    "Scheme",
    "Successor",
]
