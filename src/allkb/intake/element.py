"""One JSON object of a bundle: where it stands, what it holds, what is wrong with it."""

from __future__ import annotations

from allkb.intake.days import Span, joined, to_span
from allkb.intake.members import Members
from allkb.intake.reading import is_array, is_object, shown, type_name

__all__ = ["Element", "Key"]

Key = tuple[str, str]
"""The URI of a code system, and a code of it."""


class Element(Members):
    """An object of a bundle of a patient."""

    __slots__ = ()

    def number(self, name: str) -> float | None:
        """Return a member that is a number."""
        value = self._members.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(name, f"must be a number, not {type_name(value)}")
            return None
        try:
            return float(value)
        except OverflowError:
            self.refuse(name, "must be a number that is finite and not too large")
            return None

    def element(self, name: str) -> Element | None:
        """Return a member that is an object."""
        value = self._members.get(name)
        if value is None:
            return None
        if not is_object(value):
            self.refuse(name, f"must be an object, not {type_name(value)}")
            return None
        return Element(value, f"{self.path}.{name}", self._faults)

    def elements(self, name: str) -> list[Element]:
        """Return the objects of a member that is a list of them."""
        value = self._members.get(name)
        if value is None:
            return []
        if not is_array(value):
            self.refuse(name, f"must be a list, not {type_name(value)}")
            return []
        found: list[Element] = []
        for index, inner in enumerate(value):
            if is_object(inner):
                found.append(Element(inner, f"{self.path}.{name}[{index}]", self._faults))
            else:
                self.refuse(f"{name}[{index}]", f"must be an object, not {type_name(inner)}")
        return found

    def codes(self, name: str) -> frozenset[Key]:
        """Return the codes of a CodeableConcept; its text is not read."""
        concept = self.element(name)
        if concept is None:
            return frozenset()
        pairs = [(c.text("system"), c.text("code")) for c in concept.elements("coding")]
        return frozenset((system, code) for system, code in pairs if system and code)

    def span(self, name: str) -> Span | None:
        """Return a date or a time."""
        text = self.text(name)
        if text is None:
            return None
        found = to_span(text)
        if found is None:
            self.refuse(name, f"must be a date like 2019, 2019-03 or 2019-03-28, not {shown(text)}")
        return found

    def period(self, name: str) -> Span | None:
        """Return the days of a Period."""
        period = self.element(name)
        if period is None:
            return None
        start, end = period.span("start"), period.span("end")
        if start and end and end.last < start.first:
            period.refuse("end", "is before the start")
            return None
        return joined(start, end)

    def when(self, *stems: str) -> Span | None:
        """Return when it was, from the first of some `...[x]` that is there as a time or Period."""
        for stem in stems:
            for name in (f"{stem}DateTime", f"{stem}Instant"):
                if self.has(name):
                    return self.span(name)
            if self.has(f"{stem}Period"):
                return self.period(f"{stem}Period")
        return None
