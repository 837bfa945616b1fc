"""Files as offices send them, and files that were made to hurt."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 30 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 30 + b"\xff\xd9"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600
LOCKED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 64

TYPES = '<?xml version="1.0"?><Types><Override ContentType="document.main+xml"/></Types>'
TEXT = "<?xml version='1.0' encoding='UTF-8'?><document><p>夷陵区年度计划</p></document>"
BOMB_XML = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
)
SPY_XML = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'


def package(**parts):
    """Return a zip; a part's name is written with ``__`` for ``/`` and ``_`` for ``.``."""
    return zipped({name.replace("__", "/").replace("_", "."): text for name, text in parts.items()})


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()


def docx(**more):
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": TEXT} | more)


def xlsx(**more):
    return zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<workbook/>"} | more)


OFD = zipped({"OFD.xml": "<OFD/>", "Doc_0/Document.xml": "<Document/>"})
ARCHIVE = zipped({"说明.txt": "一"})
MACROS = docx(**{"word/vbaProject.bin": b"\x00" * 20})
MACRO_TYPE = zipped(
    {
        "[Content_Types].xml": TYPES.replace("document.main", "document.macroEnabled.main"),
        "word/document.xml": TEXT,
    }
)
ZIP_BOMB = docx(**{"word/media/image1.emf": b"\x00" * (40 * 2**20)})
ENTITIES = docx(**{"word/document.xml": BOMB_XML})
SPY = xlsx(**{"xl/sharedStrings.xml": SPY_XML})
HALF = docx()[:-60]
BROKEN_XML = docx(**{"word/styles.xml": "<styles>"})


def with_a_false_checksum():
    """A package whose text was changed in place after it was packed."""
    packed = zipped({"[Content_Types].xml": TYPES, "word/document.xml": TEXT}, zipfile.ZIP_STORED)
    return packed.replace("夷陵".encode(), "夷零".encode(), 1)


def with_a_password():
    """A zip whose entries ask for a password."""
    packed = bytearray(zipped({"word/document.xml": TEXT}))
    packed[6] |= 1
    at = packed.rindex(b"PK\x01\x02")
    packed[at + 8] |= 1
    return bytes(packed)


def upload(content, name="附件.pdf"):
    return SimpleUploadedFile(name, content)
