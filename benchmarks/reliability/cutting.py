"""A TCP proxy before the server that can be cut: it lives in the loop of the browsers."""

import asyncio
import contextlib

RESET, SILENT = "reset", "silent"
"""How a network goes away: connections break, or nothing comes through any more."""


class Cutting:
    """Passes everything on until it is cut; what the server was sent before, it has got."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._open = asyncio.Event()
        self._open.set()
        self._clients: set[asyncio.StreamWriter] = set()

    async def listen(self) -> int:
        """Begin; return the port on which it listens."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    async def cut(self, seconds: float, how: str) -> None:
        """Let nothing through for some seconds.

        Whichever way: what came from the server in the meantime never arrives.
        """
        self._open.clear()
        if how == RESET:
            self._break()
        await asyncio.sleep(seconds)
        self._break()
        self._open.set()

    async def close(self) -> None:
        """End it."""
        self._break()
        self._server.close()

    def _break(self) -> None:
        for writer in self._clients:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open.is_set():
            writer.transport.abort()
            return
        self._clients.add(writer)
        with contextlib.suppress(OSError):
            back, on = await asyncio.open_connection("127.0.0.1", self._to)
            both = (self._pump(reader, on, up=True), self._pump(back, writer, up=False))
            await asyncio.gather(*both)
        self._clients.discard(writer)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65536):
                if not self._open.is_set():
                    if up:
                        break
                    continue
                writer.write(chunk)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
