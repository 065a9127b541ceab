"""The days that times are reckoned from, and the facts that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from allkb.errors import Fault
from allkb.intake import codes
from allkb.intake.bundle import is_understood
from allkb.intake.codes import keys
from allkb.intake.days import Span, months_between
from allkb.intake.element import Element
from allkb.intake.mapping import DAYS
from allkb.intake.resources import Condition, Done

__all__ = ["Timeline"]

_RELAPSE: Final = keys(DAYS["relapse"])
_DIAGNOSIS: Final = keys(DAYS["diagnosis"])
_NO_DIAGNOSIS: Final = _RELAPSE | keys(codes.REFRACTORY)


class Timeline:
    """
    When the patient was born, when ALL was found, and when it came back.

    A day is known only if it is told as a day, and nothing else that is told of it
    disagrees.
    """

    def __init__(
        self, patient: Element, found: list[Condition], as_of: date | None, faults: list[Fault]
    ) -> None:
        self._patient = patient
        self._as_of = as_of
        asserted = [one for one in found if not one.refuted]
        self._diagnoses = [one for one in asserted if _is_diagnosis(one)]
        born = patient.span("birthDate") if is_understood(patient) else None
        self._born = None if born is None else born.day
        self._diagnosed = _agreed(one.onset for one in self._diagnoses)
        self._relapses = [*self._after_diagnosis(asserted, faults)]
        self._relapsed = None if self._diagnosed is None else _agreed(self._relapses)

    def _after_diagnosis(self, asserted: list[Condition], faults: list[Fault]) -> Iterator[Span]:
        """
        Yield when relapses began.

        A condition that is coded as relapse may give the day on which ALL itself
        began. So none counts that does not begin after a diagnosis which is known.
        """
        day = self._diagnosed
        for one in asserted:
            if one.onset is None or _RELAPSE.isdisjoint(one.codes):
                continue
            if day is not None and one.onset.last < day:
                faults.append(Fault(one.path, f"a relapse begins before the diagnosis, {day}"))
            elif day is None or one.onset.first > day:
                yield one.onset

    @property
    def has_several_relapses(self) -> bool:
        """Whether relapses began on days that cannot be the same."""
        last = min((span.last for span in self._relapses), default=date.max)
        return any(span.first > last for span in self._relapses)

    def facts(self, done: list[Done]) -> Iterator[tuple[str, float | bool]]:
        """Yield the facts that follow from days."""
        yield from self._ages()
        if self._diagnosed is None or self._relapsed is None:
            return
        months = months_between(self._diagnosed, self._relapsed)
        yield "months_from_diagnosis_to_relapse", months
        transplants = _days_of("prior_allogeneic_hsct", done)
        if any(self._is_before_relapse(when) for when in transplants):
            yield "relapsed_after_hsct", True
            day = transplants.pop().day if len(transplants) == 1 else None
            if day is not None:
                yield "months_from_hsct_to_relapse", months_between(day, self._relapsed)
        if any(self._is_before_relapse(when) for when in _days_of("prior_car_t", done)):
            yield "relapsed_after_car_t", True

    def _is_before_relapse(self, when: Span) -> bool:
        after, before = self._diagnosed, self._relapsed
        return bool(after and before and after < when.first and when.last < before)

    def _ages(self) -> Iterator[tuple[str, float]]:
        told = {one.age for one in self._diagnoses if one.age is not None}
        if len(told) == 1 and (self._born is None or self._diagnosed is None):
            yield "age_at_diagnosis", told.pop()
        has_died = self._patient.flag("deceasedBoolean") or self._patient.has("deceasedDateTime")
        days = {
            "age": None if has_died else self._as_of,
            "age_at_diagnosis": self._diagnosed,
            "age_at_relapse": self._relapsed,
        }
        for name, day in days.items():
            if self._born is None or day is None:
                continue
            if day < self._born:
                self._patient.refuse("birthDate", f"is after {day}, the day of {name}")
            else:
                yield name, months_between(self._born, day) / 12


def _is_diagnosis(one: Condition) -> bool:
    """Tell whether a condition is ALL as it was found at first."""
    at_first = not _DIAGNOSIS.isdisjoint(one.codes) and _NO_DIAGNOSIS.isdisjoint(one.codes)
    return at_first and not one.has_returned


def _days_of(fact: str, done: list[Done]) -> set[Span]:
    """Return when things were done that tell a fact."""
    return {one.when for one in done if one.row.fact == fact and one.when is not None}


def _agreed(spans: Iterable[Span | None]) -> date | None:
    """Return the day that one of some spans names and all of them allow."""
    known = [span for span in spans if span is not None]
    days = {span.day for span in known if span.day is not None}
    day = days.pop() if len(days) == 1 else None
    if day is None or any(not span.first <= day <= span.last for span in known):
        return None
    return day
