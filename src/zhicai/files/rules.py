"""Which files are taken: kinds, limits, and what each refusal says."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from zhicai.foundation.text import Text

MEGABYTE = 2**20


class Kind(StrEnum):
    """What a file is, told by its content."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JPEG = "jpg"
    PNG = "png"
    OFD = "ofd"
    ZIP = "zip"


DOCUMENTS = frozenset({Kind.PDF, Kind.DOCX, Kind.XLSX, Kind.OFD})
PICTURES = frozenset({Kind.JPEG, Kind.PNG})
EVIDENCE = DOCUMENTS | PICTURES
"""What an attachment may be unless its app says otherwise."""

MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.OFD: "application/ofd",
    Kind.ZIP: "application/zip",
}

SHOWN_INLINE = frozenset({Kind.PDF, Kind.JPEG, Kind.PNG})
"""What a browser may show; everything else is only ever saved."""

LARGEST = {
    Kind.PDF: 50 * MEGABYTE,  # a scanned agreement of 100 pages
    Kind.DOCX: 20 * MEGABYTE,
    Kind.XLSX: 20 * MEGABYTE,
    Kind.JPEG: 20 * MEGABYTE,  # a photo of a recent phone takes 5 to 12
    Kind.PNG: 20 * MEGABYTE,
    Kind.OFD: 50 * MEGABYTE,
    Kind.ZIP: 100 * MEGABYTE,
}

_ENDINGS = {kind: (f".{kind}",) for kind in Kind} | {Kind.JPEG: (".jpg", ".jpeg")}
_NAME_LENGTH = 120
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was found in a file; ``kind`` is None for what is none of the known kinds.

    ``legacy`` is a file of Word or Excel 97-2003 (or WPS), ``encrypted`` asks for a password,
    ``active`` holds macros or ActiveX, ``entities`` has an XML part with a DTD, ``bomb`` unpacks to
    far more than it is, ``damaged`` cannot be read to its end.
    """

    size: int
    kind: Kind | None
    legacy: bool = False
    encrypted: bool = False
    active: bool = False
    entities: bool = False
    bomb: bool = False
    damaged: bool = False


def faults_of(facts: FileFacts, kinds: Collection[Kind]) -> list[Text]:
    """Return everything that keeps a file from being taken; empty when it is."""
    if facts.size == 0:
        return [Text("文件是空的，请重新选择。", "The file is empty; choose another.")]
    found = [says for applies, says in _FAULTS if applies(facts)]
    named_otherwise = facts.legacy or facts.encrypted
    if facts.kind not in kinds and not (facts.kind is None and named_otherwise):
        found.append(_not_accepted(kinds))
    most = LARGEST[facts.kind] if facts.kind else max(LARGEST[kind] for kind in kinds)
    if facts.size > most:
        found.append(
            Text(
                f"文件有 {size_words(facts.size)}，上限是 {size_words(most)}，请压缩或拆分。",
                f"The file has {size_words(facts.size)}; at most {size_words(most)} are taken. "
                "Shrink or split it.",
            )
        )
    return found


_FAULTS: tuple[tuple[Callable[[FileFacts], bool], Text], ...] = (
    (
        lambda facts: facts.encrypted,
        Text(
            "文件设有打开密码，请取消密码后再上传。",
            "The file asks for a password; save it without one.",
        ),
    ),
    (
        lambda facts: facts.legacy and not facts.encrypted,
        Text(
            "这是 97-2003 格式的文件，请另存为 .docx、.xlsx 或 PDF 后再上传。",
            "This is a file of the 97-2003 format; save it as .docx, .xlsx or PDF.",
        ),
    ),
    (
        lambda facts: facts.active,
        Text(
            "文件含有宏或控件，请另存为不含宏的格式后再上传。",
            "The file holds macros or controls; save it in a format without them.",
        ),
    ),
    (
        lambda facts: facts.entities,
        Text(
            "文件内部含有外部实体声明，不能接收。请用 Word、Excel 或 WPS 重新保存。",
            "The file declares XML entities, which are not taken. Save it anew with an office "
            "program.",
        ),
    ),
    (
        lambda facts: facts.bomb,
        Text(
            "文件解压后过大，不能接收。请删去多余内容后重新保存。",
            "The file unpacks to far more than it is. Remove what is not needed and save it anew.",
        ),
    ),
    (
        lambda facts: facts.damaged,
        Text(
            "文件不完整或已损坏，打不开。请用原来的软件打开后重新保存。",
            "The file is incomplete or damaged. Open it in its own program and save it anew.",
        ),
    ),
)


def _not_accepted(kinds: Collection[Kind]) -> Text:
    accepted = accepted_words(kinds)
    return Text(
        f"只接收 {accepted.zh}；文件类型按内容判断，改扩展名没有用。",
        f"Only {accepted.en} are taken; the content decides, not the name.",
    )


def accepted_words(kinds: Collection[Kind]) -> Text:
    """Return the kinds in words: ``PDF、DOCX``."""
    names = [kind.value.upper() for kind in Kind if kind in kinds]
    return Text("、".join(names), ", ".join(names))


def accept_attribute(kinds: Collection[Kind]) -> str:
    """Return the endings for the ``accept`` attribute of a file input."""
    return ",".join(ending for kind in Kind if kind in kinds for ending in _ENDINGS[kind])


def clean_name(given: str, kind: Kind) -> str:
    """Return a name that every system takes, with an ending that agrees with the content.

    Folders, control and direction signs are left out; ``报告.exe`` that is a PDF becomes
    ``报告.exe.pdf``; nothing usable becomes ``附件.pdf``.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'[<>:"|?*]+', " ", name)
    name = re.sub(r"\s+", " ", name).strip().rstrip(" .")
    endings = _ENDINGS[kind]
    ending = next((e for e in endings if name.lower().endswith(e)), "")
    stem = name[: len(name) - len(ending)].strip(" .") if ending else name
    if not stem or _RESERVED.match(stem):
        stem = f"附件 {stem}".strip()
    return stem[:_NAME_LENGTH].strip(" .") + (ending or endings[0])


def size_words(size: int) -> str:
    """Return a size as people read it: ``820 KB``, ``1.4 MB``."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"
