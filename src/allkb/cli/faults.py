"""What is wrong, told on standard error with exit status 2, a line for each fault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import click

from allkb.cli.grouping import Ordered
from allkb.errors import AllkbError, InvalidValueError

__all__ = ["Commands", "Refusal"]


class Refusal(click.ClickException):
    """
    What the command refuses.

    Args:
        faults: What is wrong, a line each.
    """

    exit_code = 2

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the faults on standard error."""
        for fault in self.faults:
            click.echo(f"allkb: {fault}", file=file, err=True)


class Commands(Ordered):
    """A group whose commands tell the library's errors as faults."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # Whoever read the output has enough of it: Click ends without a word.
        except InvalidValueError as exc:
            raise Refusal(f"{exc.subject}: {fault}" for fault in exc.faults) from exc
        except (AllkbError, OSError, ValueError) as exc:
            raise Refusal([str(exc)]) from exc
