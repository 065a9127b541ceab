"""Tags on what is given, so that what a client has already is not sent again."""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Tagged:
    """
    Tags what is got with the data it is from; what a client has already is not sent again.

    Args:
        app: The application behind it.
        data: What the answers depend on, beside the address that was asked.
    """

    def __init__(self, app: ASGIApp, data: str) -> None:
        self._app = app
        self._data = data

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 304 for a known tag, or have the answer tagged."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = b"\n".join((self._data.encode(), scope["path"].encode(), scope["query_string"]))
        tag = f'"{hashlib.sha256(asked).hexdigest()[:32]}"'
        known = Headers(scope=scope).get("if-none-match", "")
        if tag in {one.strip().removeprefix("W/") for one in known.split(",")}:
            await send(
                {"type": "http.response.start", "status": 304, "headers": [(b"etag", tag.encode())]}
            )
            await send({"type": "http.response.body", "body": b""})
            return

        async def tagging(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                headers["ETag"] = tag
                headers["Cache-Control"] = "no-cache"
            await send(message)

        await self._app(scope, receive, tagging)
