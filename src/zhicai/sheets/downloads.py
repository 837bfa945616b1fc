"""Handing a file out: the right type, and a name that Chinese browsers old and new keep."""

import re
from urllib.parse import quote

from django.http import HttpResponse

_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json",
    ".zip": "application/zip",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def download(content: bytes, name: str) -> HttpResponse:
    """Return ``content`` as a file to be saved under ``name``, such as ``年度培训计划.xlsx``.

    The name goes in the form of RFC 5987 beside an ASCII one for programs that do not know it;
    signs that no file system takes are left out. The answer is not kept by caches: tables hold
    personal data.
    """
    kept = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]+', " ", name).strip(" .") or "zhicai"
    suffix = re.search(r"\.[A-Za-z0-9]{1,5}$", kept)
    ending = suffix[0].lower() if suffix else ""
    plain = kept if kept.isascii() else f"zhicai{ending}"
    response = HttpResponse(content, content_type=_TYPES.get(ending, "application/octet-stream"))
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(kept, safe='')}"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
