"""`allkb mcp`; what does the work is imported when it is used (extra `mcp`)."""

from __future__ import annotations

import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

import click

from allkb.cli.faults import Refusal
from allkb.loading import load
from allkb.views import notice

__all__ = ["mcp"]

Transport = Literal["stdio", "streamable-http"]


@click.command()
@click.option(
    "--transport",
    type=click.Choice(["stdio", "streamable-http"]),
    default="stdio",
    show_default=True,
    help="Standard input and output, or HTTP.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="For HTTP: the address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="For HTTP: the port to listen on.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST[:PORT]",
    help="For HTTP: a name by which it may be called; needed where others can reach it.",
)
def mcp(transport: Transport, host: str, port: int, names: tuple[str, ...]) -> None:
    """
    Serve the evidence to language models, over the Model Context Protocol.

    Its tools read and never write. Over HTTP it is reached from this machine
    alone, at /mcp, unless --host says otherwise; it has no sign-in.
    """
    from allkb.mcp import serve

    kb = load()
    if transport == "stdio":
        with _interruptible():
            if sys.stdin.isatty():
                told = "waits for a client on standard input: a program that starts this command"
                click.echo(f"# {told}\n# {notice(kb)}", err=True)
            serve(kb)
        return
    told = f"http://{_shown(host)}:{port}/mcp, until Ctrl-C"
    click.echo(f"# {told}\n# {notice(kb)}", err=True)
    try:
        serve(kb, transport=transport, host=host, port=port, names=names)
    except SystemExit as exc:
        raise Refusal([f"nothing can listen on {_shown(host)}:{port}"]) from exc
    except KeyboardInterrupt:
        # That is how a server is ended.
        return


@contextmanager
def _interruptible() -> Generator[None]:
    """Have Ctrl-C end the process at once: nothing else ends a wait for standard input."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _shown(host: str) -> str:
    """Return an address as links have it."""
    return f"[{host}]" if ":" in host else host
