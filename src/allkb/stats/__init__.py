"""
Numbers beside the evidence (extra `stats`): intervals, comparisons, pooling, differences.

Whatever is worked out here says so: it is computed by allkb, and no source prints
it. What the data cannot carry is refused, with the reason.
"""

from allkb.errors import MissingExtraError

try:
    from allkb.stats.comparing import Compared, Verdict, compare
    from allkb.stats.computed import ComputedInterval
    from allkb.stats.differences import Difference, NumberNeeded, difference
    from allkb.stats.intervals import interval
    from allkb.stats.objections import NotPoolableError, Objection, ObjectionKind
    from allkb.stats.pooled import Pooled, PooledStudy
    from allkb.stats.pooling import pool
except ModuleNotFoundError as exc:
    raise MissingExtraError("stats", exc.name or "statsmodels") from exc

__all__ = [
    "Compared",
    "ComputedInterval",
    "Difference",
    "NotPoolableError",
    "NumberNeeded",
    "Objection",
    "ObjectionKind",
    "Pooled",
    "PooledStudy",
    "Verdict",
    "compare",
    "difference",
    "interval",
    "pool",
]
