"""The samples of each component, by its name; the tests want at least one for each."""

from django.http import HttpRequest, QueryDict

from zhicai.ui import sample_pages, samples
from zhicai.ui.samples import Sample
from zhicai.ui.states import STATES, TONES

ACTIONS = [
    {"label": "新建班次", "url": "#", "icon": "plus", "primary": True},
    {"label": "从 Excel 导入", "url": "#", "icon": "upload"},
]
BATCH = [
    {"label": "通过", "name": "do", "value": "pass", "icon": "check", "primary": True},
    {
        "label": "退回修改",
        "name": "do",
        "value": "return",
        "icon": "arrow-back-up",
        "confirm": "所选人员会收到退回通知，可在截止前重新提交。",
    },
    {"label": "导出所选", "name": "do", "value": "export", "icon": "download"},
]
BUTTONS = [
    {"label": "保存草稿", "name": "do", "value": "draft"},
    {
        "label": "重新提交市局审核",
        "name": "do",
        "value": "submit",
        "icon": "send",
        "primary": True,
        "confirm": "提交后由宜昌市局审核，一般 3 个工作日；审核期间不能修改。",
    },
]
CHECKS = [
    {"state": "error", "text": "技术经理人低于下达数（6 < 8）", "url": "#id_head"},
    {"state": "error", "text": "缺少盖章方案正文", "url": "#id_plan", "clause": "HB-3.1.2"},
    {"state": "warn", "text": "10 月安排 3 期培训，与省级班次重叠 1 期"},
    {"state": "ok", "text": "预算 32.6 万元，与下达资金一致"},
]
FACTS = [
    {"label": "姓名", "value": "郭*军", "strong": True},
    {"label": "证件号码", "value": "4201 ********** 34"},
    {"label": "证书编号", "value": "ZC42-2026-000000", "url": "#"},
    {"label": "学时 / 成绩", "value": "40 学时 / 合格", "note": "线下 24 学时，线上 16 学时"},
]
NOTICES = [
    Sample(
        "退回，带字段链接",
        {
            "tone": "red",
            "title": "市局退回，共 2 处需要修改，请于 3 月 25 日 18:00 前重新提交（剩 3 天）。",
            "links": [
                {"url": "#id_mobile", "label": "“技术经理人”申报数低于省级下达数"},
                {"url": "#id_plan", "label": "缺少加盖公章的方案正文"},
            ],
        },
    ),
    Sample("完成", {"tone": "green", "text": "已导入 386 人。"}),
    Sample(
        "导入有误",
        {
            "tone": "red",
            "icon": "circle-x",
            "title": "14 行有误，未导入。",
            "text": "最常见：身份证号校验位不对（9 行）。改好后只上传这 14 行。",
            "url": "#",
            "action": "下载错误清单.xlsx",
        },
    ),
    Sample(
        "断网",
        {
            "tone": "amber",
            "icon": "wifi-off",
            "text": "网络已断开，答案已存在本机，恢复后自动提交。请不要关闭页面。",
        },
    ),
    Sample(
        "权限",
        {
            "tone": "info",
            "icon": "lock",
            "text": "此页由省局查看。您的账号范围是“宜昌市”。",
            "url": "#",
            "action": "返回宜昌市数据",
        },
    ),
]
EMPTIES = [
    Sample(
        "首次为空",
        {
            "icon": "school",
            "title": "还没有培训班次",
            "text": "新建班次后，学员可在手机上报名。",
            "actions": ACTIONS,
        },
    ),
    Sample(
        "筛选无结果",
        {
            "icon": "search",
            "title": "没有符合条件的人员",
            "text": "当前条件：宜昌市、2025 年、技术经理人。",
            "actions": [{"label": "清除筛选", "url": "#"}],
        },
    ),
    Sample(
        "没有加载出来",
        {
            "icon": "alert-triangle",
            "title": "数据没有加载出来",
            "text": "您的内容没有丢失，可以重试；如仍失败，请把编号 E-7F3A21 告诉管理员。",
            "actions": [{"label": "重试", "url": "#", "primary": True}],
        },
    ),
]
TABS = [
    {"label": "概况", "url": "#", "current": True},
    {"label": "学员", "url": "#", "count": 86},
    {"label": "待处理", "url": "#", "count": 3, "alarm": True},
    {"label": "结业材料", "url": "#"},
]
PHONE_TABS = [
    {"label": label, "url": "#", "icon": icon, "current": icon == "home"}
    for label, icon in (
        ("首页", "home"),
        ("课程", "book"),
        ("考试", "pencil"),
        ("证书", "certificate"),
        ("我的", "user"),
    )
]


