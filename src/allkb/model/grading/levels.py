"""Evidence levels as printed, with the scheme and edition they belong to."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache

from attrs import frozen

from allkb.errors import InvalidValueError, NotComparableError
from allkb.model.grading.pdq import FOREIGN_CODES, SCHEMES
from allkb.model.grading.schemes import DesignClass, Edition, EndpointClass, Grade, Scheme
from allkb.model.grading.successors import OBSERVATIONS
from allkb.model.record import Record
from allkb.shown import Shown

__all__ = ["EvidenceLevel", "Successor"]


@cache
def _editions() -> dict[str, tuple[Scheme, Edition, dict[str, Grade]]]:
    return {
        edition.id: (scheme, edition, {grade.code: grade for grade in edition.grades})
        for scheme in SCHEMES.values()
        for edition in scheme.editions
    }


@frozen(kw_only=True, eq=False, repr=False)
class EvidenceLevel(Shown, Record):
    """
    A level of evidence, as a document prints it.

    Attributes:
        code: The code: `3iiiDiv`, `C1`. `str` gives it back.
        edition: The date of the edition whose meaning it has.

    Raises:
        InvalidValueError: if the edition is unknown or has no such code.
    """

    code: str
    edition: str

    def _faults(self) -> Iterator[str]:
        found = _editions().get(self.edition)
        if found is None:
            yield f"no edition {self.edition!r}; the editions are {', '.join(_editions())}"
        elif self.code not in found[2]:
            yield f"{self.code!r} is no level of {found[0].id}, edition {self.edition}"

    @classmethod
    def parse(cls, text: str, *, edition: str | None = None) -> "EvidenceLevel":
        """
        Read a printed code.

        A blank between design and endpoint is allowed (`3iii Div`), as scraped
        pages have it. `3iiDi@2003-05-19` names an edition in the text itself.

        Args:
            text: The code.
            edition: The edition it is of; the scheme's latest by default.

        Raises:
            InvalidValueError: if it is no code of a PDQ treatment scheme; it
                says whose code it is where that is known.
        """
        return _parse(text, edition)

    @property
    def scheme(self) -> Scheme:
        """The scheme it belongs to."""
        return _editions()[self.edition][0]

    @property
    def grade(self) -> Grade:
        """What its code means in its edition."""
        return _editions()[self.edition][2][self.code]

    @property
    def design(self) -> DesignClass:
        """Its step on the axis of study design."""
        return self.grade.design

    @property
    def endpoint(self) -> EndpointClass | None:
        """Its step on the axis of endpoints; None where the code leaves it open."""
        return self.grade.endpoint

    def is_of_its_time(self, earliest: date, latest: date | None = None) -> bool:
        """
        Tell whether a document of a day, or of a window, can print it with this meaning.

        False before its scheme was in print, and where no edition in force by
        then meant the same by the code.

        Args:
            earliest: The day, or the first one of the window.
            latest: The last day of the window.
        """
        return _is_of_its_time(self.code, self.edition, earliest, latest or earliest)

    def at_least_as_strong_as(self, other: "EvidenceLevel") -> bool:
        """
        Tell whether it is at least as strong as another level on both axes.

        The order is partial: for some pairs it is False both ways. Codes that
        leave something open are at least as strong only if that holds whatever
        was left open. In the present scheme the letter alone tells strength.

        Raises:
            NotComparableError: if the levels belong to different schemes, or
                to editions in which the same code means different things.
        """
        if self.scheme is not other.scheme or _meaning(self) != _meaning(other):
            msg = (
                f"{self} ({self.scheme.id}, {self.edition}) and {other} "
                f"({other.scheme.id}, {other.edition}) are not on one scale"
            )
            raise NotComparableError(msg)
        if self.code == other.code:
            return True
        if self.scheme.ordered_by_letter:
            return self.design.strongest < other.design.strongest
        mine, theirs = self.endpoint, other.endpoint
        by_endpoint = (mine.weakest if mine else _LAST) <= (theirs.strongest if theirs else 1)
        return self.design.weakest <= other.design.strongest and by_endpoint

    def comparable_with(self, other: "EvidenceLevel") -> bool:
        """Tell whether either level is at least as strong as the other."""
        if self.scheme is not other.scheme or _meaning(self) != _meaning(other):
            return False
        return self.at_least_as_strong_as(other) or other.at_least_as_strong_as(self)

    def successors(self) -> "frozenset[Successor]":
        """
        Return the new levels that were seen where this old one had stood.

        An observation, not an equivalence: it is lossy and one way. Empty for
        levels of the present scheme, for codes never seen replaced, and for
        editions before 2008, whose surrogates meant other things.
        """
        if self.edition not in ("2008-03-13", "2010-08-26"):
            return frozenset()
        return frozenset(
            Successor(
                level=EvidenceLevel.parse(seen.new),
                pairs=seen.pairs,
                counted_with=seen.old,
                provenance=seen.provenance,
            )
            for seen in OBSERVATIONS
            if self.code in seen.old
        )

    @property
    def reference(self) -> str:
        """The code, followed by `@` and the edition where that is not the latest."""
        latest = self.edition == self.scheme.current.id
        return self.code if latest else f"{self.code}@{self.edition}"

    def __str__(self) -> str:
        return self.code


@frozen(kw_only=True, eq=False, repr=False)
class Successor(Record):
    """
    A new level seen where an old one had stood.

    Attributes:
        level: The new level.
        pairs: How many pairs were seen, over all of `counted_with`.
        counted_with: The old codes that were counted together.
        provenance: Where they were seen.
    """

    level: EvidenceLevel
    pairs: int
    counted_with: tuple[str, ...]
    provenance: str


@lru_cache(maxsize=1024)
def _is_of_its_time(code: str, edition: str, earliest: date, latest: date) -> bool:
    """Look at the first day, and at each day of the window on which something changed."""
    scheme, _, grades = _editions()[edition]
    turns = (scheme.not_before, *(e.changed for e in scheme.editions))
    days = (earliest, *(day for day in turns if earliest < day <= latest))
    return any(_means(grades[code], scheme, day) for day in days)


def _means(grade: Grade, scheme: Scheme, day: date) -> bool:
    """Tell whether a code meant the same on a day, as far as editions are known."""
    in_force = [edition for edition in scheme.editions if edition.changed <= day]
    if day < scheme.not_before or not in_force:
        return day >= scheme.not_before
    then = _editions()[in_force[-1].id][2].get(grade.code)
    return then is not None and then.endpoint == grade.endpoint


_LAST = 99
_BLANK = re.compile(r"(?<=[i123])\s+(?=[A-D])")


def _meaning(level: EvidenceLevel) -> tuple[tuple[str, str], ...]:
    """Return what the endpoint codes of a level's edition stand for."""
    grades = _editions()[level.edition][1].grades
    return tuple(sorted({(g.endpoint.code, g.endpoint.label) for g in grades if g.endpoint}))


@lru_cache(maxsize=256)
def _parse(text: str, edition: str | None) -> EvidenceLevel:
    code, at, named = text.partition("@")
    code = _BLANK.sub("", code.strip())
    if at and edition is not None and edition != named:
        raise InvalidValueError(repr(text), (f"names another edition than {edition}",))
    wanted = named if at else edition
    latest = [s.current.id for s in SCHEMES.values() if code in _editions()[s.current.id][2]]
    if wanted is not None:
        return EvidenceLevel(code=code, edition=wanted)
    if latest:
        return EvidenceLevel(code=code, edition=latest[0])
    raise InvalidValueError(repr(text), (_refusal(code),))


def _refusal(code: str) -> str:
    owners = FOREIGN_CODES.get(code)
    if owners:
        return f"a level of {' and of '.join(owners)}, not of a PDQ treatment scheme"
    known = ", ".join(scheme.title for scheme in SCHEMES.values())
    return f"no level of a PDQ treatment scheme ({known})"
