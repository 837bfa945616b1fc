"""Who reads results, decides completion, enters skills, recommends, confirms, names the team."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_REGISTRARS = tuple(Holder(Role.REGISTRAR, level=level) for level in Level)
_READERS = tuple(Holder(Role.READER, level=level) for level in Level)
_CITY = Holder(Role.OFFICER, Level.CITY)
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_BASE = Holder(Role.MEMBER, organisation="base")
_WIDE = tuple(
    Holder(Role.MEMBER, organisation=kind, reach="all")
    for kind in ("development-centre", "national-base", "working-group")
)

_UNDERTAKING = tuple(
    Holder(Role.MEMBER, organisation=kind)
    for kind in ("base", "development-centre", "public-service-agency")
)
"""Organisations that undertake classes; what they do holds for the classes that they run."""

READ = declare(
    "results.read",
    Text("查看培训成果", "read results of training"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    _BASE,
    *_WIDE,
)
DECIDE = declare(
    "results.decide",
    Text("认定结业", "decide who completed a class"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    *_UNDERTAKING,
)
ASSESS = declare(
    "results.assess",
    Text("登记专员技能", "enter the skills of trainees"),
    _BASE,
    _PROVINCE,
)
RECOMMEND = declare(
    "results.recommend",
    Text("推荐考核人选", "recommend candidates for assessment"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
)
CONFIRM = declare(
    "results.confirm",
    Text("确认推荐名单", "confirm recommendations"),
    _CITY,
    _BASE,
)
RESERVE = declare(
    "results.reserve",
    Text("检索人才储备", "search the reserve of trained people"),
    *_OFFICERS,
    _BASE,
    *_WIDE,
)
EXPORT = declare(
    "results.export",
    Text("导出人才储备", "take the reserve of trained people out as a file"),
    *_OFFICERS,
)
TEAM = declare(
    "results.team",
    Text("遴选专业化队伍", "select the professional team"),
    _PROVINCE,
)
READ_MARKS = declare(
    "results.marks",
    Text("查看考核成绩", "read results of assessment"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    _BASE,
    *_WIDE,
    Holder(Role.MEMBER, organisation="public-service-agency"),
)
MARK = declare(
    "results.mark",
    Text("登记考核成绩", "keep the results of assessment classes"),
    *_UNDERTAKING,
    Holder(Role.MEMBER, organisation="working-group", reach="all"),
)
EXCUSE = declare(
    "results.excuse",
    Text("同意补考延后或重排", "let a make-up be later or set anew"),
    _PROVINCE,
)
