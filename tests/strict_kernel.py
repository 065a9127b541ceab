"""
What the kernel of a notebook runs before its first cell, so that tests are strict with it.

A warning is an error, and so is any address but this machine's own.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")
ASKING = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to ask anything of another machine."""
    if event in ASKING:
        # What connects gives the socket and (host, port); what looks up a name, the name.
        host: object = arguments[0] if isinstance(arguments[0], str) else arguments[1][0]
        if isinstance(host, str) and not host.startswith(LOOPBACK):
            msg = f"the network was asked for: {host}"
            raise PermissionError(msg)


sys.addaudithook(refuse_network)
warnings.simplefilter("error")
