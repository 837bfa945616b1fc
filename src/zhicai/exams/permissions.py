"""Who writes items, reads them again, composes papers, runs exams, watches, marks."""

from zhicai.accounts.models import Role
from zhicai.accounts.permissions import Holder, declare
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

_GROUP = Holder(Role.MEMBER, organisation="working-group", reach="all")
_OFFICE = Holder(Role.OFFICER, Level.PROVINCE)
_UNDERTAKING = tuple(
    Holder(Role.MEMBER, organisation=kind)
    for kind in ("base", "development-centre", "public-service-agency")
)
"""Organisations that undertake classes; what they do holds for the classes that they run."""

WRITE = declare("exams.write", Text("编写试题", "write items of the bank"), _GROUP, *_UNDERTAKING)
READ_AGAIN = declare(
    "exams.read_again", Text("复读试题", "read items a second time"), _GROUP, *_UNDERTAKING
)
COMPOSE = declare("exams.compose", Text("组卷并密封", "compose and seal papers"), _GROUP)
RUN = declare("exams.run", Text("安排考试", "set up exams of a class"), _GROUP, *_UNDERTAKING)
MARK = declare("exams.mark", Text("阅卷", "mark answers"), _GROUP, *_UNDERTAKING)
PUBLISH = declare("exams.publish", Text("公布考试成绩", "publish exam results"), _GROUP)
SEE = declare(
    "exams.see",
    Text("查看考试安排", "see the exams of classes"),
    _GROUP,
    _OFFICE,
    *_UNDERTAKING,
)
