"""QR codes as SVG and PNG: error correction M (15 %), a quiet zone of two modules around.

The quiet zone is half of what the standard asks: every code of ours stands on white paper or in a
white card, where the rest of it is white as well.
"""

import re
import struct
import zlib
from typing import Any
from urllib.parse import quote

import zxingcpp

ERROR = "M"
BORDER = 2
_DARK = re.compile(b"\x00+")


def modules(text: str) -> tuple[bytes, ...]:
    """Return the QR code of a text as rows of modules, 0 for a dark one and 255 for a light one."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=ERROR)
    # Its type does not say that it lends its bytes.
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    cells, side = memoryview(image).tobytes(), len(memoryview(image))
    return tuple(cells[at : at + side] for at in range(0, side * side, side))


def qr_svg(text: str, *, dark: str = "#000") -> str:
    """Return the QR code of a text as an SVG element, to stand in a page or in a Typst template."""
    rows = modules(text)
    drawn = "".join(
        f"M{run.start() + BORDER} {y}h{len(run.group())}v1h-{len(run.group())}z"
        for y, row in enumerate(rows, BORDER)
        for run in _DARK.finditer(row)
    )
    side = len(rows) + 2 * BORDER
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{3 * side}" height="{3 * side}" '
        f'shape-rendering="crispEdges" viewBox="0 0 {side} {side}">'
        f'<path fill="{dark}" d="{drawn}"/></svg>'
    )


def qr_picture(text: str, *, dark: str = "#000") -> str:
    """Return the QR code of a text as the address of a picture (``data:``)."""
    return f"data:image/svg+xml,{quote(qr_svg(text, dark=dark))}"


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """Return the QR code of a text as PNG, ``scale`` pixels a module; the same bytes each time."""
    light = b"\xff" * BORDER
    rows = [light + row + light for row in modules(text)]
    empty = [b"\xff" * len(rows[0])] * BORDER
    lines = (b"".join(bytes([cell]) * scale for cell in row) for row in [*empty, *rows, *empty])
    side = len(rows[0]) * scale
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join((b"\0" + line) * scale for line in lines), 9)
    parts = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
