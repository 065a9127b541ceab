"""`allkb export fhir`: statements as a FHIR bundle."""

from __future__ import annotations

from pathlib import Path

import click

from allkb.cli.outputs import replaced
from allkb.cli.progress import Bar
from allkb.cli.selecting import selecting
from allkb.fhir import bundle, dumps
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["fhir"]


@click.command()
@selecting
@click.option("--indent", type=click.IntRange(0, 8), help="Set in by so many blanks, for reading.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write, in place of standard output; one that is there is replaced.",
)
def fhir(selection: Selection[Statement], indent: int | None, output: Path | None) -> None:
    """Write statements as a FHIR R5 bundle, with what grades and cites them."""
    with Bar("making the bundle"):
        text = dumps(bundle(selection), indent=indent)
    data = f"{text}\n".encode()
    if output is None:
        click.echo(data, nl=False)
    else:
        with replaced(output) as file:
            file.write_bytes(data)
    where = f" -> {output}" if output else ""
    told = f"# {len(selection)} statements{where}\n# {notice(kb_of(selection))}"
    click.echo(told, err=True)
