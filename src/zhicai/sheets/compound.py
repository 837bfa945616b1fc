"""The container of .xls files (a compound file, MS-CFB): what streams it has, and one stream's
bytes.

Pure Python on purpose: what is said here about a hostile file comes out as an exception, not as a
crash.
"""

import struct
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""


class CompoundError(ValueError):
    """The container's own tables contradict each other."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound file."""

    data: bytes
    entries: tuple[_Entry, ...]
    sector: int
    table: tuple[int, ...]
    small_table: tuple[int, ...]
    cutoff: int

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all streams and storages."""
        return frozenset(entry.name for entry in self.entries)

    def stream(self, name: str) -> bytes:
        """Return the bytes of the first stream of that name; KeyError when there is none."""
        for entry in self.entries:
            if entry.name == name:
                return self._read(entry)
        raise KeyError(name)

    def _read(self, entry: _Entry) -> bytes:
        if entry.size >= self.cutoff:
            return _joined(self.data, entry.start, self.table, self.sector, 1)[: entry.size]
        root = self.entries[0]
        small = _joined(self.data, root.start, self.table, self.sector, 1)[: root.size]
        return _joined(small, entry.start, self.small_table, 64, 0)[: entry.size]


def open_compound(data: bytes) -> Compound:
    """Read the tables of a compound file; CompoundError when they cannot be followed."""
    if len(data) < 512 or not data.startswith(MAGIC):
        raise CompoundError("no header")
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise CompoundError("sector size")
    sector = 1 << shift
    tables, directory, _, cutoff, small_start = struct.unpack_from("<IIIII", data, 44)
    table = _table(data, sector, tables)
    written = _joined(data, directory, table, sector, 1)
    entries = tuple(_entries(written))
    if not entries:
        raise CompoundError("no directory")
    small = b"" if small_start >= _LAST else _joined(data, small_start, table, sector, 1)
    return Compound(data, entries, sector, table, _numbers(small), cutoff)


def _table(data: bytes, sector: int, count: int) -> tuple[int, ...]:
    """Return the allocation table: for each sector the one that follows it."""
    where = list(struct.unpack_from("<109I", data, 76))
    further, _ = struct.unpack_from("<II", data, 68)
    most = len(data) // sector + 1
    seen = 0
    while further < _LAST and seen < most:
        listed = _numbers(_sector(data, further, sector, 1))
        where += listed[:-1]
        further = listed[-1]
        seen += 1
    listed_sectors = [number for number in where if number < _LAST][: min(count, most)]
    return _numbers(b"".join(_sector(data, number, sector, 1) for number in listed_sectors))


def _joined(data: bytes, start: int, table: tuple[int, ...], size: int, header: int) -> bytes:
    """Return the sectors of a chain, one after another."""
    parts: list[bytes] = []
    number = start
    while number < _LAST:
        if number >= len(table) or len(parts) > len(table):
            raise CompoundError("chain")
        parts.append(_sector(data, number, size, header))
        number = table[number]
    return b"".join(parts)


def _sector(data: bytes, number: int, size: int, header: int) -> bytes:
    begin = (number + header) * size
    if begin >= len(data):
        raise CompoundError("sector outside of the file")
    return data[begin : begin + size].ljust(size, b"\0")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _entries(directory: bytes) -> list[_Entry]:
    found = []
    for at in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        if kind == 0:
            continue
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", directory, at + 116)
        found.append(_Entry(name, start, size))
    return found
