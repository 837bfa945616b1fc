"""Who sees the work between the levels, who breaks targets down, sends, answers and closes."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

OFFICE_ROLES = (Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER)
PROVINCE_WIDE = ("working-group", "development-centre", "national-base")

_OFFICERS = tuple(Holder(Role.OFFICER, level) for level in Level)
_OWN = tuple(Holder(Role.OFFICER, level, reach="own") for level in Level)
_BASE = Holder(Role.MEMBER, organisation="base")
_BODIES = tuple(Holder(Role.MEMBER, organisation=kind, reach="all") for kind in PROVINCE_WIDE)

declare(
    "coordination.read",
    Text("查看市州工作", "see the work of cities with their counties"),
    *(Holder(role, level) for role in OFFICE_ROLES for level in Level),
    _BASE,
    *_BODIES,
)
declare(
    "coordination.split",
    Text("把全年目标分解到县（市、区）和基地", "break the yearly targets down"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
)
declare(
    "coordination.charge",
    Text("指定任务的责任单位和责任人", "name who is responsible for a task"),
    *_OFFICERS,
)
declare(
    "coordination.send",
    Text("向下级单位交办任务、下发指导意见", "send tasks and guidance to the offices below"),
    Holder(Role.OFFICER, Level.PROVINCE),
    Holder(Role.OFFICER, Level.CITY),
)
declare(
    "coordination.answer",
    Text("办理上级交办的任务", "carry out the tasks sent from above"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
)
declare(
    "coordination.arrange",
    Text("维护市州与基地的工作机制", "keep the working arrangement of a city and its base"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    _BASE,
)
declare(
    "coordination.log",
    Text("登记培训实施中的问题", "log problems of the training"),
    *_OFFICERS,
    _BASE,
    *_BODIES,
)
declare(
    "coordination.handle",
    Text("落实问题的责任人、对策并销号", "give a problem its owner and measure, and close it"),
    *_OFFICERS,
)
declare(
    "coordination.name_leader",
    Text("登记本单位分管人才工作的负责人", "name the office's leader for talent work"),
    *_OWN,
)
declare(
    "coordination.evaluate",
    Text("导出考核指标，标记试点示范县", "export evaluation indicators and mark counties"),
    Holder(Role.OFFICER, Level.PROVINCE),
)
