"""Closing dossiers: Wuhan's is late, Yichang's in time and archived, Shiyan's follows in August.

The working group evaluates each class and writes its report while the two months run. The office
archives Yichang's, returns Wuhan's once, and freezes nothing: the group closes the year's roster in
December, and one employer's name is put right beside it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.accounts.acting import Oneself
from zhicai.admission.actions import give_feedback
from zhicai.admission.models import Registration
from zhicai.admission.queries.mine import feedback_due
from zhicai.demo.assessment_story import (
    GROUP,
    LENGTH,
    REGISTRAR,
    SHIYAN,
    VENUES,
    WUHAN,
    YICHANG,
)
from zhicai.demo.stage import Event, Stage, at
from zhicai.dossiers import actions
from zhicai.dossiers.models import ClosingDossier, Roster, RosterRow
from zhicai.dossiers.queries.class_figures import effect_questions
from zhicai.dossiers.rules.report import clean
from zhicai.filing.actions import Note
from zhicai.foundation.errors import Refused
from zhicai.programmes.queries import years
from zhicai.training.models import TrainingClass
from zhicai.training.rules.teaching import Said

BEGUN = {WUHAN: date(2022, 6, 27), YICHANG: date(2022, 7, 4), SHIYAN: date(2022, 7, 21)}
WRITTEN = {WUHAN: date(2022, 7, 26), YICHANG: date(2022, 7, 18), SHIYAN: date(2022, 8, 9)}
SENT = {WUHAN: date(2022, 7, 28), YICHANG: date(2022, 7, 20), SHIYAN: date(2022, 8, 10)}
ARCHIVED = {YICHANG: date(2022, 7, 27), WUHAN: date(2022, 8, 15), SHIYAN: date(2022, 8, 22)}
RETURNED, MENDED = date(2022, 8, 3), date(2022, 8, 11)
ANSWERS = 24
"""So many trainees of each class give feedback."""
OPINIONS = (
    "案例贴近企业，讲得清楚。", "实操上机时间再长一些更好。", "", "希望同行业分组研讨。", "",
    "食宿安排到位，考务规范。",
)  # fmt: skip
FROZEN, CORRECTED = date(2022, 12, 15), date(2022, 12, 22)
EFFECT = {
    "strengths": "学员普遍能独立完成检索式编写和专利挖掘，结业作业质量明显高于入班测试。",
    "problems": "检索系统账号数量不足，实操排队时间偏长。",
    "measures": "增加实操机位，入班前发放检索基础课视频。",
}
REPORT: Mapping[str, Mapping[str, str]] = {
    WUHAN: {
        "organisation": "课程、师资和考务按审定材料实施，承办单位驻班管理，考试和实操分场进行。",
        "survey": "企业最需要检索、布局和海外风险防范课程，希望增加同行业案例研讨。",
        "problems": "检索系统账号数量不足。\n个别学员请假课时较多。",
        "next": "增加实操机位和晚间上机时间。\n录取时核对预科结业情况。",
    },
    YICHANG: {
        "organisation": "三片区同步选派讲师，研讨分三组进行，实操按企业真实课题出题。",
        "survey": "磷化工和装备企业要求增加专利导航内容，县区学员希望提供线上复习资料。",
        "problems": "部分学员专利基础偏弱，首次考试通过率低于预期。",
        "next": "预科阶段补齐检索基础。\n补考前安排一天集中辅导。",
    },
    SHIYAN: {
        "organisation": "按片区组班，汽车产业链企业占比高，研讨围绕整车和零部件案例展开。",
        "survey": "中小企业缺少专职岗位，希望获得托管和共享专员服务。",
        "problems": "片区路程远，报到当日缺课较多。",
        "next": "明年在鄂西北增设一个教学点。",
    },
}


def closing_chapter(stage: Stage) -> Iterator[Event]:
    """Yield the dossiers of the three classes, their review, and the roster of the year."""
    for code, (_title, _venue, _seats, starts) in VENUES.items():
        yield Event(at(starts + LENGTH + timedelta(days=2), 20), partial(_say, code))
    for code in REPORT:
        yield Event(at(BEGUN[code], 10), partial(_begin, stage, code))
        yield Event(at(WRITTEN[code], 16), partial(_write, stage, code))
        yield Event(at(SENT[code], 11), partial(_send, stage, code))
        yield Event(at(ARCHIVED[code], 15), partial(_archive, stage, code))
    yield Event(at(RETURNED, 10), partial(_return, stage))
    yield Event(at(MENDED, 10), partial(_mend, stage))
    yield Event(at(FROZEN, 10), partial(_freeze, stage))
    yield Event(at(CORRECTED, 10), partial(_correct, stage))


def _class(code: str) -> TrainingClass | None:
    rows = TrainingClass.objects.select_related("place", "programme_year__province")
    return rows.filter(line__isnull=False, place__code=code).exclude(state="cancelled").first()


def _dossier(code: str) -> ClosingDossier | None:
    rows = ClosingDossier.objects.select_related("filing", "training_class__place")
    return rows.filter(training_class__place__code=code).first()


def _say(code: str, moment: datetime) -> None:
    """Some of the trainees say what they thought of the class as a whole."""
    found = _class(code)
    if found is None or found.state not in ("finished", "closed"):
        return
    rows = Registration.objects.filter(
        training_class=found, state=Registration.State.ACCEPTED, feedback_given=None
    ).select_related("training_class__programme_year", "person")
    for number, row in enumerate(rows.order_by("pk")[:ANSWERS]):
        asked = feedback_due(row, at=moment).asked.whole
        marks = {one.key: 5 - (number + place) % 3 // 2 for place, one in enumerate(asked)}
        said = [Said(None, marks, OPINIONS[number % len(OPINIONS)])]
        give_feedback(row, said, by=Oneself("", row.person.name), at=moment)


def _begin(stage: Stage, code: str, moment: datetime) -> None:
    found = _class(code)
    if found is not None and found.state in ("finished", "closed"):
        actions.open_dossier(found, by=stage.acting(GROUP, on=moment.date()), at=moment)


def _write(stage: Stage, code: str, moment: datetime) -> None:
    """The group evaluates the effect and writes the report around the figures."""
    dossier, group = _dossier(code), stage.acting(GROUP, on=moment.date())
    if dossier is None:
        return
    questions = effect_questions(dossier.training_class, on=moment.date())
    scores = {one.key: 5 if place % 2 else 4 for place, one in enumerate(questions)}
    actions.evaluate_effect(dossier, scores, EFFECT, by=group, at=moment)
    dossier.refresh_from_db()
    words = clean({**dossier.words, **REPORT[code]})
    actions.save_report(dossier, by=group, words=words, revision=dossier.revision, at=moment)


def _send(stage: Stage, code: str, moment: datetime) -> None:
    dossier, group = _dossier(code), stage.acting(GROUP, on=moment.date())
    if dossier is None:
        return
    actions.take_figures(dossier, by=group, at=moment)
    try:
        actions.send_dossier(dossier, by=group, at=moment)
    except Refused:  # a class without people or money has nothing to send
        return


def _return(stage: Stage, moment: datetime) -> None:
    """The office sends Wuhan's back: the report says too little of the trainees who failed."""
    dossier = _dossier(WUHAN)
    if dossier is None or dossier.filing.state != "sent":
        return
    actions.return_dossier(
        dossier, by=stage.acting(REGISTRAR, on=moment.date()), at=moment,
        opinion="请补充未合格学员的原因分析。", until=date(2022, 8, 12),
        notes=[Note("report", "“存在的问题”请写明未合格人数和主要失分点。")],
    )  # fmt: skip


