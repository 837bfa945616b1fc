"""Hands a kept file out. The app itself has no address: the calling view has checked the scope."""

from urllib.parse import quote

from django.http import FileResponse

from zhicai.files.models import StoredFile
from zhicai.files.rules import MEDIA_TYPES, SHOWN_INLINE, Kind
from zhicai.files.storage import open_content

# A browser's own viewer of PDF does not start inside a sandbox.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def serve_file(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """Return the file as a download; ``inline`` lets a browser show a PDF or a picture.

    LostContent where the content is not in the store.
    """
    kind = Kind(stored.kind)
    shown = inline and kind in SHOWN_INLINE
    response = FileResponse(open_content(stored.sha256), content_type=MEDIA_TYPES[kind])
    plain = stored.name if stored.name.isascii() else f"file.{kind}"
    response["Content-Disposition"] = (
        f'{"inline" if shown else "attachment"}; filename="{plain}"; '
        f"filename*=UTF-8''{quote(stored.name, safe='')}"
    )
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _VIEWER if shown and kind is Kind.PDF else _SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
