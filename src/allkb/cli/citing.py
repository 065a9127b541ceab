"""`allkb cite`, and `allkb export` for the papers that statements cite."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import assert_never

import click

from allkb.citations import Release, cited, release, to_bibtex, to_csl_json, to_ris
from allkb.cli.completing import sources
from allkb.cli.formats import OneOf
from allkb.cli.outputs import replaced
from allkb.cli.selecting import selecting
from allkb.loading import load
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["PAPERS", "cite"]


class CitationFormat(StrEnum):
    """What a citation of the data is written in."""

    TEXT = "text"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"
    RIS = "ris"
    CFF = "cff"


_output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write, in place of standard output; one that is there is replaced.",
)


@click.command()
@click.option(
    "--format",
    "format",
    type=OneOf(CitationFormat),
    default=CitationFormat.TEXT.value,
    help="Text by default.",
)
@_output_option
def cite(format: CitationFormat, output: Path | None) -> None:
    """Say how to cite the data: its version, its day and its digest."""
    kb = load()
    _write(_as(release(kb), format), output)
    click.echo(f"# {notice(kb)}", err=True)


def _as(data: Release, format: CitationFormat) -> str:
    match format:
        case CitationFormat.TEXT:
            return f"{data}\n"
        case CitationFormat.BIBTEX:
            return data.to_bibtex()
        case CitationFormat.CSL_JSON:
            return data.to_csl_json()
        case CitationFormat.RIS:
            return data.to_ris()
        case CitationFormat.CFF:
            return data.to_cff()
        case _ as never:
            assert_never(never)


def _export(name: str, title: str, written: Callable[..., str]) -> click.Command:
    """Return a command that writes the papers which statements cite."""

    @click.command(name, help=f"Write the papers that statements cite as {title}.")
    @selecting
    @click.option(
        "--cited-by",
        metavar="SOURCE",
        shell_complete=sources,
        help="Only what this source, or this revision of one, cites for them.",
    )
    @_output_option
    def export(selection: Selection[Statement], cited_by: str | None, output: Path | None) -> None:
        _write(written(selection, cited_by=cited_by), output)
        papers = len(cited(selection, cited_by=cited_by))
        told = f"# {papers} papers of {len(selection)} statements"
        where = f" -> {output}" if output else ""
        click.echo(f"{told}{where}\n# {notice(kb_of(selection))}", err=True)

    return export


PAPERS = (
    _export("bibtex", "BibTeX", to_bibtex),
    _export("csl-json", "CSL-JSON", to_csl_json),
    _export("ris", "RIS", to_ris),
)
"""The commands of `allkb export` that write papers."""


def _write(text: str, output: Path | None) -> None:
    """Write a text in UTF-8 to a file, whole or not at all, or to standard output."""
    if output is None:
        click.echo(text.encode(), nl=False)
        return
    with replaced(output) as file:
        file.write_text(text, encoding="utf-8", newline="\n")
