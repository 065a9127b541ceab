"""Each extra, without the packages it needs, says what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest

NEEDED = [
    ("allkb.cli", "click", "cli"),
    ("allkb.cohort", "narwhals", "cohort"),
    ("allkb.frames", "nanoarrow", "frames"),
    ("allkb.mcp", "mcp", "mcp"),
    ("allkb.plots", "altair", "plots"),
    ("allkb.site", "altair", "site"),
    ("allkb.site", "jinja2", "site"),
    ("allkb.stats", "statsmodels", "stats"),
    ("allkb.tables", "great_tables", "tables"),
]


@pytest.mark.parametrize(("module", "package", "extra"), NEEDED)
def test_a_missing_package_is_named_with_its_extra(module: str, package: str, extra: str) -> None:
    """Importing the module of an extra names the package and the extra, and nothing else fails."""
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "import allkb\n"
        "try:\n"
        f"    import {module}\n"
        "except allkb.MissingExtraError as error:\n"
        "    print(error.package, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(package)
    assert f"allkb[{extra}]" in done.stdout
