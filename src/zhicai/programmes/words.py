"""The words of the law's own ids on the programme pages; what is unknown names itself."""

import re
from collections.abc import Mapping, Sequence

from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import Figure
from zhicai.law.units import unit_name

KINDS = {
    "archive": Text("档案", "archive"),
    "assessment": Text("考核", "assessment"),
    "content": Text("内容", "content"),
    "credential": Text("证书", "credential"),
    "curriculum": Text("课程", "curriculum"),
    "deadline": Text("期限", "deadline"),
    "eligibility": Text("对象", "eligibility"),
    "funding": Text("经费", "funding"),
    "incentive": Text("激励", "incentive"),
    "mechanism": Text("机制", "mechanism"),
    "monitoring": Text("监测", "monitoring"),
    "obligation": Text("任务", "obligation"),
    "points": Text("积分", "points"),
    "quota": Text("指标", "quota"),
    "recognition": Text("表彰", "recognition"),
    "reporting": Text("报告", "reporting"),
    "role": Text("职责", "role"),
    "system": Text("系统", "system"),
    "target": Text("目标", "target"),
}
"""Kinds of clauses."""

PRIORITIES = {
    "core": Text("核心", "core"),
    "important": Text("重要", "important"),
    "context": Text("背景", "context"),
}

FORCES = {
    "binding": Text("必须", "binding"),
    "aim": Text("力争", "aim"),
    "encouraged": Text("鼓励", "encouraged"),
}

HANDLINGS = {
    "acceptance": Text("审核", "acceptance"),
    "filing": Text("备案", "filing"),
    "approval": Text("审定", "approval"),
    "review": Text("审核存档", "review and archive"),
    "submission": Text("汇总报送", "submission"),
}

ROLES = {
    "guiding": Text("指导", "guides"),
    "host": Text("主办", "hosts"),
    "co-host": Text("举办地主办", "hosts at the venue"),
    "undertaking": Text("承办", "undertakes"),
    "core-team": Text("核心团队", "core team"),
    "recommending": Text("推荐", "recommends"),
    "registry": Text("办公室", "general office"),
    "working-group": Text("工作组", "working group"),
    "partner": Text("合作", "partner"),
    "trainee": Text("学员", "trainee"),
    "funding": Text("出资", "funds"),
}
"""What a body is on a track."""

RIGHTS = {
    "accept-plan": Text("审核接受计划", "accept a plan"),
    "accept-task": Text("验收任务", "accept a task"),
    "admit": Text("确定学员", "admit trainees"),
    "allocate": Text("分配资金", "allocate money"),
    "appoint-lecturer": Text("派讲师", "appoint lecturers"),
    "approve-class": Text("同意开班", "approve a class"),
    "approve-package": Text("审定考核材料", "approve the package"),
    "approve-plan": Text("批准计划", "approve the plan"),
    "archive-dossier": Text("归档结班材料", "archive dossiers"),
    "assign-task": Text("分派任务", "assign tasks"),
    "attend": Text("上课", "attend"),
    "comment-plan": Text("对计划提意见", "comment on plans"),
    "draft-plan": Text("编制计划", "draft the plan"),
    "enrol": Text("组织报名", "enrol trainees"),
    "evaluate": Text("评估效果", "evaluate"),
    "file-document": Text("备案材料", "file documents"),
    "fund": Text("安排资金", "provide money"),
    "fund-expansion": Text("拨付拓展经费", "fund the expansion"),
    "fund-launch": Text("拨付启动经费", "fund the launch"),
    "guide": Text("指导", "guide"),
    "issue-certificate": Text("发证", "issue certificates"),
    "keep-register": Text("管理名录", "keep registers"),
    "leave-guidance": Text("写指导意见", "leave guidance"),
    "order-training": Text("点单", "order training"),
    "pay": Text("支付", "pay"),
    "place-trainees": Text("编班", "place trainees"),
    "prove-inclusion": Text("提交纳入证明", "prove inclusion"),
    "publish-case": Text("发布案例", "publish cases"),
    "read-class": Text("查看班次", "see the class"),
    "recommend": Text("推荐人选", "recommend trainees"),
    "record-decision": Text("记录议定事项", "record decisions"),
    "report-task": Text("报告进展", "report on tasks"),
    "run-class": Text("办班", "run classes"),
    "screen": Text("遴选", "screen candidates"),
    "see-all-classes": Text("查看全省班次", "see all classes"),
    "see-all-tasks": Text("查看全部任务", "see all tasks"),
    "send-practical-lecturer": Text("派实战讲师", "send practical lecturers"),
    "sit-exam": Text("参加考试", "sit the examination"),
    "submit-case": Text("报送案例", "submit cases"),
    "submit-summary": Text("报送汇总", "submit summaries"),
    "work-on-class": Text("参与办班", "work on the class"),
    "work-on-task": Text("承担任务", "work on tasks"),
}
"""What a body may do."""

ACTORS = {
    "province": Text("省局", "province"),
    "province-office": Text("省局办公室", "provincial general office"),
    "city": Text("市州", "city"),
    "county": Text("县（市）区", "county"),
    "host-city": Text("举办地市州", "host city"),
    "base-teaching-team": Text("基地教学组", "teaching team of the base"),
    "enterprise": Text("企业", "enterprise"),
    "university": Text("高校", "university"),
    "research-institute": Text("科研院所", "research institute"),
}
"""Actors of clauses that are no body of every notice."""

