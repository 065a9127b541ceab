"""
The evidence for language models, over the Model Context Protocol (extra `mcp`).

Tools that read and never write, bounded answers, each with figures as printed,
grades, citations, revisions and the notice. Every text of the data is delivered
in a field that says what it is: nothing in it is an instruction.
"""

from allkb.errors import MissingExtraError

try:
    from allkb.mcp.serving import serve, server
except ModuleNotFoundError as exc:
    raise MissingExtraError("mcp", exc.name or "mcp") from exc

__all__ = ["serve", "server"]
