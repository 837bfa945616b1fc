"""Reads the QR codes on pages, pictures and printed papers as a phone would."""

import re
import shutil
import struct
import subprocess
import zlib

import pytest
import zxingcpp

NO_PDFTOPPM = "no pdftoppm on this machine: Debian has it in package poppler-utils"
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1")


def scanned(width: int, pixels: bytes) -> list[str]:
    """The texts of the QR codes in a picture of grey pixels."""
    rows = memoryview(pixels).cast("B", (len(pixels) // width, width))
    return [one.text for one in zxingcpp.read_barcodes(rows)]


def scanned_svg(page: str) -> list[str]:
    """The texts of the codes that a page shows as SVG elements, one after another."""
    found = []
    for side, drawn in re.findall(r'viewBox="0 0 (\d+) \1"><path fill="[^"]+" d="([^"]+)"', page):
        width, scale = int(side), 4
        cells = [bytearray(b"\xff" * width) for _ in range(width)]
        for x, y, many in (map(int, run) for run in _RUN.findall(drawn)):
            cells[y][x : x + many] = b"\0" * many
        rows = (b"".join(bytes([cell]) * scale for cell in row) * scale for row in cells)
        found += scanned(width * scale, b"".join(rows))
    return found


def scanned_png(picture: bytes) -> list[str]:
    """The texts of the codes in a PNG of eight-bit grey whose lines bear no filter."""
    width, _, *kind = struct.unpack(">IIBBBBB", picture[16:29])
    assert kind == [8, 0, 0, 0, 0]
    at, data = 33, b""
    while picture[at + 4 : at + 8] == b"IDAT":
        (length,) = struct.unpack(">I", picture[at : at + 4])
        data, at = data + picture[at + 8 : at + 8 + length], at + 12 + length
    lines = zlib.decompress(data)
    rows = [lines[start + 1 : start + 1 + width] for start in range(0, len(lines), width + 1)]
    return scanned(width, b"".join(rows))


def scanned_pdf(content: bytes, *, dpi: int = 150) -> list[str]:
    """The texts of the codes on the first page of a PDF, printed in grey at ``dpi``."""
    if shutil.which("pdftoppm") is None:
        pytest.skip(NO_PDFTOPPM)
    command = ["pdftoppm", "-gray", "-r", str(dpi), "-f", "1", "-l", "1", "-"]
    printed = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", printed)
    return scanned(int(head[1]), printed[head.end() :])
