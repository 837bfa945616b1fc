"""The formats by name: what each is called, what it reads and writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhicai.exams.interchange import aiken, excel, gift, marked, moodle, qti, qti_out, word
from zhicai.exams.interchange.drafts import Draft, Found
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Format:
    """One format; ``text`` says that it can be pasted, ``ends`` how its files end."""

    key: str
    says: Text
    ends: tuple[str, ...]
    read: Callable[[bytes], Found]
    text: bool = False
    write: Callable[[Sequence[Draft]], bytes] | None = None
    written: Text | None = None

    @property
    def says_out(self) -> Text:
        """What a file of it that is handed out is called, where that is less than it reads."""
        return self.written or self.says


def words_in(data: bytes) -> str:
    """Return the text of a file in UTF-8 or GB18030; BadInput where it is in neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codes: tuple[str, ...] = ("utf-16",)
    else:
        codes = ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    says = Text(
        "认不出文件的文字编码，请另存为 UTF-8 文本后再上传。",
        "The encoding of the text is not known; save it as UTF-8.",
    )
    raise BadInput([Fault(says)])


def _marked(data: bytes) -> Found:
    return marked.read(word.words_of(data) if data.startswith(b"PK\x03\x04") else words_in(data))


FORMATS = {
    one.key: one
    for one in (
        Format("marked", Text("Word 或文字（按格式写）", "Word or text (marked form)"),
               (".docx", ".txt"), _marked, text=True,
               write=lambda drafts: marked.write(drafts).encode(),
               written=Text("文字（可再导入）", "Text (can be imported again)")),
        Format("excel", Text("Excel 模板", "Excel template"), (".xlsx", ".xls", ".csv"),
               excel.read, write=excel.write),
        Format("moodle", Text("Moodle XML", "Moodle XML"), (".xml",), moodle.read,
               write=moodle.write),
        Format("qti", Text("QTI 2.1 至 3.0", "QTI 2.1 to 3.0"), (".zip", ".xml"), qti.read,
               write=qti_out.write, written=Text("QTI 3.0", "QTI 3.0")),
        Format("gift", Text("GIFT", "GIFT"), (".txt", ".gift"),
               lambda data: gift.read(words_in(data)), text=True),
        Format("aiken", Text("Aiken", "Aiken"), (".txt",),
               lambda data: aiken.read(words_in(data)), text=True),
    )
}  # fmt: skip
"""What can be brought in, the most used first."""
WRITTEN = {key: one for key, one in FORMATS.items() if one.write is not None}
"""What can be handed out."""
ENDING = {"marked": ".txt", "excel": ".xlsx", "moodle": ".xml", "qti": ".zip"}
"""How a file that is handed out ends."""
