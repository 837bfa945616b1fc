"""Items go out and come back as they were; files of other platforms are read; nothing breaks."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from zhicai.exams.interchange import aiken, excel, gift, marked, moodle, qti, qti_out, word
from zhicai.exams.interchange.drafts import settle
from zhicai.exams.interchange.formats import FORMATS
from zhicai.exams.tests.interchange_making import (
    ASKED,
    NUMBERING,
    bare,
    docx_of,
    drafts,
    settled,
)
from zhicai.foundation.errors import BadInput

LISTS = st.lists(drafts(), min_size=1, max_size=4, unique_by=lambda one: one.code)
slow = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def back(read, written, given_drafts):
    parsed = settled(read(written))
    assert parsed.faults == ()
    assert [bare(one) for one in parsed.drafts] == [bare(one) for one in given_drafts]


class TestRoundTrips:
    @slow
    @given(LISTS)
    def test_moodle_xml_brings_back_what_it_took(self, items):
        items.sort(key=lambda one: one.topic)
        back(moodle.read, moodle.write(items), items)

    @slow
    @given(LISTS)
    def test_qti_brings_back_what_it_took(self, items):
        back(qti.read, qti_out.write(items), items)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(LISTS)
    def test_excel_brings_back_what_it_took(self, items):
        back(excel.read, excel.write(items), items)

    @slow
    @given(LISTS)
    def test_the_marked_form_brings_back_what_it_took(self, items):
        back(marked.read, marked.write(items), items)

    @settings(max_examples=5)
    @given(LISTS)
    def test_equal_items_are_equal_bytes(self, items):
        assert qti_out.write(items) == qti_out.write(items)


class TestMarkedForm:
    TEXT = """一、单选题
1. 下列哪一项可以授予发明专利权？
A. 科学发现    B. 新的技术方案
C. 智力活动规则\tD. 疾病诊断方法
答案：B
解析：发明是新的技术方案。
依据：《专利法》第二条
难度：较易

2.下列哪些属于专利？（ ）
A、发明
B、实用新型
C、商标
答案：AB
依据：中华人民共和国专利法第二条；专利法实施细则 第十二条

【判断题】发明专利权的期限为二十年。
答案：√
依据：patent-law 第四十二条

【填空题】发明专利权的期限为____年，自____日起计算。
答案：二十|20；申请
依据：专利法第四十二条

3.【简答题】说明新颖性。
评分要点：
1. 不属于现有技术（2 分）
2. 没有抵触申请（3分）
依据：专利法第二十二条

4.【案例题】甲公司研发了一种电池。
（1）【单选】能否申请发明？
A. 能
B. 不能
答案：A
分值：2
（2）【简答】说明理由。
评分要点：
- 技术方案（4 分）
依据：专利法第二条
"""

    def test_what_teachers_write_is_read(self):
        parsed = settle(marked.read(self.TEXT), replace(ASKED, topic="know-1"))
        assert parsed.faults == ()
        single, multiple, truth, gaps, short, case = parsed.drafts
        assert [one["text"] for one in single.content["options"]] == [
            "科学发现", "新的技术方案", "智力活动规则", "疾病诊断方法",
        ]  # fmt: skip
        assert (single.difficulty, single.kind, multiple.kind) == (2, "single", "multiple")
        assert [one.of for one in multiple.bases] == ["patent-law", "patent-law-rules"]
        assert truth.content["right"] is True
        assert gaps.content["blanks"] == [["二十", "20"], ["申请"]]
        assert short.marks == 5
        assert case.marks == 6
        assert [one["kind"] for one in case.content["parts"]] == ["single", "short"]

    def test_faults_name_the_line_all_of_them_at_once(self):
        text = "1.【单选题】问？\nA. 甲\nB. 乙\n答案：D\n\n2.【简答题】述。\n"
        found = settled(marked.read(text))
        assert {one.row for one in found.faults} == {1, 6}
        assert {one.field for one in found.faults} >= {"options", "rubric", "basis", "topic"}

    def test_numbers_and_letters_that_word_counts_itself_are_read(self):
        data = docx_of(
            ("能否授予专利权？", 1, 0), ("能", 1, 1), ("不能", 1, 1), "答案：A",
            ("是否需要公开？", 1, 0), ("需要", 1, 1), ("不需要", 1, 1), "答案：B",
            numbering=NUMBERING,
        )  # fmt: skip
        text = word.words_of(data)
        assert text.startswith("1. 能否授予专利权？\nA. 能\nB. 不能")
        found = marked.read(text)
        assert [raw.values["options"][n].get("right") for n, raw in enumerate(found.raws)] == [
            True, True,
        ]  # fmt: skip


def test_aiken_and_what_teachers_write_beyond_it():
    found = aiken.read("哪一项是专利？\nA. 商标\nB) 发明\nANSWER: B\n解析：专利法第二条\n\n"
                       "哪些是专利？\nA. 发明\nB. 外观设计\nC. 商号\n答案：A、B\n\n"
                       "没有答案\nA. 甲\n")  # fmt: skip
    assert [raw.values["kind"] for raw in found.raws] == ["single", "multiple"]
    assert found.raws[0].values["why"] == "专利法第二条"
    assert [fault.row for fault in found.faults] == [13]


def test_gift_of_moodle_s_own_manual():
    text = r"""// comment
