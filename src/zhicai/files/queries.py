"""Reads of kept files. Whose they are is the business of the app that kept them."""

from collections.abc import Iterator

from zhicai.files import storage
from zhicai.files.models import StoredFile


def orphans() -> Iterator[str]:
    """Yield the hash of every content that no row knows (of any age)."""
    known = set(StoredFile.objects.values_list("sha256", flat=True).distinct())
    return (digest for digest in storage.contents() if digest not in known)


def is_known(digest: str) -> bool:
    """Say whether a row knows this content."""
    return StoredFile.objects.filter(sha256=digest).exists()


def lost() -> Iterator[str]:
    """Yield the hash of every content that a row knows and that is gone or changed on disk."""
    known = StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    return (digest for digest in known.iterator(chunk_size=2000) if not storage.is_whole(digest))
