"""Who runs classes, who teaches, who only looks on; the law's table of rights narrows by track."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_OFFICERS = tuple(Holder(Role.OFFICER, level=level) for level in Level)
_REGISTRARS = tuple(Holder(Role.REGISTRAR, level=level) for level in Level)
_READERS = tuple(Holder(Role.READER, level=level) for level in Level)
_MEMBERS = (Holder(Role.MEMBER, organisation=ANY_ORGANISATION),)
_CITY = Holder(Role.OFFICER, Level.CITY)
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_BASE = Holder(Role.MEMBER, organisation="base")
_WORKING_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
_GUIDING = tuple(
    Holder(Role.MEMBER, organisation=kind, reach="all")
    for kind in ("development-centre", "national-base")
)
_UNDERTAKING = tuple(
    Holder(Role.MEMBER, organisation=kind)
    for kind in ("base", "development-centre", "public-service-agency")
)

READ = declare(
    "training.read",
    Text("查看培训班", "read classes"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    *_MEMBERS,
)
OVERSEE = declare(
    "training.oversee",
    Text("查看辖区的培训班", "see the classes of one's area"),
    *_OFFICERS,
    *_REGISTRARS,
    *_READERS,
    _BASE,
    *_GUIDING,
    _WORKING_GROUP,
)
RUN = declare(
    "training.run",
    Text("组织培训班", "run classes"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    *_UNDERTAKING,
)
ASSIGN = declare(
    "training.assign",
    Text("为培训班安排讲师", "assign lecturers to classes"),
    _CITY,
    _PROVINCE,
    _BASE,
    _WORKING_GROUP,
)
ALLOW = declare(
    "training.allow",
    Text("同意在规定时间以外办班", "allow a class outside the window"),
    _PROVINCE,
)
GUIDE = declare(
    "training.guide",
    Text("对培训班给出指导意见", "leave guidance on classes"),
    _CITY,
    _PROVINCE,
    _BASE,
    *_GUIDING,
)
EVALUATE = declare(
    "training.evaluate",
    Text("评估培训班", "evaluate classes"),
    _CITY,
    _BASE,
    _WORKING_GROUP,
)
POOL = declare(
    "training.pool",
    Text("查看讲师库", "read the pool of lecturers"),
    *_OFFICERS,
    _BASE,
    *_GUIDING,
    _WORKING_GROUP,
)
PROPOSE = declare(
    "training.propose",
    Text("推荐讲师入库", "propose lecturers"),
    _CITY,
    _BASE,
    _PROVINCE,
)
KEEP = declare(
    "training.keep",
    Text("管理讲师库", "keep the pool of lecturers"),
    _PROVINCE,
)
REQUESTS = declare(
    "training.requests",
    Text("办理讲师和专家请求", "answer requests for lecturers and experts"),
    _PROVINCE,
    _WORKING_GROUP,
)
LIBRARY = declare(
    "training.library",
    Text("管理课程库和讲义", "keep courses and their handouts"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    _BASE,
)
BASE = declare(
    "training.base",
    Text("使用基地工作台", "use the workspace of a base"),
    _BASE,
)
APPOINT = declare(
    "training.appoint",
    Text(
        "委派考核班讲师，报送师资名单", "appoint lecturers of assessment classes, send their list"
    ),
    _WORKING_GROUP,
)
FILE_LISTS = declare(
    "training.file_lists",
    Text("办理考核班师资名单备案", "put lecturer lists on file"),
    Holder(Role.REGISTRAR, Level.PROVINCE),
)
