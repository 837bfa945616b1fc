"""The declaration of open licence as an exercise: its fields, and the kinds of defects it can have.

The fields follow what Article 85 of the implementing rules (2023) asks a declaration to state and
what Articles 50 and 51 of the Patent Law and Article 86 of the rules make depend on; the layout is
our own, not that of the office's form.
"""

from dataclasses import dataclass

from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the declaration, in the order of the page."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Defect:
    """A kind of defect with the article that it is against."""

    key: str
    says: Text
    article: Text


FIELDS = (
    Field("number", Text("专利号", "Patent number")),
    Field("title", Text("发明创造名称", "Title")),
    Field("patentees", Text("专利权人", "Patentees")),
    Field("granted", Text("授权公告日", "Date of grant")),
    Field("scope", Text("许可对象和方式", "To whom, which kind of licence")),
    Field("payment", Text("许可使用费支付方式", "How royalties are paid")),
    Field("royalty", Text("许可使用费标准", "Royalty")),
    Field("term", Text("许可期限", "Term")),
    Field("fees", Text("年费缴纳情况", "Annual fees")),
    Field("licences", Text("现有许可情况", "Licences in force")),
    Field("pledge", Text("质押情况", "Pledge")),
    Field("report", Text("专利权评价报告", "Evaluation report")),
    Field("consent", Text("共有人同意情况", "Consent of co-owners")),
    Field("notes", Text("其他需要明确的事项", "Other matters")),
)

_LAW, _LAW_EN = "专利法", "Patent Law"
_RULES, _RULES_EN = "专利法实施细则", "Implementing Rules"
_GUIDE, _GUIDE_EN = "专利审查指南", "Examination Guidelines"


def _defect(key: str, zh: str, en: str, article: str, article_en: str) -> Defect:
    return Defect(key, Text(zh, en), Text(article, article_en))


DEFECTS = (
    _defect("not-as-registered", "与专利登记簿不一致", "Not as in the register",
            f"{_RULES}第八十五条", f"{_RULES_EN}, Art. 85"),
    _defect("not-granted", "专利权尚未公告授予", "Patent not granted yet",
            f"{_RULES}第八十五条", f"{_RULES_EN}, Art. 85"),
    _defect("not-open", "限定被许可人，或许诺独占、排他许可", "Not open to anyone, or exclusive",
            f"{_LAW}第五十条、第五十一条", f"{_LAW_EN}, Art. 50 and 51"),
    _defect("royalty-unclear", "许可使用费支付方式或标准不明确", "Royalty or its payment unclear",
            f"{_LAW}第五十条、{_RULES}第八十五条", f"{_LAW_EN}, Art. 50; {_RULES_EN}, Art. 85"),
    _defect("royalty-too-high", "许可使用费高于开放许可的一般上限", "Royalty above the usual limit",
            f"{_GUIDE}第五部分第十一章", f"{_GUIDE_EN}, Part V, Chapter 11"),
    _defect("beyond-term", "许可期限超出专利权期限", "Term beyond that of the patent",
            f"{_LAW}第四十二条", f"{_LAW_EN}, Art. 42"),
    _defect("fees-unpaid", "没有按照规定缴纳年费", "Annual fees unpaid",
            f"{_RULES}第八十六条", f"{_RULES_EN}, Art. 86"),
    _defect("exclusive-running", "独占或者排他许可仍在有效期内", "Exclusive or sole licence runs",
            f"{_RULES}第八十六条", f"{_RULES_EN}, Art. 86"),
    _defect("pledged", "专利权被质押，没有质权人同意", "Pledged, pledgee has not agreed",
            f"{_RULES}第八十六条", f"{_RULES_EN}, Art. 86"),
    _defect("no-report", "实用新型、外观设计没有专利权评价报告", "No evaluation report",
            f"{_LAW}第五十条", f"{_LAW_EN}, Art. 50"),
    _defect("no-consent", "缺少共有人同意", "Consent of co-owners missing",
            f"{_LAW}第十四条", f"{_LAW_EN}, Art. 14"),
    _defect("advertising", "有商业性宣传用语", "Commercial advertising",
            f"{_RULES}第八十五条", f"{_RULES_EN}, Art. 85"),
)  # fmt: skip
FIELD_KEYS = tuple(one.key for one in FIELDS)
DEFECT_KEYS = tuple(one.key for one in DEFECTS)
