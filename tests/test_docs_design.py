"""The documentation of the design, held against the package."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "allkb"
DESIGN = (ROOT / "docs" / "explanation" / "design.md").read_text(encoding="utf-8")


def rooms() -> list[str]:
    """Return the modules that the table of rooms names, in its order."""
    rows = re.findall(r"^\| (`.*?) \|", DESIGN, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_the_table_of_rooms_has_every_module() -> None:
    """Each module at the top of the package stands in the table once, and no other does."""
    names = {path.stem for path in PACKAGE.iterdir() if not path.name.startswith(("_", "."))}
    names -= {"py"}  # the marker of a typed package
    assert sorted(rooms()) == sorted(names)


def test_extras_are_named_as_the_package_has_them() -> None:
    """Each extra that the table names is one that can be installed, and none that users need is left out."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {*project["optional-dependencies"]} - {"all", "dev", "docs"}
    assert {*re.findall(r"\(extra `(\w+)`", DESIGN)} == extras
