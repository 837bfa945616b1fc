"""Whatever file is brought in: a clear fault or items, in bounded time and memory; nothing is
written before somebody takes it.
"""

import io
import random
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.exams.interchange import excel, marked, moodle, qti_out
from zhicai.exams.interchange.formats import FORMATS
from zhicai.exams.models import Intake, Item, ItemVersion
from zhicai.exams.tests.interchange_making import docx_of, drafts, settled
from zhicai.foundation.errors import BadInput

GIFT = """$CATEGORY: $course$/top/know-1

::题1:: 哪一项？ {=甲#对 ~乙 ~%50%丙}

::题2:: 对吗 {T}

配对 {=发明 -> 二十年 =外观 -> 十五年}

说明。{####- 要点（3 分）}
"""
AIKEN = """哪一项是专利？
A. 商标
B. 发明
ANSWER: B
解析：专利法第二条

对吗？
A. 对
B. 错
答案：A
"""
FEW = st.lists(drafts(), min_size=1, max_size=3, unique_by=lambda one: one.code)
WAYS = ("flip", "cut", "double", "zero", "swap", "insert")
BREAKING = (b"\x00", b"\xff\xfe", b"<![CDATA[", b"]]>", b"&#0;", b"&x;", b"<!DOCTYPE a [", b"{",
            b"}", b"~%", b"1e999", b"-" * 40, "（".encode(), b"PK\x03\x04")  # fmt: skip
MEGABYTES = 40


def files():
    """A whole file of each format, as this site or another writes it."""

    def made(items):
        text = marked.write(items)
        return {
            "marked": docx_of(*[line.replace("&", "&amp;").replace("<", "&lt;")
                                for line in text.split("\n")]),
            "excel": excel.write(items), "moodle": moodle.write(items),
            "qti": qti_out.write(items), "gift": GIFT.encode(), "aiken": AIKEN.encode("gb18030"),
        }  # fmt: skip

    return FEW.map(made)


def broken(data, seed):
    """The same bytes with a few of them changed, lost, doubled."""
    chance, found = random.Random(seed), bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) or 1)
        size = chance.randint(1, 64)
        match chance.choice(WAYS):
            case "flip":
                found[at : at + 1] = bytes([chance.randrange(256)])
            case "cut":
                del found[at : at + size]
            case "double":
                found[at:at] = found[at : at + size]
            case "zero":
                found[at : at + size] = bytes(size)
            case "swap":
                found[at : at + size] = found[at : at + size][::-1]
            case _:
                found[at:at] = chance.choice(BREAKING)
    return bytes(found)


