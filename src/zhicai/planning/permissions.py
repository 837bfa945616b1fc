"""Who drafts, reviews, sums up, files, reads and guides plans."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_COUNTY = Holder(Role.OFFICER, Level.COUNTY, reach="own")
_CITY = Holder(Role.OFFICER, Level.CITY)
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_REGISTRY = Holder(Role.REGISTRAR, Level.PROVINCE)
_BASE = Holder(Role.MEMBER, organisation="base")
_GUIDING = tuple(
    Holder(Role.MEMBER, organisation=kind, reach="all")
    for kind in ("development-centre", "national-base")
)
_WORKING_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
_READERS = tuple(Holder(Role.READER, level) for level in Level)

declare(
    "planning.draft",
    Text("编制本单位的年度计划", "draft the yearly plan of one's own office"),
    _COUNTY,
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    _BASE,
)
declare(
    "planning.review",
    Text("审核县（市、区）的年度计划", "review the plans of counties"),
    _CITY,
)
declare(
    "planning.comment",
    Text("对县（市、区）的年度计划提意见", "comment on the plans of counties"),
    _CITY,
    _BASE,
)
declare(
    "planning.summarise",
    Text("汇总并报送全市的年度计划", "sum up and send the plans of the city"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
)
declare(
    "planning.file",
    Text("办理市州计划汇总的备案", "put the city summaries on file"),
    _REGISTRY,
)
declare(
    "planning.read",
    Text("查看年度计划和班次计划", "read plans and planned classes"),
    _COUNTY,
    _CITY,
    _PROVINCE,
    _REGISTRY,
    _BASE,
    *_GUIDING,
    _WORKING_GROUP,
    *_READERS,
)
declare(
    "planning.guide",
    Text("对计划的班次给出指导意见", "leave guidance on planned classes"),
    _CITY,
    _PROVINCE,
    _BASE,
    *_GUIDING,
)
declare(
    "planning.arrange",
    Text("为计划的班次安排师资", "arrange lecturers for planned classes"),
    _CITY,
    _BASE,
)
_TEAMS = tuple(Holder(Role.MEMBER, organisation=kind) for kind in ("base", "development-centre"))
declare(
    "planning.package",
    Text("编制考核培训材料", "draw up the assessment package"),
    _WORKING_GROUP,
    *_TEAMS,
)
declare(
    "planning.packages",
    Text("查看考核培训材料", "read the assessment package"),
    _PROVINCE,
    _REGISTRY,
    Holder(Role.READER, Level.PROVINCE),
    _BASE,
    *_GUIDING,
    _WORKING_GROUP,
)
declare(
    "planning.settle_package",
    Text("审定考核培训材料", "decide on the assessment package"),
    _REGISTRY,
)
declare(
    "planning.let_pass",
    Text("放行规定时间以外的班次和增加的批次", "let classes outside the window and batches pass"),
    _PROVINCE,
)
