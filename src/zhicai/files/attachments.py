"""What ``files/parts/attachments.html`` shows: the files of a record, and where to add one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property

from zhicai.files.models import StoredFile
from zhicai.files.rules import (
    EVIDENCE,
    LARGEST,
    SHOWN_INLINE,
    Kind,
    accept_attribute,
    accepted_words,
    size_words,
)
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Attached:
    """One file of a record, with the addresses at which the record's app hands it out or drops it.

    ``remove_url`` is posted to; empty where this user may not remove it.
    """

    file: StoredFile
    url: str
    remove_url: str = ""

    @property
    def size(self) -> str:
        """The size in words."""
        return size_words(self.file.size)

    @property
    def inline_url(self) -> str:
        """Where a browser shows it; empty for what it cannot show."""
        return f"{self.url}?inline=1" if Kind(self.file.kind) in SHOWN_INLINE else ""


@dataclass(frozen=True)
class Attachments:
    """All files of a record; ``upload_url`` is empty where this user may add none.

    ``faults`` is what was wrong with the file sent last (of BadInput).
    """

    rows: Sequence[Attached]
    upload_url: str = ""
    kinds: Collection[Kind] = EVIDENCE
    faults: Sequence[Fault] = ()

    @cached_property
    def accept(self) -> str:
        """The endings for the file field."""
        return accept_attribute(self.kinds)

    @cached_property
    def accepts(self) -> Text:
        """What is taken, in words."""
        words, most = accepted_words(self.kinds), size_words(max(LARGEST[k] for k in self.kinds))
        return Text(f"{words.zh}，不超过 {most}", f"{words.en}; at most {most}")
