"""The sealed letter: a pack's key on paper, to be opened by the invigilator at the hour."""

from datetime import date
from pathlib import Path

from zhicai.documents.pdf import FACE, Template, compile_pdf
from zhicai.documents.reading import printable
from zhicai.exams.models import ExamPack
from zhicai.exams.presenters.sittings import when

LETTER = Template("letter.typ", Path(__file__).parent.parent / "typst")


def letter_pdf(pack: ExamPack, key: str, *, by: str, on: date) -> bytes:
    """Return the letter with a key as PDF/A: the address outside, the key on the inner half."""
    place = pack.exam.training_class.place.name if pack.exam.training_class else ""
    data = {
        "face": FACE,
        "title": printable(pack.exam.title),
        "number": str(pack.number),
        "code": pack.sha256[:16],
        "when": when(pack.exam),
        "place": printable(place),
        "office": printable(pack.office),
        "by": printable(by),
        "key": key,
        "made": [on.year, on.month, on.day],
    }
    return compile_pdf(LETTER, data, dated=on)
