"""
The command line (extra `cli`).

Results go to standard output, errors to standard error with exit status 2. In
a terminal lists are tables; piped, they are plain lines, unless a format is
asked for.
"""

from allkb.errors import MissingExtraError

try:
    import click as _click
    import rich as _rich
except ModuleNotFoundError as exc:
    raise MissingExtraError("cli", exc.name or "click") from exc

from allkb.cli.root import cli

__all__ = ["cli"]

del _click, _rich
