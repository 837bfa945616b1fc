"""Who generates the city's summary, who takes it in, who reads it and reminds of it."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_CITY = Holder(Role.OFFICER, Level.CITY)
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_REGISTRY = Holder(Role.REGISTRAR, Level.PROVINCE)
_KEEPER = Holder(Role.RULE_KEEPER, Level.PROVINCE)
_READERS = (
    _CITY,
    _PROVINCE,
    _REGISTRY,
    Holder(Role.READER, Level.PROVINCE),
    Holder(Role.READER, Level.CITY),
)

SUMMARISE = declare(
    "dossiers.summarise",
    Text("汇总并报送全市的班次落实情况", "sum up and send the classes held in the city"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
)
RECEIVE = declare(
    "dossiers.receive",
    Text("办理市州的班次落实汇总", "take in the summaries of cities"),
    _REGISTRY,
)
REMIND = declare(
    "dossiers.remind",
    Text("催报班次落实汇总", "remind cities of their summaries"),
    _PROVINCE,
    _REGISTRY,
)
READ = declare(
    "dossiers.read",
    Text("查看班次落实汇总", "read the summaries of classes held"),
    *_READERS,
    _KEEPER,
    *(
        Holder(Role.MEMBER, organisation=kind, reach="all")
        for kind in ("development-centre", "national-base", "working-group")
    ),
)

_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
_BODIES = (
    _GROUP,
    Holder(Role.MEMBER, organisation="national-base", reach="all"),
    *(
        Holder(Role.MEMBER, organisation=kind)
        for kind in ("base", "development-centre", "public-service-agency")
    ),
)

CLOSE = declare(
    "dossiers.close",
    Text("编制和报送考核班结班材料", "write and send closing dossiers"),
    _GROUP,
)
ARCHIVE = declare(
    "dossiers.archive",
    Text("审核和归档结班材料", "review and archive closing dossiers"),
    _REGISTRY,
)
READ_CLOSING = declare(
    "dossiers.read_closing",
    Text("查看结班材料", "read closing dossiers"),
    *_READERS,
    *_BODIES,
)
READ_ROSTER = declare(
    "dossiers.read_roster",
    Text("查看合格专员名册", "read the roster of qualified specialists"),
    _PROVINCE,
    _REGISTRY,
    _GROUP,
)
UNMASK = declare(
    "dossiers.unmask",
    Text("导出含完整证件号码的名册", "export the roster with whole document numbers"),
    _PROVINCE,
    _GROUP,
)
OPEN = declare(
    "dossiers.open",
    Text("打开总结归档", "open the dossiers"),
    *_READERS,
    _KEEPER,
    *_BODIES,
)