EVENTS = {
    "class_start": Text("开班", "the class starts"),
    "class_end": Text("结班", "the class ends"),
    "first_use_of_power": Text("首次行使职权", "the first use of the power"),
    "staff_rotation_closed": Text("上一轮人员轮训结束", "the last staff rotation closes"),
    "executive_rotation_closed": Text("上一轮高管轮训结束", "the last executive rotation closes"),
    "overseas_round_closed": Text("上一轮选拔结束", "the last round closes"),
    "soft_science_call_closed": Text("上一轮征集结束", "the last call closes"),
}
"""What a window hangs on."""

APPS = {
    "programmes": Text("实施方案", "programme"),
    "planning": Text("年度计划", "annual plans"),
    "filing": Text("报送办理", "filing"),
    "monitoring": Text("驾驶舱", "cockpit"),
    "portal": Text("公众网站", "public site"),
    "coordination": Text("市州工作", "city work"),
    "finance": Text("经费", "finance"),
    "training": Text("培训班次", "training classes"),
    "admission": Text("招生录取", "admission"),
    "attendance": Text("考勤学时", "attendance"),
    "results": Text("成绩判定", "results"),
    "learning": Text("在线学习", "learning"),
    "exams": Text("考试", "exams"),
    "certificates": Text("证书", "certificates"),
    "dossiers": Text("结班材料与报告", "dossiers and reports"),
    "archive": Text("人才档案", "archive"),
    "people": Text("人员", "people"),
    "registers": Text("名录", "registers"),
    "measures": Text("举措任务", "measures"),
    "allocation": Text("资金分配", "allocation"),
}
"""The parts of Zhicai that read settings."""


_DUES: tuple[tuple[str, str], ...] = (
    (r"(\d\d-\d\d) each year", r"每年 \1"),
    (r"P(\d+)D before class start", r"开班前 \1 天"),
    (r"P(\d+)M after class end", r"结班后 \1 个月"),
    (r"from (\d{4})-01-01", r"\1 年起"),
    (r"(\d{4}) \(programme year\)", r"\1 年度"),
    (r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", r"\1 至 \2"),
    (r"once each year \(no date in the text\)", "每年一次，没有写日期"),
    (r"recurring \(cycle not in the text\)", "定期，没有写周期"),
    (r"each year", "每年"),
    (r"before first exercise of the power", "首次行使职权之前"),
)
"""How the catalogue writes when a clause is due, and the same in Chinese."""

_OPERATORS = {">=": "≥", "<=": "≤", "=": "="}
_DIRECTIONS = {"increase": Text("增长", "grows"), "improve": Text("改善", "improves")}


COLUMNS = {
    "clause": Text("条款", "Clause"),
    "measure": Text("举措", "Measure"),
    "owner": Text("负责", "Owner"),
    "body": Text("主体", "Body"),
    "helpers": Text("配合", "Helpers"),
    "rule": Text("任务编号", "Rule"),
    "on": Text("日期", "Date"),
    "value": Text("数值", "Value"),
    "region": Text("区域", "Region"),
    "region_en": Text("区域英文名", "Region in English"),
    "cities": Text("市州代码", "City codes"),
    "team": Text("团队", "Team"),
    "team_en": Text("团队英文名", "Team in English"),
    "venue": Text("举办地代码", "Venue code"),
    "weight": Text("权重", "Weight"),
    "mark": Text("标记", "Mark"),
    "zh": Text("中文名", "Chinese name"),
    "en": Text("英文名", "English name"),
    "counts": Text("计入支持", "Counts for support"),
    "item": Text("项目", "Item"),
    "points": Text("分数", "Points"),
    "city": Text("市州代码", "Code of the city"),
    "seats": Text("名额", "Seats"),
}
"""Columns of table settings."""


def due_in_words(due: str) -> Text:
    """Return when a clause is due; what is not known stays as it is written."""
    for pattern, zh in _DUES:
        if re.fullmatch(pattern, due):
            return Text(re.sub(pattern, zh, due), due)
    return Text(due, due)


def figure_in_words(figure: Figure) -> Text:
    """Return the figure that a clause states: ``≥ 600 人``."""
    unit = unit_name(figure.unit)
    if figure.operator in _DIRECTIONS:
        return _DIRECTIONS[figure.operator]
    if isinstance(figure.value, tuple):
        span = "–".join(figure.value)
        return Text(f"{span} {unit.zh}", f"{span} {unit.en}")
    sign = _OPERATORS[figure.operator]
    return Text(f"{sign} {figure.value} {unit.zh}", f"{sign} {figure.value} {unit.en}")


def word(words: Mapping[str, Text], name: object) -> Text:
    """Return the words for an id; an unknown one names itself."""
    key = str(getattr(name, "value", name))
    return words.get(key, Text(key, key))


def body_name(law: Programme, name: str) -> Text:
    """Return the name of a body or actor in a notice's own words."""
    body = law.bodies.get(name)
    return body.name if body else word(ACTORS, name)


def joined(names: Sequence[Text]) -> Text:
    """Return names as one list in words."""
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))
