"""Groups of commands that list them in their order, and nothing of their help cut short."""

from __future__ import annotations

from typing import Any

import click

__all__ = ["Ordered"]

_WHOLE = 1000
"""More characters than the first sentence of any command's help has."""


class Ordered(click.Group):
    """A group that lists its commands in the order in which they were added, under headings."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._heads: dict[str, str] = {}

    def add_under(self, head: str, *commands: click.Command) -> None:
        """Add commands that are listed under a heading."""
        for command in commands:
            self.add_command(command)
            self._heads[command.name or ""] = head

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in order."""
        del ctx
        return [*self.commands]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, folded where a line ends."""
        del ctx
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            said = command.get_short_help_str(_WHOLE)
            sections.setdefault(self._heads.get(name, "Commands"), []).append((name, said))
        widest = max(map(len, self.commands))
        for head, rows in sections.items():
            with formatter.section(head):
                formatter.write_dl([(f"{name:{widest}}", said) for name, said in rows])
