"""`allkb completion`: what a shell needs to complete commands, options, ids and names."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

__all__ = ["completion"]

_SHELLS: dict[str, type[ShellComplete]] = {
    shell.name: shell for shell in (BashComplete, ZshComplete, FishComplete)
}


_SOURCED = """\b
bash, in ~/.bashrc:                  eval "$(allkb completion bash)"
zsh, in ~/.zshrc:                    eval "$(allkb completion zsh)"
fish, in ~/.config/fish/config.fish: allkb completion fish | source
"""


@click.command(epilog=_SOURCED)
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what SHELL has to source to complete commands, options, ids and names."""
    found = _SHELLS[shell](context.find_root().command, {}, "allkb", "_ALLKB_COMPLETE")
    click.echo(found.source(), nl=False)