$CATEGORY: $course$/top/know-1

::Q1:: 1+1\=2 {T}

::Q2:: What's between orange and green in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue }

Two plus {=two =2} equals four.

Match. { =cat -> cat food =dog -> dog food = -> rabbit }

::Q5:: Which? {~%50%IUPAC ~%50%PAC ~%-100%XYZ}

When was Ulysses S. Grant born? {#1822:5}

Write an essay. {####- 要点一（3 分）}

Just words.

Broken {=one
"""
    found = gift.read(text)
    kinds = [raw.values["kind"] for raw in found.raws]
    assert kinds == ["true-false", "single", "fill-in", "matching", "multiple", "short"]
    assert found.raws[0].values["stem"] == "1+1=2"
    assert found.raws[0].values["id"] == "Q1"
    assert found.raws[2].values["stem"] == "Two plus____equals four."
    assert found.raws[3].values["distractors"] == ["rabbit"]
    assert found.raws[5].values["rubric"] == [{"point": "要点一", "marks": 3}]
    assert len(found.faults) == 2
    assert len(found.notes) == 1


def test_moodle_of_another_site_with_html_pictures_and_kinds_that_are_not_ours():
    data = """<?xml version="1.0"?><quiz>
<question type="category"><category><text>$course$/默认/know-1</text></category></question>
<question type="multichoice"><name><text>q</text></name><questiontext format="html"><text><![CDATA[
<p>哪一项是<b>专利</b>？</p><img src="@@PLUGINFILE@@/a.png">]]></text></questiontext>
<defaultgrade>1.0000000</defaultgrade><single>true</single>
<answer fraction="100" format="html"><text>&lt;p&gt;发明&lt;/p&gt;</text></answer>
<answer fraction="0"><text>商标</text></answer>
<tags><tag><text>依据:专利法第二条</text></tag></tags></question>
<question type="numerical"><questiontext><text>几年？</text></questiontext></question>
<question type="cloze"><questiontext>
<text>期限{1:SA:%100%二十~=20#对}年，{1:NUMERICAL:=3:0.1}</text></questiontext></question>
</quiz>"""
    parsed = settled(moodle.read(data.encode()))
    (one,) = parsed.drafts
    assert one.content["stem"] == "哪一项是专利？"
    assert one.content["options"] == [{"text": "发明", "right": True}, {"text": "商标"}]
    assert (one.topic, one.marks) == ("know-1", Decimal(1))
    assert {fault.row for fault in parsed.faults} == {3, 4}
    assert [note.row for note in parsed.notes] == [2]


QTI_21 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="choice" title="t" adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"><correctResponse><value>ChoiceA</value></correctResponse></responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>
<itemBody><p>Look at the text in the picture.</p><p><img src="images/sign.png" alt="NEVER LEAVE LUGGAGE UNATTENDED"/></p>
<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1"><prompt>What does it say?</prompt>
<simpleChoice identifier="ChoiceA">You must stay with your luggage at all times.</simpleChoice>
<simpleChoice identifier="ChoiceB">Do not let someone else look after your luggage.</simpleChoice></choiceInteraction></itemBody>
</assessmentItem>"""  # fmt: skip # noqa: E501


def test_an_item_of_qti_2_1_as_its_guide_prints_it():
    found = qti.read(QTI_21.encode())
    values = found.raws[0].values
    assert values["kind"] == "single"
    assert values["stem"] == "Look at the text in the picture.\nWhat does it say?"
    assert values["options"][0] == {
        "text": "You must stay with your luggage at all times.", "right": True,
    }  # fmt: skip
    strange = QTI_21.replace("choiceInteraction", "hotspotInteraction")
    assert "hotspot" in qti.read(strange.encode()).faults[0].says.zh
    old = qti.read(b"<questestinterop/>")
    assert "1.2" in old.faults[0].says.zh


BOMB = b"""<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>"""  # noqa: E501
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>"""
DEEP = b"<a>" * 5000 + b"</a>" * 5000


NOBODYS = b"<?xml version='1.0' encoding='nobody'?><a/>"


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, DEEP, NOBODYS, b"", b"<", b"\x00\xff"])
@pytest.mark.parametrize("read", [moodle.read, qti.read])
def test_xml_that_hurts_is_refused(read, data):
    with pytest.raises(BadInput):
        read(data)


def test_a_zip_bomb_and_a_zip_of_something_else_are_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", 8) as package:
        package.writestr("word/document.xml", b"<a>" + b" " * 120_000_000 + b"</a>")
    for read in (qti.read, FORMATS["marked"].read):
        with pytest.raises(BadInput):
            read(made.getvalue())
    with pytest.raises(BadInput):
        word.words_of(qti_out.write([]))


PIECES = st.sampled_from([
    "{", "}", "=", "~", "%50%", "->", "::", "####", "#", "$CATEGORY: a\n", "//", "\\", "\n",
    "\n\n", "1. ", "（1）", "【案例题】", "【单选题】", "A. 甲", "答案：", "ANSWER: ", "评分要点：",
    "- 点（2 分）", "____", "配对：", "步骤：", "依据：专利法第二条", "<quiz>",
    "</question>", "&amp;",
    "<question type='cloze'>", "<qti-assessment-item>", "<itemBody>", "T",
    "<choiceInteraction/>",
    "\t", "一、单选题", "题号：", "难度：9",
])  # fmt: skip


@pytest.mark.parametrize("key", ["marked", "gift", "aiken", "moodle", "qti"])
@slow
@given(st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join))
@example("1.【案例题】\n（1）")
@example("{x}")
def test_whatever_is_sent_comes_back_as_items_or_faults_and_never_breaks(key, text):
    try:
        parsed = settled(FORMATS[key].read(text.encode()))
    except BadInput:
        return
    assert parsed.drafts or parsed.faults


@pytest.mark.parametrize("key", sorted(FORMATS))
@slow
@given(st.binary(max_size=300))
def test_whatever_bytes_are_sent_never_break(key, data):
    if key == "excel":
        data = b"PK\x03\x04" + data
    try:
        settled(FORMATS[key].read(data))
    except BadInput:
        return


@slow
@given(LISTS, st.data())
def test_a_broken_file_of_ours_never_breaks(items, data):
    for write, read in ((moodle.write, moodle.read), (qti_out.write, qti.read)):
        whole = bytearray(write(items))
        for _ in range(3):
            at = data.draw(st.integers(0, len(whole) - 1))
            whole[at] = data.draw(st.integers(0, 255))
        try:
            settled(read(bytes(whole)))
        except BadInput:
            continue