def repacked(data, seed):
    """A zip whose parts are broken, and not the zip: what unpacks well and reads badly."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for n, name in enumerate(old.namelist()):
            content = old.read(name)
            new.writestr(name, broken(content, f"{seed}-{n}") if (seed + n) % 2 else content)
    return made.getvalue()


def read(key, data):
    """Read a file; say whether it gave items or faults. No other error gets out."""
    faults, drafts_found = [], ()
    try:
        parsed = settled(FORMATS[key].read(data))
    except BadInput as refusal:
        faults = refusal.faults
    else:
        faults, drafts_found = parsed.faults, parsed.drafts
    assert all(fault.says.zh and fault.says.en for fault in faults)
    return bool(faults or drafts_found)


@pytest.mark.parametrize("key", sorted(FORMATS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(files(), st.integers(0, 2**32))
def test_a_file_with_broken_bytes_is_items_or_clear_faults(key, whole, seed):
    read(key, broken(whole[key], seed))


@pytest.mark.parametrize("key", ["marked", "excel", "qti"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(files(), st.integers(0, 2**32))
def test_a_sound_zip_with_broken_parts_is_items_or_clear_faults(key, whole, seed):
    read(key, repacked(whole[key], seed))


@pytest.mark.parametrize("key", sorted(FORMATS))
def test_a_file_in_the_form_of_another_is_refused_or_says_what_is_wrong(key):
    everything = {"xml": b"<quiz><question type='essay'/></quiz>", "text": AIKEN.encode(),
                  "picture": b"\x89PNG\r\n\x1a\n" + bytes(200), "nothing": b"",
                  "other zip": zip_of({"a.txt": b"x"})}  # fmt: skip
    for data in everything.values():
        assert read(key, data)


# --- what is made to hurt ------------------------------------------------------------------------


def zip_of(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


LAUGHS = b"<!DOCTYPE l [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
DEEP = b"<quiz>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</quiz>"
WIDE = b"<quiz>" + b"<question type='essay'/>" * 20_000 + b"</quiz>"
HURTS = {
    "laughs": LAUGHS + b"]><quiz>&a9;</quiz>",
    "outside": b'<!DOCTYPE q [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz>&f;</quiz>',
    "parameter": b'<!DOCTYPE q [<!ENTITY % f SYSTEM "http://127.0.0.1:9/x"> %f;]><quiz/>',
    "deep": DEEP,
    "wide": WIDE,
    "attributes": b"<quiz " + b" ".join(b"a%d='1'" % n for n in range(20_000)) + b"/>",
}


def hurting(key):
    """Bombs in the shape that a format takes."""
    parts = {"marked": "word/document.xml", "excel": "xl/workbook.xml",
             "qti": "imsmanifest.xml"}  # fmt: skip
    if key in ("moodle", "qti"):
        yield from HURTS.values()
    if key in parts:
        yield zip_of({parts[key]: b"<a>" + b" " * 150_000_000 + b"</a>"})
        yield zip_of({f"{n}.xml": b"<a/>" for n in range(5_000)})
        for content in (HURTS["laughs"], HURTS["deep"], HURTS["outside"]):
            yield zip_of({"[Content_Types].xml": b"<Types/>", parts[key]: content})
        yield zip_of({"../../escape.xml": b"<a/>", "/etc/x.xml": b"<a/>", parts[key]: b"<a/>"})
        yield zip_of({"in.zip": zip_of({"in.zip": bytes(1000)})})
    if key in ("gift", "aiken", "marked"):
        yield ("{" * 100_000).encode()
        yield ("a{=" + "~" * 100_000 + "}").encode()
        yield ("\\" * 100_000 + "{}").encode()
        yield ("题\nA. 甲\n" * 10_000).encode()
        yield ("（1）" * 40_000).encode()
        yield (" " * 500_000 + "\n" + "答案：" * 50_000).encode()
        yield ("1.【案例题】" + "\n（1）【简答】" * 3_000).encode()


@pytest.mark.parametrize("key", sorted(FORMATS))
def test_a_file_made_to_hurt_is_answered(key):
    for data in hurting(key):
        assert read(key, data) or not data


@pytest.mark.parametrize("key", ["marked", "excel", "qti"])
def test_a_bomb_is_never_unpacked(key):
    bomb = next(data for data in hurting(key) if data.startswith(b"PK"))
    tracemalloc.start()
    try:
        assert read(key, bomb)
        peak = tracemalloc.get_traced_memory()[1] >> 20
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES, f"{peak} MB"


# --- on the page ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(FORMATS))
def test_on_the_page_a_broken_file_is_a_sentence_and_nothing_is_written(bank, at_bank, key):
    bank.live()
    client = at_bank("writer")
    before = (Item.objects.count(), ItemVersion.objects.count())
    whole = {"marked": docx_of("1. 问？"), "excel": zip_of({"xl/workbook.xml": b"<a/>"}),
             "moodle": HURTS["laughs"], "qti": zip_of({"imsmanifest.xml": HURTS["outside"]}),
             "gift": b"a {=", "aiken": b"\xff\xfe\x00"}  # fmt: skip
    for data in (whole[key], broken(whole[key], 1), b"", b"\x00" * 100):
        file = SimpleUploadedFile("题目", data)
        sent = {"form": key, "topic": "know-1", "difficulty": "2", "text": "", "file": file}
        answer = client.post("/exams/bank/import/", sent)
        assert answer.status_code in (302, 422)
        if answer.status_code == 302:
            assert client.get(answer["Location"]).status_code == 200
    assert (Item.objects.count(), ItemVersion.objects.count()) == before
    assert not any(row.drafts for row in Intake.objects.exclude(state="checked"))
