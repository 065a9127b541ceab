"""
Which new level was seen where an old one had stood.

Observed, one way, and lossy: the new scheme no longer tells blinding or
consecutive from nonconsecutive series. NCI published no such table, and
nothing here leads from a new level to an old one.
"""

from attrs import frozen

from allkb.model.record import Record

__all__ = ["OBSERVATIONS", "Pairing"]


@frozen(kw_only=True, eq=False, repr=False)
class Pairing(Record):
    """
    Old codes and the new code seen in their place.

    Attributes:
        old: Old codes, counted together.
        new: The code seen in their place.
        pairs: How many pairs were seen, over all of `old`.
        provenance: Where they were seen.
    """

    old: tuple[str, ...]
    new: str
    pairs: int
    provenance: str


_ALIGNED = (
    "sentences aligned between PDQ treatment summaries of 2011 or 2018-2019 and of 2025; "
    "the pairs of the group were counted together"
)
_CHILD_ALL = "childhood ALL summary, about 2012 against 2025-04-21, beside {}"


def _aligned(new: str, pairs: int, old: str) -> Pairing:
    return Pairing(old=tuple(old.split()), new=new, pairs=pairs, provenance=_ALIGNED)


def _child_all(old: str, new: str, beside: str) -> Pairing:
    return Pairing(old=(old,), new=new, pairs=1, provenance=_CHILD_ALL.format(beside))


OBSERVATIONS: tuple[Pairing, ...] = (
    _aligned("A1", 40, "1iA 1iiA"),
    _aligned("A2", 3, "1A"),
    _aligned("A3", 3, "1iC 1iiC"),
    _aligned("B1", 25, "1iiD 1iDi 1iDii 1iDiii 1iiDi 1iiDii 1iiDiii"),
    _aligned("B3", 9, "1iDiv 1iiDiv"),
    _aligned("B4", 1, "2Div"),
    _aligned("C1", 6, "3iiA 3iiiA 3iiiB 3iii"),
    _aligned("C2", 11, "3iiD 3iiiD 3iiiDii 3iiiDiii"),
    _aligned("C3", 4, "3iiDiv 3iiiDiv"),
    _child_all("1iiA", "A1", "Parker 2010"),
    _child_all("2A", "B4", "Pulsipher 2009 on reduced intensity"),
    _child_all("2A", "B4", "Hijiya 2011"),
    _child_all("2A", "B4", "the sentence on second remission"),
    _child_all("2Di", "B4", "the sentence on second remission"),
    _child_all("3iiiA", "C1", "Levine 2008"),
    _child_all("3iA", "C1", "Bhadri 2010"),
    _child_all("3iiA", "C1", "Beck 2011"),
    _child_all("3iiA", "C1", "Nemecek 2011"),
    _child_all("3iiDi", "C2", "Malempati 2007"),
    _child_all("3iiiDi", "C2", "the sentence on residual disease"),
    _child_all("3iiiDii", "C2", "Eapen 2008"),
)
