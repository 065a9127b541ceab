"""
What leaves the library, each in fresh processes, beside the library under it doing its part alone.

The baseline of each pair gets what is already worked out, so the ratio says what allkb adds.
Prints a table in Markdown. Times are medians; read the ratios, for machines are noisy.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from pathlib import Path
from typing import NamedTuple

from processes import measure

LOADED = "import allkb, json\nkb = allkb.load()\nkb.statements\n"
FRAMES = (
    f"{LOADED}import polars, allkb.frames\nout = {{out!r}}\nframes = allkb.frames.tables(kb)\n"
    "held = {name: polars.DataFrame(table) for name, table in frames.items()}\n"
)
PARQUET = f"{FRAMES}allkb.frames.export(kb, out + '/parquet')\n"
FHIR = (
    f"{LOADED}import allkb.fhir, fhir.resources.bundle\n"
    "bundle = allkb.fhir.bundle(kb.statements)\ntext = allkb.fhir.dumps(bundle)\n"
)
CHOSEN = "kb.outcomes.where(allkb.about('hsct'), allkb.measures('EFS'))"
PLOTS = f"{LOADED}import allkb.plots, vl_convert\nchart = allkb.plots.forest({CHOSEN}, allow=['endpoint', 'horizon'])\n"


class Pair(NamedTuple):
    """
    Something that is done, beside the least that it takes.

    Attributes:
        what: What is done.
        before: What is not measured, of both.
        ours: What allkb does.
        peer: What the library under it does alone.
        least: What that is, in words.
    """

    what: str
    before: str
    ours: str
    peer: str
    least: str


PAIRS = (
    Pair(
        "all tables to Parquet",
        FRAMES,
        "allkb.frames.export(kb, out + '/new')",
        "for name, frame in held.items(): frame.write_parquet(f'{out}/{name}.parquet')",
        "polars writes frames that are ready",
    ),
    Pair(
        "knowledge base from Parquet",
        PARQUET,
        "allkb.frames.rebuild(out + '/parquet')",
        "for name in held: polars.read_parquet(f'{out}/parquet/{name}.parquet').rows()",
        "polars reads the files to rows",
    ),
    Pair(
        "all statements as a FHIR bundle, to text",
        FHIR,
        "allkb.fhir.dumps(allkb.fhir.bundle(kb.statements))",
        "json.dumps(bundle)",
        "json.dumps of the bundle that is ready",
    ),
    Pair(
        "statements from that text",
        FHIR,
        "allkb.fhir.read(text)",
        "json.loads(text)",
        "json.loads",
    ),
    Pair(
        "check of the bundle",
        FHIR,
        "allkb.fhir.check(bundle)",
        "fhir.resources.bundle.Bundle.model_validate(bundle)",
        "fhir.resources validates it",
    ),
    Pair(
        "all papers as BibTeX",
        f"{LOADED}import bibtexparser\ntext = kb.statements.to_bibtex()\n",
        "kb.statements.to_bibtex()",
        "bibtexparser.write_string(bibtexparser.parse_string(text))",
        "bibtexparser reads and writes them",
    ),
    Pair(
        "a forest plot as SVG",
        PLOTS,
        f"allkb.plots.svg(allkb.plots.forest({CHOSEN}, allow=['endpoint', 'horizon']))",
        "vl_convert.vegalite_to_svg(chart.to_dict(), vl_version='6.1')",
        "Altair and vl-convert draw a chart that is ready",
    ),
)


def main() -> None:
    """Measure everything and print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeat", type=int, default=5, help="processes for each figure")
    chosen = options.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    print("| what | s | peak MiB | beside | s | ratio |\n|---|--:|--:|---|--:|--:|")
    for pair in PAIRS:
        found: list[tuple[float, float]] = []
        for code in (pair.ours, pair.peer):
            with tempfile.TemporaryDirectory() as folder:
                before = pair.before.replace("{out!r}", repr(str(Path(folder))))
                found.append(measure(code, before, chosen.repeat))
        (ours, peak), (peer, _) = found
        print(
            f"| {pair.what} | {ours:.2f} | {peak:.0f} | {pair.least} | {peer:.2f} "
            f"| {ours / peer:.1f} |"
        )


if __name__ == "__main__":
    main()
