"""Bounds on the size of requests, told as every other error is."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem

LARGEST = 65_536
"""The most bytes of a request's body."""


class Bounded:
    """
    Refuses bodies that are too large, without reading them to their end.

    The framework's own bound answers in plain text.

    Args:
        app: The application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to its bound, and hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, more = b"", True
        while more and len(body) <= LARGEST:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > LARGEST:
            refusal = problem(413, "Too large", f"A body has at most {LARGEST} bytes.")
            await refusal(scope, receive, send)
            return
        whole: Message = {"type": "http.request", "body": body, "more_body": False}
        given = iter([whole])

        async def again() -> Message:
            return next(given, None) or await receive()

        await self._app(scope, again, send)
