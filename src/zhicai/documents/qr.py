"""QR codes as PNG and SVG."""

from io import BytesIO

import segno

ERROR = "m"


def qr_png(address: str, *, scale: int = 8) -> bytes:
    """Return a PNG of the QR code of an address, the same bytes each time; quiet zone included."""
    out = BytesIO()
    segno.make(address, error=ERROR, micro=False).save(out, kind="png", scale=scale, border=2)
    return out.getvalue()


def qr_svg(address: str, *, dark: str = "#000") -> str:
    """Return the QR code of an address as an SVG element to stand in a page."""
    return segno.make(address, error=ERROR, micro=False).svg_inline(scale=3, border=2, dark=dark)
