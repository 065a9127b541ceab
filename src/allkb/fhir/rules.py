"""Our own rules for a bundle: what neither types nor a JSON Schema say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from allkb.errors import Fault
from allkb.fhir.bindings import BINDINGS, COMPARATORS_ALLOWED, SYSTEMS_WRITTEN
from allkb.fhir.systems import code_systems
from allkb.intake.reading import is_array, is_object, shown

__all__ = ["broken_rules"]

Members = dict[str, object]
_DEFINITIONS: Final = (
    "definitionReference",
    "definitionCanonical",
    "definitionCodeableConcept",
    "definitionId",
    "definitionByTypeAndValue",
    "definitionByCombination",
)
_NAMED: Final = ("url", "definitionCanonical", "resource", "valueCanonical")
"""The members that hold canonical addresses; those of ours have no version."""


class _Spot(NamedTuple):
    """
    An object in a bundle.

    Attributes:
        path: Its JSON path.
        where: The type of the resource that it is, or the name of the member that it is in.
        members: Its members.
    """

    path: str
    where: str
    members: Members


def broken_rules(bundle: Members) -> Iterator[Fault]:
    """Yield what is wrong with a bundle by rules that are looked at here."""
    found = bundle.get("entry", [])
    entries: list[tuple[str, Members]] = []
    if is_array(found):
        entries = [(f"$.entry[{i}]", one) for i, one in enumerate(found) if is_object(one)]
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "collection":
        yield Fault("$", "must be a Bundle of the type collection")
    yield from _urls(entries)
    yield from _twice(entries)
    names = {name for _, entry in entries for name in _names(entry)}
    for path, entry in entries:
        resource = entry.get("resource")
        if is_object(resource):
            yield from _resource(f"{path}.resource", resource, names)


def _urls(entries: list[tuple[str, Members]]) -> Iterator[Fault]:
    counts = Counter(url for _, entry in entries if isinstance(url := entry.get("fullUrl"), str))
    for path, entry in entries:
        url = entry.get("fullUrl")
        if not isinstance(url, str) or not is_object(entry.get("resource")):
            yield Fault(path, "must have a fullUrl and a resource")
        elif counts[url] > 1:
            yield Fault(f"{path}.fullUrl", f"{counts[url]} entries are called {shown(url)}")


def _twice(entries: list[tuple[str, Members]]) -> Iterator[Fault]:
    """Yield the ids and canonical addresses that several resources of a type have."""
    resources = [(path, one) for path, entry in entries if is_object(one := entry.get("resource"))]
    for name in ("id", "url"):
        given = [
            (path, (str(one.get("resourceType")), value))
            for path, one in resources
            if isinstance(value := one.get(name), str)
        ]
        counts = Counter(called for _, called in given)
        for path, called in given:
            if counts[called] > 1:
                what = f"{counts[called]} resources of the type {shown(called[0])} have it"
                yield Fault(f"{path}.resource.{name}", f"{what}: {shown(called[1])}")


def _names(entry: Members) -> Iterator[str]:
    """Yield what references may call an entry."""
    resource = entry.get("resource")
    if not is_object(resource):
        return
    yield str(entry.get("fullUrl"))
    yield f"{resource.get('resourceType')}/{resource.get('id')}"


def _resource(path: str, resource: Members, names: set[str]) -> Iterator[Fault]:
    spots = [*_spots(resource, path, str(resource.get("resourceType")))]
    contained = resource.get("contained", [])
    inside = [one for one in contained if is_object(one)] if is_array(contained) else []
    ids = Counter(str(one.get("id")) for one in inside)
    references = {f"{path}.reference": name for path, name in _references(spots)}
    for id, count in ids.items():
        if count > 1:
            yield Fault(f"{path}.contained", f"{count} resources have the id {shown(id)}")
        if f"#{id}" not in references.values():
            yield Fault(f"{path}.contained", f"nothing leads to {shown(id)}")
    for place, name in references.items():
        if name.startswith("#"):
            if name[1:] not in ids:
                yield Fault(place, f"nothing inside is called {shown(name)}")
        elif name.partition("/_history/")[0] not in names:
            yield Fault(place, f"no entry is called {shown(name)}")
    for spot in spots:
        yield from _object(spot)


def _spots(value: object, path: str, where: str) -> Iterator[_Spot]:
    """Yield all objects in a value, itself first."""
    if is_array(value):
        for index, inner in enumerate(value):
            yield from _spots(inner, f"{path}[{index}]", where)
    elif is_object(value):
        type = value.get("resourceType")
        yield _Spot(path, type if isinstance(type, str) else where, value)
        for name, inner in value.items():
            yield from _spots(inner, f"{path}.{name}", name)


def _references(spots: list[_Spot]) -> Iterator[tuple[str, str]]:
    for spot in spots:
        name = spot.members.get("reference")
        if isinstance(name, str):
            yield spot.path, name


def _object(spot: _Spot) -> Iterator[Fault]:
    members = spot.members
    for name, value in members.items():
        allowed = BINDINGS.get((spot.where, name))
        if allowed is not None and not _is_one(value, allowed):
            yield Fault(f"{spot.path}.{name}", f"{shown(str(value))} is no code of its value set")
    comparator = members.get("comparator")
    if comparator is not None and not _is_one(comparator, COMPARATORS_ALLOWED):
        yield Fault(f"{spot.path}.comparator", f"{shown(str(comparator))} is no comparator")
    for name in _NAMED:
        url = members.get(name)
        if isinstance(url, str) and ("|" in url or "#" in url):
            yield Fault(f"{spot.path}.{name}", "a canonical address has no | and no #")
    if sum(name in members for name in _DEFINITIONS) > 1:
        yield Fault(spot.path, "must have one definition")
    if "low" in members or "high" in members:
        yield from _range(spot)
    if "system" in members and "code" in members:
        yield from _coding(spot)


def _is_one(code: object, allowed: frozenset[str]) -> bool:
    return isinstance(code, str) and code in allowed


def _range(spot: _Spot) -> Iterator[Fault]:
    ends: dict[str, Members] = {
        name: end for name in ("low", "high") if is_object(end := spot.members.get(name))
    }
    for name, end in ends.items():
        if "comparator" in end:
            yield Fault(f"{spot.path}.{name}", "an end of a range has no comparator")
    if len(ends) < 2:
        return
    if len({str((end.get("system"), end.get("code"))) for end in ends.values()}) > 1:
        yield Fault(spot.path, "the ends are in two units")
    low, high = (end.get("value") for end in ends.values())
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        yield Fault(spot.path, "low is above high")


def _coding(spot: _Spot) -> Iterator[Fault]:
    system, code = spot.members["system"], spot.members["code"]
    known = _known().get(system) if isinstance(system, str) else None
    if known is not None and not _is_one(code, known):
        yield Fault(f"{spot.path}.code", f"{shown(str(code))} is no code of {system}")


@cache
def _known() -> Mapping[str, frozenset[str]]:
    """Return the codes of the systems that are known whole, ours and some of HL7."""
    ours = {
        str(made["url"]): frozenset(concept["code"] for concept in made["concept"])
        for made in code_systems()
    }
    return {**SYSTEMS_WRITTEN, **ours}
