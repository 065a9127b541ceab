"""Files that are written whole or not at all."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import click

from allkb.cli.faults import Refusal

__all__ = ["output_option", "replaced"]

output_option = click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write; one that is there is replaced.",
)


@contextmanager
def replaced(target: Path) -> Generator[Path]:
    """
    Give a path to write to, which takes the place of a file once all is written.

    Raises:
        Refusal: if the target is there and is no file, or cannot be written.
    """
    if target.exists() and not target.is_file():
        raise Refusal([f"{target} is no file"])
    # A link stays a link; the suffix says what is written.
    place = target.resolve()
    part = place.with_name(f".{place.stem}.{uuid4().hex}{place.suffix}")
    try:
        yield part
        part.replace(place)
    except OSError as exc:
        raise Refusal([f"{target}: {exc.strerror or exc}"]) from exc
    finally:
        part.unlink(missing_ok=True)
