"""Rules across records: what no single record can see."""

from allkb.checks.index import Finding, Index, Records
from allkb.checks.integrity import INTEGRITY
from allkb.checks.rules import Rule, run

__all__ = ["INTEGRITY", "Finding", "Index", "Records", "Rule", "run"]
