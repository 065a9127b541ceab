"""The command `allkb` with all its commands."""

from __future__ import annotations

import click

from allkb import __version__
from allkb.cli.auditing import audit_, check
from allkb.cli.bundles import fhir
from allkb.cli.cards import show, tour
from allkb.cli.citing import PAPERS, cite
from allkb.cli.cohorts import cohort
from allkb.cli.completion import completion
from allkb.cli.exporting import export
from allkb.cli.faults import Commands
from allkb.cli.histories import changes, conflicts
from allkb.cli.listing import list_, search
from allkb.cli.plots import plot
from allkb.cli.publishing import site
from allkb.cli.serving import mcp
from allkb.cli.tables import table
from allkb.cli.terminal import made_legible

__all__ = ["cli"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="allkb")
def cli() -> None:
    """Ask the published evidence on relapsed childhood ALL. Not clinical advice."""
    made_legible()


for _head, _commands in {
    "To ask": (tour, list_, show, search, changes, conflicts),
    "To write": (table, plot, site, export, cite, cohort),
    "To curate": (check, audit_),
    "For other programs": (mcp, completion),
}.items():
    cli.add_under(_head, *_commands)
for _command in (*PAPERS, fhir):
    export.add_command(_command)
