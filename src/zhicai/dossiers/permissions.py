"""Who generates the city's summary, who takes it in, who reads it and reminds of it."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_CITY = Holder(Role.OFFICER, Level.CITY)
_PROVINCE = Holder(Role.OFFICER, Level.PROVINCE)
_REGISTRY = Holder(Role.REGISTRAR, Level.PROVINCE)

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
    _CITY,
    _PROVINCE,
    _REGISTRY,
    Holder(Role.RULE_KEEPER, Level.PROVINCE),
    Holder(Role.READER, Level.PROVINCE),
    Holder(Role.READER, Level.CITY),
    *(
        Holder(Role.MEMBER, organisation=kind, reach="all")
        for kind in ("development-centre", "national-base", "working-group")
    ),
)
