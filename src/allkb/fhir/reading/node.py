"""One object of a bundle, read member by member; what is not read is a fault."""

from __future__ import annotations

import sys
from typing import Final

from allkb.errors import Fault
from allkb.fhir.naming import EXTENSION, id_at
from allkb.fhir.quantities import LARGEST
from allkb.intake.members import Members
from allkb.intake.reading import is_array, is_object, shown, type_name

__all__ = ["Node"]

_LARGEST_FLOAT: Final = int(sys.float_info.max)


class Node(Members):
    """
    An object of a bundle.

    A member that is not there is None. One that is there and cannot be read is
    None too, and a fault. A member that nobody asked for is a fault in the end: it
    may say something that no statement would hold.

    Args:
        members: Its members.
        path: Its JSON path.
        faults: Where what is wrong is put.
        opened: All objects that were looked at, to which this one is added.

    Attributes:
        path: Its JSON path.
    """

    __slots__ = ("_ignored", "_inside", "_opened", "_read", "_urls")

    def __init__(
        self, members: dict[str, object], path: str, faults: list[Fault], opened: list[Node]
    ) -> None:
        super().__init__(members, path, faults)
        self._opened = opened
        self._read: set[str] = {"id"}
        self._urls: set[str] = set()
        self._inside: dict[str, list[Node]] = {}
        self._ignored = False
        opened.append(self)

    def skip(self, *names: str) -> None:
        """Count members as read that only repeat, for people, what others say."""
        self._read.update(names)

    def ignore(self) -> None:
        """Leave what was not read unread: the object is refused as a whole, or repeats others."""
        self._ignored = True

    def _take(self, name: str) -> object:
        self._read.add(name)
        return super()._take(name)

    def number(self, name: str) -> float | None:
        """Return a member that is a number."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(name, f"must be a number, not {type_name(value)}")
        elif isinstance(value, int) and abs(value) > _LARGEST_FLOAT:
            self.refuse(name, "must be a number that is not too large")
        else:
            return value
        return None

    def whole(self, name: str) -> int | None:
        """Return a member that is a whole number."""
        value = self.number(name)
        if isinstance(value, float) or (value is not None and abs(value) > LARGEST):
            self.refuse(name, f"must be a whole number, at most {LARGEST}")
            return None
        return value

    def node(self, name: str) -> Node | None:
        """Return a member that is an object."""
        value = self._take(name)
        if value is None:
            return None
        if name not in self._inside:
            self._inside[name] = []
            if is_object(value):
                self._inside[name].append(self._open(value, f".{name}"))
            else:
                self.refuse(name, f"must be an object, not {type_name(value)}")
        found = self._inside[name]
        return found[0] if found else None

    def nodes(self, name: str) -> list[Node]:
        """Return the objects of a member that is a list of them."""
        value = self._take(name)
        if value is None:
            return []
        if name not in self._inside:
            self._inside[name] = []
            if is_array(value):
                self._inside[name] = [*self._members_of(name, value)]
            else:
                self.refuse(name, f"must be a list, not {type_name(value)}")
        return self._inside[name]

    def _members_of(self, name: str, value: list[object]) -> list[Node]:
        found: list[Node] = []
        for index, inner in enumerate(value):
            if is_object(inner):
                found.append(self._open(inner, f".{name}[{index}]"))
            else:
                self.refuse(f"{name}[{index}]", f"must be an object, not {type_name(inner)}")
        return found

    def _open(self, members: dict[str, object], step: str) -> Node:
        return Node(members, self.path + step, self._faults, self._opened)

    def only(self, name: str) -> Node | None:
        """Return the one object of a member that is a list; several are a fault."""
        found = self.nodes(name)
        if len(found) > 1:
            self.refuse(name, f"must be one, not {len(found)}")
        return found[0] if len(found) == 1 else None

    def inner(self, url: str) -> list[Node]:
        """Return the extensions that have a URL, or in an extension its parts of a name."""
        self._urls.add(url)
        return [node for node in self.nodes("extension") if node.text("url") == url]

    def extension(self, name: str) -> Node | None:
        """Return the one extension of ours with a name; several are a fault."""
        return self.part(f"{EXTENSION}{name}")

    def part(self, url: str) -> Node | None:
        """Return the one extension, or part of one, with a URL; several are a fault."""
        found = self.inner(url)
        if len(found) > 1:
            self.refuse("extension", f"must have {shown(url)} once, not {len(found)} times")
        return found[0] if len(found) == 1 else None

    def code(self, name: str, system: str) -> str | None:
        """Return the code of a system that a CodeableConcept has; codes of others repeat it."""
        concept = self.node(name)
        if concept is None:
            return None
        return concept.coded(system)

    def coded(self, system: str) -> str | None:
        """Return the code of a system that this CodeableConcept has; codes of others repeat it."""
        found = self.coded_if(system)
        if found is None:
            self.refuse("coding", f"must have a code of {system}")
        return found

    def coded_if(self, system: str) -> str | None:
        """Return the code of a system that this CodeableConcept has, if it has one."""
        found = dict.fromkeys(code for of, code in self.codings() if of == system)
        if len(found) > 1:
            self.refuse("coding", f"has {len(found)} codes of {system}")
        return next(iter(found), None)

    def codings(self) -> list[tuple[str, str]]:
        """Return the codes of this CodeableConcept, each with its system."""
        self.skip("text")
        found: list[tuple[str, str]] = []
        for coding in self.nodes("coding"):
            coding.skip("display", "version", "userSelected")
            system, code = coding.text("system"), coding.text("code")
            if system is not None and code is not None:
                found.append((system, code))
        return found

    def record(self, name: str, kind: str) -> str | None:
        """Return the id of a record at the canonical address that a member is."""
        url = self.text(name)
        found = None if url is None else id_at(url, kind)
        if found is None:
            self.refuse(name, f"must be the canonical address of a {kind}")
        return found

    def modifier(self, name: str) -> None:
        """Read a modifier extension of ours that is true; any other is a fault."""
        for node in self.nodes("modifierExtension"):
            if node.text("url") != f"{EXTENSION}{name}" or node.flag("valueBoolean") is not True:
                node.refuse("", f"may change the meaning, and is not {name}")
                node.ignore()

    def words(self, name: str) -> str | None:
        """Return the text of a CodeableConcept that has no more."""
        concept = self.node(name)
        return None if concept is None else concept.text("text")

    def close(self) -> None:
        """Refuse what nobody asked for; extensions of others say nothing of what is read here."""
        if self._ignored:
            return
        for name in sorted(self._members.keys() - self._read - {"extension"}):
            self.refuse(name, "is nothing that is read here, so it would be lost")
        for node in self.nodes("extension"):
            url = node.text("url")
            if url is None or url in self._urls:
                continue
            node.ignore()
            if url.startswith(EXTENSION) or ":" not in url:
                node.refuse("url", f"{shown(url)} is no extension that is read here")
