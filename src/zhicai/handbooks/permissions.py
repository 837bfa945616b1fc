"""Who reads, edits and acknowledges documents; the programme's data narrows each to its bodies."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import ANY_ORGANISATION, Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

declare(
    "handbooks.read",
    Text("阅读文件资料", "read the documents"),
    *(Holder(role, level, reach="all") for role in Role for level in Level),
    *(Holder(role, organisation=ANY_ORGANISATION, reach="all") for role in Role),
)
declare(
    "handbooks.edit",
    Text("编写文件资料", "write the documents"),
    *(Holder(Role.OFFICER, level, reach="all") for level in Level),
    Holder(Role.RULE_KEEPER, Level.PROVINCE, reach="all"),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="all"),
)
declare(
    "handbooks.acknowledge",
    Text("确认已阅文件资料", "acknowledge the documents"),
    Holder(Role.OFFICER, Level.CITY, reach="own"),
    Holder(Role.OFFICER, Level.COUNTY, reach="own"),
    Holder(Role.MEMBER, organisation=ANY_ORGANISATION, reach="own"),
)
