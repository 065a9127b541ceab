"""The variables of an Evidence by their roles, and its results by what part of it they are."""

from __future__ import annotations

from typing import Final, NamedTuple

from allkb.fhir.codes import ROLES, STATISTICS
from allkb.fhir.reading.amounts import Data
from allkb.fhir.reading.entries import Frame
from allkb.fhir.reading.figures import estimate, figure, test
from allkb.fhir.reading.node import Node
from allkb.intake.reading import shown

__all__ = ["Parts", "Variables", "none", "one_of", "sized", "tested", "variables"]

_MEDIAN: Final = STATISTICS["median"].code


class Variables(NamedTuple):
    """What the variables of an Evidence refer to, by their roles."""

    population: list[Node]
    exposure: list[Node]
    reference: list[Node]
    measured: list[Node]
    about: list[Node]


_ROLES: Final = {
    "population": "population",
    "exposure": "exposure",
    "referenceExposure": "reference",
    "measuredVariable": "measured",
    "about": "about",
}


def variables(node: Node) -> Variables:
    """Return what the variables of an Evidence refer to."""
    found: dict[str, list[Node]] = {name: [] for name in _ROLES.values()}
    for one in node.nodes("variableDefinition"):
        one.skip("description")
        concept = one.node("variableRole")
        codes = [] if concept is None else concept.codings()
        role = next((name for name, term in ROLES.items() if (term.system, name) in codes), None)
        if role is None:
            one.refuse("variableRole", f"must be one of {', '.join(_ROLES)}")
            one.ignore()
            continue
        observed = one.node("observed")
        # The measured variable of a part is what the title of the part says.
        found[_ROLES[role]] += [] if observed is None else [observed]
    return Variables(**found)


def one_of(node: Node, found: list[Node], role: str) -> Node | None:
    """Return what has a role, which has to be one thing."""
    if len(found) != 1:
        node.refuse("variableDefinition", f"must have one {role}, not {len(found)}")
        return None
    return found[0]


def none(node: Node, seen: Variables, *roles: str) -> None:
    """Refuse variables in roles that are no part of a kind."""
    for role in roles:
        if getattr(seen, role):
            node.refuse("variableDefinition", f"must have no {role}")


class Parts:
    """The results inside a statement, by what part of it they are; what nobody takes is a fault."""

    def __init__(self, frame: Frame, references: list[Node], population: Node | None) -> None:
        self._frame = frame
        self._population = population
        self._found: list[tuple[str | None, Node]] = []
        for reference in references:
            node = frame.inside(reference, "Evidence")
            if node is not None:
                node.skip("status")
                part = node.extension("part")
                self._found.append((None if part is None else part.text("valueCode"), node))

    def take(self, name: str) -> list[Node]:
        """Return the parts of a name, in their order."""
        taken = [node for part, node in self._found if part == name]
        self._found = [(part, node) for part, node in self._found if part != name]
        return taken

    def finish(self, told: Data) -> None:
        """Add how long the patients were followed; refuse what is left."""
        followed = self.take("follow-up")
        if len(followed) > 1:
            followed[1].refuse("", "another part is the follow-up too")
        for node in followed:
            node.skip("title")
            self.about(node, measured=None)
            told["median_follow_up"] = _estimate(node, _MEDIAN)
        for part, node in self._found:
            node.ignore()
            node.refuse("extension", f"{shown(str(part))} is no part of such a statement")

    def about(self, node: Node, measured: Node | None) -> Variables:
        """Return the variables of a part; it is of the statement's population and outcome."""
        seen = variables(node)
        for role, wanted in (("population", self._population), ("measured", measured)):
            found: list[Node] = getattr(seen, role)
            names = [one.text("reference") for one in found]
            if names != ([] if wanted is None else [wanted.text("reference")]):
                node.refuse("variableDefinition", f"its {role} must be that of the statement")
            for one in found:
                one.skip("display", "type")
        return seen


def _estimate(node: Node, kind: str | None = None) -> Data | None:
    """Return the estimate of a part that has no size."""
    statistic = node.only("statistic")
    if statistic is None:
        node.refuse("statistic", "is required and missing")
        return None
    found = figure(statistic)
    if found.n is not None:
        statistic.refuse("sampleSize", "cannot stand here")
    return estimate(found, kind)


def sized(node: Node) -> Data:
    """Return estimate and size of a statistic; nothing where there is none."""
    statistic = node.only("statistic")
    if statistic is None:
        return {}
    found = figure(statistic)
    return {"estimate": estimate(found), "n": found.n}


def tested(node: Node) -> Data:
    """Return p value and size of a statement as a whole; nothing where there is neither."""
    statistic = node.only("statistic")
    if statistic is None:
        return {}
    p, n = test(figure(statistic))
    return {"p": p, "n": n}
