"""
Import, load, query and size, each in fresh processes, with peers in the same run.

Prints two tables in Markdown. Times are medians; a ratio means more than a
time, for machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from processes import measure

import allkb

HERE = Path(__file__).parent

PEERS = {
    "attrs": "import attrs",
    "cattrs": "import cattrs",
    "allkb": "import allkb",
    "pycountry": "import pycountry",
    "mendeleev": "import mendeleev",
    "fhir.resources.evidence": "import fhir.resources.evidence",
    "civicpy": "import civicpy.civic",
}

# The schema beside them, whose name starts with a dot, is not data.
DATA = sorted(str(f) for f in (Path(allkb.__file__).parent / "data").rglob("[!.]*.json"))

QUERY = "kb.outcomes.where(allkb.about('hsct'), allkb.measures('EFS'))"

BUNDLED = {
    "import cattrs + json.loads of the data": (
        "",
        f"import cattrs, json\nfor f in {DATA}: json.loads(open(f, 'rb').read())",
    ),
    "import allkb + load + first query": (
        "",
        f"import allkb\nkb = allkb.load()\n{QUERY}",
    ),
    "  of which load, allkb imported": ("import allkb.loading", "allkb.loading.load()"),
    "  of which first query, data loaded": (
        "import allkb\nkb = allkb.load()",
        QUERY,
    ),
}


def small(repeat: int) -> None:
    """Measure imports, and the bundled data."""
    print("| import | ms | peak MiB | against attrs |\n|---|--:|--:|--:|")
    base = None
    for name, code in PEERS.items():
        try:
            seconds, peak = measure(code, repeat=repeat)
        except subprocess.CalledProcessError as exc:
            print(f"| {name} | not measured: {exc.stderr.strip().splitlines()[-1]} | | |")
            continue
        base = base or seconds
        print(f"| {name} | {seconds * 1e3:.1f} | {peak:.1f} | {seconds / base:.2f} |")
    print("\n| bundled data | ms | peak MiB | ratio |\n|---|--:|--:|--:|")
    base = None
    for name, (before, code) in BUNDLED.items():
        seconds, peak = measure(code, before, repeat=repeat)
        base = base or seconds
        print(f"| {name} | {seconds * 1e3:.1f} | {peak:.1f} | {seconds / base:.2f} |")


LOOKUP = """
kb = allkb.read(file)
ids = kb.statements.ids[:: max(1, len(kb) // 1000)]
"kb and its tables are ready:", kb[ids[0]]
"""


def large(sizes: list[int], repeat: int) -> None:
    """Measure loading, selecting and looking up against the size of the data."""
    print("\n| statements | MB | json.loads s | read s | ratio | where ms | kb[id] ns |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = Path(folder) / f"{size}.json"
            subprocess.run([sys.executable, HERE / "generate.py", str(size), file], check=True)
            name = f"file = {str(file)!r}\n"
            loads, _ = measure(
                "found = json.loads(data)",
                f"{name}import json\ndata = open(file, 'rb').read()",
                repeat,
            )
            read, _ = measure("kb = allkb.read(file)", f"{name}import allkb.loading", repeat)
            where, _ = measure(
                f"found = {QUERY}",
                f"{name}import allkb{LOOKUP}",
                repeat,
            )
            get, _ = measure("for id in ids: kb[id]", f"{name}import allkb{LOOKUP}", repeat)
            count = min(size, 1000)
            megabytes = file.stat().st_size / 1e6
            print(
                f"| {size} | {megabytes:.1f} | {loads:.3f} | {read:.3f} | {read / loads:.2f} "
                f"| {where * 1e3:.2f} | {get / count * 1e9:.0f} |"
            )


def main() -> None:
    """Measure everything and print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeat", type=int, default=15, help="processes for each small figure")
    options.add_argument("--large-repeat", type=int, default=5, help="for each large figure")
    options.add_argument("--sizes", type=int, nargs="*", default=[100, 1000, 10_000, 100_000])
    chosen = options.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    small(chosen.repeat)
    large(chosen.sizes, chosen.large_repeat)


if __name__ == "__main__":
    main()