def _mend(stage: Stage, moment: datetime) -> None:
    dossier, group = _dossier(WUHAN), stage.acting(GROUP, on=moment.date())
    if dossier is None or dossier.filing.state != "returned":
        return
    added = "未合格学员主要失分在权利要求比对和检索式优化。"
    words = {**dossier.words, "problems": f"{dossier.words['problems']}\n{added}"}
    actions.save_report(dossier, by=group, words=words, revision=dossier.revision, at=moment)
    remark = dossier.filing.remarks.filter(answered_at=None).first()
    if remark is not None:
        actions.answer_dossier_opinion(
            dossier, remark_id=remark.pk, by=group, answer="已补充失分点分析。", at=moment
        )
    actions.send_dossier(dossier, by=group, at=moment)


def _archive(stage: Stage, code: str, moment: datetime) -> None:
    dossier = _dossier(code)
    if dossier is not None and dossier.filing.state == "sent":
        registrar = stage.acting(REGISTRAR, on=moment.date())
        actions.archive_dossier(dossier, by=registrar, at=moment, opinion="材料齐全，同意归档。")


def _freeze(stage: Stage, moment: datetime) -> None:
    year = years().get(programme="hubei-2022", year=2022)
    try:
        actions.freeze_year(year, by=stage.acting(GROUP, on=moment.date()), at=moment)
    except Refused:  # somebody is still without a result
        return


def _correct(stage: Stage, moment: datetime) -> None:
    roster = Roster.objects.filter(training_class=None).first()
    row = RosterRow.objects.filter(roster=roster).first() if roster is not None else None
    if roster is None or row is None:
        return
    actions.correct_roster(
        roster, kind="change", row_id=row.pk, says="工作单位名称末尾补“（集团）”",
        reason="单位来函说明登记名称不全", by=stage.acting(GROUP, on=moment.date()), at=moment,
    )  # fmt: skip
