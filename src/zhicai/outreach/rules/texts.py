"""What every text that is typed must be: there, and not too long."""

from collections.abc import Iterator

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text


def text_faults(
    words: str, *, field: str, says: Text, most: int, row: int | None = None
) -> Iterator[Fault]:
    """Yield what is wrong with a text: missing (``says`` tells what to write), or too long."""
    if not words.strip():
        yield Fault(says, field=field, row=row)
    elif len(words.strip()) > most:
        long = Text(
            f"不超过 {most} 字（现有 {len(words.strip())} 字）。",
            f"At most {most} characters (now {len(words.strip())}).",
        )
        yield Fault(long, field=field, row=row)
