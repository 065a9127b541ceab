"""The page on FHIR shows the tables that are read by; run this file to write them anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from allkb.intake import DATED, DAYS, DEPTH_LIMIT, ROWS, SYSTEMS, UNITS, VALUE_LIMIT, Code, Row

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "patients-from-fhir.md"


def coded() -> Iterator[str]:
    """Yield the table of what is coded."""
    yield "| fact | value | resource | codes | what must hold besides |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        value = "the number" if row.value is None else f"`{row.value}`"
        yield f"| `{row.fact}` | {value} | {' or '.join(row.resources)} | {listed(row.codes)} | {needs(row)} |"


def listed(codes: tuple[Code, ...]) -> str:
    """Return codes in a line, by system."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code.system, []).append(f"`{code.code}`")
    return ", ".join(f"{system} {' '.join(ones)}" for system, ones in found.items())


def needs(row: Row) -> str:
    """Return what must hold besides the code."""
    told = str(row.need)
    if row.need.startswith("so, "):
        told = told.replace("so, ", "verificationStatus confirmed, or not given, ")
    if row.with_all:
        told += "; another condition is `ALL`"
    if row.refuted:
        told += f"; refuted {', '.join(f'`{c.code}`' for c in row.refuted)} make it `False`"
    return told


def dated() -> Iterator[str]:
    """Yield the table of what is reckoned from days."""
    yield "| fact | reckoned |"
    yield "|---|---|"
    yield from (f"| `{one.fact}` | {one.reckoned} |" for one in DATED)


def days() -> Iterator[str]:
    """Yield the table of the conditions that tell days."""
    yield "| day | onset of a condition with one of |"
    yield "|---|---|"
    yield from (f"| of {name} | {listed(codes)} |" for name, codes in DAYS.items())


def units() -> Iterator[str]:
    """Yield the table of units."""
    yield "| fact | UCUM units |"
    yield "|---|---|"
    for fact, found in UNITS.items():
        yield f"| `{fact}` | {', '.join(f'`{unit}`' for unit in found)} |"


def systems() -> Iterator[str]:
    """Yield the table of code systems."""
    yield "| system | URI |"
    yield "|---|---|"
    yield from (f"| {name} | `{uri}` |" for name, uri in SYSTEMS.items())


def codes() -> Iterator[str]:
    """Yield the table of codes, with where each was read."""
    yield "| system | code | meaning | read in |"
    yield "|---|---|---|---|"
    groups = [*(row.codes for row in ROWS), *DAYS.values()]
    for code in sorted({code for group in groups for code in group}):
        yield f"| {code.system} | `{code.code}` | {code.display} | {code.read_in} |"


TABLES = {
    "coded": coded,
    "dated": dated,
    "days": days,
    "units": units,
    "systems": systems,
    "codes": codes,
}


def in_step(page: str) -> str:
    """Return a page with its tables written anew."""
    for name, lines in TABLES.items():
        mark = f"<!-- table: {name} -->"
        pattern = re.compile(rf"{mark}\n\n(?:\|.*\n)*")
        assert len(pattern.split(page)) == 2, f"the page needs one {mark}"
        before, after = pattern.split(page)
        page = "\n".join((f"{before}{mark}\n", *lines(), after))
    return page


def test_the_page_is_in_step() -> None:
    """The tables of the page are those of the code."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == in_step(page)


def test_the_page_tells_the_limits() -> None:
    """The limits of the page are those of the code."""
    page = PAGE.read_text(encoding="utf-8")
    assert "64 MiB" in page
    assert f"{VALUE_LIMIT:,} values" in page
    assert f"{DEPTH_LIMIT} levels" in page


if __name__ == "__main__":
    PAGE.write_text(in_step(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
