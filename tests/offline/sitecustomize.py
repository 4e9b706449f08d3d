"""Cut the network for any Python that has this folder on its path; loopback stays.

`make test` runs every notebook so: a cell that asks for another machine fails.
"""

import sys

HERE = (None, "", "127.0.0.1", "::1", "localhost")


def refuse(event, args):
    """Raise where a socket would leave this machine."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # a path: a local socket
    else:
        return
    if host not in HERE:
        raise OSError(f"the network is cut: {event} to {host!r}")


sys.addaudithook(refuse)
