"""The command `allkb`, also as `python -m allkb`."""

from __future__ import annotations

import sys

from allkb.errors import MissingExtraError

__all__ = ["main"]


def main() -> None:
    """Run the command line, or say what to install for it."""
    try:
        from allkb.cli import cli
    except MissingExtraError as exc:
        sys.stderr.write(f"allkb: {exc}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        # As Click says it once it is there.
        sys.stderr.write("\nAborted!\n")
        sys.exit(1)
    cli(prog_name="allkb")


if __name__ == "__main__":
    main()
