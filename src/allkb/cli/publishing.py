"""`allkb site`; what does the work is imported when it is used (extra `site`)."""

from __future__ import annotations

from pathlib import Path

import click

from allkb.cli.progress import Bar
from allkb.loading import load
from allkb.views import notice

__all__ = ["site"]


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def site(folder: Path) -> None:
    """
    Write the evidence as pages to read and search, which open without a server.

    The folder must be new or empty, or hold an earlier site and nothing else.
    """
    from allkb.site import build

    kb = load()
    with Bar("writing the pages") as bar:
        first = build(kb, folder, progress=bar.told)
    click.echo(f"# {len(kb)} statements -> {first}\n# {notice(kb)}", err=True)
