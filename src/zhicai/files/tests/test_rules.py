"""A file is judged by its content; every fault is said at once."""

import io

import pytest

from zhicai.files.inspection import inspect
from zhicai.files.rules import (
    EVIDENCE,
    LARGEST,
    FileFacts,
    Kind,
    accept_attribute,
    clean_name,
    faults_of,
    size_words,
)
from zhicai.files.tests import samples


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.PDF, Kind.PDF),
        (samples.docx(), Kind.DOCX),
        (samples.xlsx(), Kind.XLSX),
        (samples.JPEG, Kind.JPEG),
        (samples.PNG, Kind.PNG),
        (samples.OFD, Kind.OFD),
    ],
)
def test_what_offices_send_is_known_by_its_content_and_taken(content, kind):
    facts = inspect(io.BytesIO(content))
    assert facts == FileFacts(size=len(content), kind=kind)
    assert faults_of(facts, EVIDENCE) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"MZ\x90\x00 a program", "只接收"),
        (b"<html><script>alert(1)</script>", "只接收"),
        (samples.ARCHIVE, "只接收"),
        (samples.OLD_WORD, "97-2003"),
        (samples.LOCKED_WORD, "取消密码"),
        (samples.with_a_password(), "取消密码"),
        (samples.MACROS, "宏"),
        (samples.MACRO_TYPE, "宏"),
        (samples.ENTITIES, "实体"),
        (samples.SPY, "实体"),
        (samples.ZIP_BOMB, "解压后过大"),
        (samples.HALF, "损坏"),
        (samples.BROKEN_XML, "损坏"),
        (samples.with_a_false_checksum(), "损坏"),
        (samples.PDF[:-8], "损坏"),
        (samples.PNG[:-8], "损坏"),
    ],
)
def test_what_is_not_taken_says_why_and_what_to_do(content, says):
    faults = faults_of(inspect(io.BytesIO(content)), EVIDENCE)
    assert any(says in fault.zh for fault in faults), faults
    assert all(fault.en for fault in faults)


def test_an_old_file_is_said_once_and_a_locked_one_not_to_be_old():
    (locked,) = faults_of(inspect(io.BytesIO(samples.LOCKED_WORD)), EVIDENCE)
    (old,) = faults_of(inspect(io.BytesIO(samples.OLD_WORD)), EVIDENCE)
    assert "97-2003" not in locked.zh
    assert ".docx" in old.zh


def test_every_fault_is_said_at_once():
    facts = FileFacts(size=LARGEST[Kind.DOCX] + 1, kind=Kind.DOCX, active=True, entities=True)
    said = " ".join(fault.zh for fault in faults_of(facts, {Kind.PDF}))
    for word in ("宏", "实体", "只接收 PDF", "20 MB"):
        assert word in said


def test_a_zip_is_taken_where_it_is_asked_for():
    assert faults_of(inspect(io.BytesIO(samples.ARCHIVE)), {Kind.ZIP}) == []


@pytest.mark.parametrize(
    ("given", "kind", "kept"),
    [
        ("夷陵区年度计划.pdf", Kind.PDF, "夷陵区年度计划.pdf"),
        ("计划.PDF", Kind.PDF, "计划.pdf"),
        ("照片.jpeg", Kind.JPEG, "照片.jpeg"),
        ("报告.exe", Kind.PDF, "报告.exe.pdf"),
        ("../../etc/passwd", Kind.PDF, "passwd.pdf"),
        ("C:\\Users\\chen\\计划.docx", Kind.DOCX, "计划.docx"),
        ("计划\r\nX-Evil: 1.pdf", Kind.PDF, "计划X-Evil 1.pdf"),
        ("计划\u202efdp.exe", Kind.PDF, "计划fdp.exe.pdf"),
        ("con.pdf", Kind.PDF, "附件 con.pdf"),
        (".pdf", Kind.PDF, "附件.pdf"),
        ("", Kind.PNG, "附件.png"),
        ("a" * 500 + ".pdf", Kind.PDF, "a" * 120 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless_and_agrees_with_the_content(given, kind, kept):
    assert clean_name(given, kind) == kept


def test_sizes_and_endings_are_said_as_people_read_them():
    assert [size_words(n) for n in (1, 840_000, 1_500_000)] == ["1 KB", "820 KB", "1.4 MB"]
    assert accept_attribute({Kind.PDF, Kind.JPEG}) == ".pdf,.jpg,.jpeg"
