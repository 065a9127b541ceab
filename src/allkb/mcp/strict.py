"""A server that takes no argument it does not know, and says in plain words what is wrong."""

from __future__ import annotations

from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, InputRequiredResult, Tool
from pydantic import ValidationError

__all__ = ["Strict"]

_SHOWN = 80
"""The most characters that are shown of a name that is not known."""


class Strict(MCPServer[Any]):
    """
    A server whose tools refuse arguments that they do not have.

    One that is misspelled would otherwise be left out in silence, and the answer
    be one to another question.
    """

    async def list_tools(self) -> list[Tool]:
        """Return the tools; their schemas say that there are no other arguments."""
        return [
            tool.model_copy(
                update={"input_schema": {**tool.input_schema, "additionalProperties": False}}
            )
            for tool in await super().list_tools()
        ]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """
        Call a tool.

        Raises:
            ToolError: if there is no such tool, or it cannot answer this; it tells why.
        """
        schemas = {tool.name: tool.input_schema for tool in await self.list_tools()}
        if name not in schemas:
            msg = f"no tool {name[:_SHOWN]!r}; there are {', '.join(schemas)}"
            raise ToolError(msg)
        known = [*schemas[name]["properties"]]
        unknown = [f"{given[:_SHOWN]!r}" for given in arguments if given not in known]
        if unknown:
            msg = f"{name} takes {', '.join(known)}, and not {', '.join(unknown[:10])}"
            raise ToolError(msg)
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as exc:
            if not isinstance(exc.__cause__, ValidationError):
                raise
            raise ToolError("; ".join(_told(exc.__cause__))) from exc.__cause__


def _told(wrong: ValidationError) -> list[str]:
    """Return what is wrong with arguments; not what they were, which may be long."""
    return [
        f"{'.'.join(map(str, error['loc']))[:_SHOWN]}: {error['msg']}" for error in wrong.errors()
    ][:10]
