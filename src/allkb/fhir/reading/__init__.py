"""Bundles back to statements."""

from allkb.fhir.reading.statements import DEPTH_LIMIT, in_order, read

__all__ = ["DEPTH_LIMIT", "in_order", "read"]
