"""What a machine without network serves: the sitting and the room, nothing else of the site."""

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

DOOR = "/exams/here/"
INSIDE = re.compile(
    r"/(static/|language/|accounts/logout|ui/"
    r"|exams/((s|mine|time|keep|device|room|here|\d+)/|worker\.js))"
)


class Gate:
    """A WSGI application: everything but the exam leads to the door of the room."""

    def __init__(self, site: WSGIApplication) -> None:
        self.site = site

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if INSIDE.match(environ.get("PATH_INFO", "")):
            return self.site(environ, start)
        if environ.get("HTTP_HX_REQUEST"):
            # A part of a page that asks for figures of the office, which there are none of here.
            start("204 No Content", [])
            return []
        start("303 See Other", [("Location", DOOR), ("Content-Length", "0")])
        return [b""]