FIXED: dict[str, list[Sample]] = {
    "tag": [Sample(tone, {"label": "待审核", "tone": tone}) for tone in TONES],
    "meter": [
        Sample("超序时", {"share": 0.812, "tick": 0.715, "tone": "green", "label": "培训人次"}),
        Sample("落后", {"share": 0.44, "tick": 0.715, "tone": "red", "label": "总进度"}),
        Sample("超额，无序时", {"share": 1.2, "tone": "green", "label": "专利导航"}),
    ],
    "kpi": [Sample(str(kpi["label"]), {"kpi": kpi}) for kpi in sample_pages.KPIS],
    "notice": NOTICES,
    "toast": [Sample("完成", {"text": "已催办 4 个单位。"})],
    "modal": [
        Sample(
            "确认",
            {
                "id": "sample-modal",
                "title": "撤销证书",
                "text": "撤销后公开查验显示“已撤销”。",
                "confirm": "撤销证书",
                "tone": "red",
                "action": "#",
            },
        )
    ],
    "timeline": [
        Sample("办理进度", {"steps": sample_pages.STEPS}),
        Sample("到此为止", {"steps": sample_pages.STEPS[:3]}),
    ],
    "opinion": [Sample("审核意见", sample_pages.OPINION)],
    "segmented": [Sample("排序", {"label": "排序方式", "options": sample_pages.ORDERS})],
    "tabs": [Sample("一条记录的各部分", {"label": "班次", "tabs": TABS})],
    "stepper": [Sample("表单的部分", {"label": "实施方案", "steps": sample_pages.SECTIONS})],
    "empty": EMPTIES,
    "skeleton": [Sample("加载中", {})],
    "checklist": [Sample("填报校验", {"items": CHECKS})],
    "clause": [
        Sample("编号", {"id": "HB-3.1.7.1.a"}),
        Sample(
            "编号和句子",
            {
                "id": "HB-3.1.7.1.a",
                "says": "每县每年至少举办一期预科班",
                "place": "实施方案 三（一）7",
                "url": "#",
            },
        ),
    ],
    "decision": [
        Sample("不能办理", {"decision": samples.NO_DECISION, "override_url": "#"}),
        Sample("可以办理", {"decision": samples.SampleDecision(True)}),
    ],
    "tilemap": [Sample("各市州", {"map": sample_pages.TILES})],
    "outlinemap": [Sample("各县区", {"map": sample_pages.OUTLINES})],
    "calendar": [Sample("九月", {"month": sample_pages.MONTH})],
    "agenda": [Sample("近期", {"items": sample_pages.AGENDA})],
    "facts": [Sample("证书", {"items": FACTS}), Sample("两列", {"items": FACTS, "wide": True})],
    "legend": [Sample("矩阵图例", {"items": sample_pages.LIGHT_LEGEND})],
    "ring": [Sample("学时", {"share": 0.8, "value": "32", "of": "/ 40 学时", "label": "学时"})],
    "actionbar": [Sample("底栏", {"saved_at": "14:32", "buttons": BUTTONS})],
    "crumbs": [
        Sample("位置", {"items": [{"label": "年度任务", "url": "#"}, {"label": "方案备案"}]})
    ],
    "tabbar": [Sample("学员手机底栏", {"tabs": PHONE_TABS})],
    "verdict": [
        Sample(
            "有效",
            {
                "tone": "green",
                "icon": "check",
                "title": "证书真实有效",
                "text": "查验时间 2026 年 9 月 18 日 14:36:02，信息来自发证机构数据库",
            },
        ),
        Sample(
            "已撤销",
            {
                "tone": "red",
                "icon": "ban",
                "title": "证书已撤销",
                "text": "2026 年 8 月 3 日由发证机构撤销。",
            },
        ),
        Sample(
            "未找到",
            {
                "tone": "idle",
                "icon": "search",
                "title": "没有找到这个编号",
                "text": "请核对编号，或扫描证书上的二维码。",
            },
        ),
    ],
    "copylink": [Sample("复制", {"text": "ZC42-2026-000000", "label": "复制编号"})],
}
"""Components whose samples are plain data."""


def light_samples() -> list[Sample]:
    """Return each state alone, and three with numbers and links."""
    plain = [Sample(state, {"state": state}) for state in STATES]
    counted = [("overdue", "3/8"), ("at_risk", "6/16"), ("on_track", "12/20")]
    return plain + [
        Sample(state, {"state": state, "text": text, "url": "#", "title": "恩施州 专员备案"})
        for state, text in counted
    ]


def field_samples() -> list[Sample]:
    """Return every kind of field, then the same sent with faults."""
    fields = [Sample(field.name, {"field": field}) for field in samples.filled_form()]
    wrong = samples.wrong_form()
    opinion = {"by": "市局审核意见 · 张薇", "at": "03-22 10:14", "text": "请填写直接联系人的手机。"}
    return [
        *fields,
        Sample("缺填", {"field": wrong["head"]}),
        Sample("有误，附审核意见", {"field": wrong["mobile"], "opinion": opinion}),
    ]


def upload_samples() -> list[Sample]:
    """Return a file field with one file already there."""
    there = {
        "name": "夷陵区实施方案.pdf",
        "url": "#",
        "size": "1.2 MB",
        "note": "陈立群 03-18 16:30",
        "remove_url": "#",
    }
    field = samples.filled_form()["plan"]
    accept = "PDF 或 Word，不超过 20 MB"
    return [Sample("附件", {"field": field, "accept": accept, "files": [there]})]


def form_samples() -> dict[str, list[Sample]]:
    """Return the samples that stand on a form."""
    return {
        "light": light_samples(),
        "field": field_samples(),
        "errors": [Sample("全部错误", {"form": samples.wrong_form()})],
        "upload": upload_samples(),
    }


def sample_request(address: str) -> HttpRequest:
    """Return a bare GET request for ``address``."""
    request = HttpRequest()
    request.path, _, query = address.partition("?")
    request.GET = QueryDict(query)
    return request


def list_samples(request: HttpRequest) -> dict[str, list[Sample]]:
    """Return the samples of the parts of a list; the gallery's own URL filters and sorts it."""
    page = samples.applicants(request)
    asked = samples.applicants(sample_request("/?place=恩施州&q=赵"))
    return {
        "nothing": [Sample("筛选无结果", {"page": asked, "title": "没有符合条件的人员"})],
        "filters": [Sample("筛选行", {"page": page, "export": True})],
        "batch": [Sample("操作栏（选中后出现）", {"page": page, "actions": BATCH})],
        "thead": [Sample("表头", {"page": page, "selectable": True})],
        "pager": [Sample("分页", {"page": page, "unit": "人"})],
    }


def all_samples(request: HttpRequest) -> dict[str, list[Sample]]:
    """Return every component's samples by its name."""
    return {**FIXED, **form_samples(), **list_samples(request)}
