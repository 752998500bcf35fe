"""A network between a browser and the server that can be cut, mended, and made to lose an answer.

Why: a browser's own "offline" does not reach the service worker.
"""

import socket
import threading
from contextlib import suppress

PIECE = 65_536


class Network:
    def __init__(self, host: str, port: int) -> None:
        self._lossy: socket.socket | None = None
        self.server = (host, port)
        self.lost = 0
        self._up = True
        self._lose = False
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._door.getsockname()[1]}"

    def cut(self) -> None:
        self._up = False
        for one in list(self._open):
            _shut(one)

    def mend(self) -> None:
        self._up = True

    def lose_an_answer(self) -> None:
        """The next upload reaches the server, and its answer nobody."""
        self._lose = True

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self._door.accept()
                if not self._up:
                    _shut(browser)
                    continue
                server = socket.create_connection(self.server)
                self._open |= {browser, server}
                for one, other in ((browser, server), (server, browser)):
                    threading.Thread(target=self._carry, args=(one, other, one is browser), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                if asking and self._lose and b"/upload/ HTTP" in piece:
                    self._lose = False
                    self._lossy = other
                if not asking and self._lossy is one:
                    self._lossy = None
                    self.lost += 1
                    break
                other.sendall(piece)
        for each in (one, other):
            _shut(each)
            self._open.discard(each)


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
