"""Lets pages be made by a few threads while many requests wait for a shared commit.

A page costs the interpreter's turn, so that more threads would only queue for it, each with a
database connection of its own. What a sitting sends costs almost none of it and waits for the disk.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class InTurns:
    """A WSGI application that runs another in a fixed number of threads."""

    def __init__(self, pages: WSGIApplication, threads: int) -> None:
        self.pages = pages
        self.threads = threads
        self._pool: ThreadPoolExecutor | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request in one of the threads, waiting for one that is free."""
        if self._pool is None:
            # Not at import: a server forks its workers first.
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="page")
        return self._pool.submit(self.pages, environ, start).result()
