"""The pages of coordination."""

from zhicai.coordination.views.arrangements import (
    arrangement,
    arrangements,
    finish,
    open_one,
    write,
)
from zhicai.coordination.views.attaching import attach, file
from zhicai.coordination.views.duties import duties
from zhicai.coordination.views.hub import home
from zhicai.coordination.views.indicators import (
    county,
    end_mark,
    export,
    indicators,
    marks,
)
from zhicai.coordination.views.leaders import leaders
from zhicai.coordination.views.problems import (
    handle,
    new_problem,
    problem,
    problems,
    raise_now,
)
from zhicai.coordination.views.targets import save, table, take_in, targets
from zhicai.coordination.views.tasks import answer, follow, new_task, task, tasks

__all__ = [
    "answer",
    "arrangement",
    "arrangements",
    "attach",
    "county",
    "duties",
    "end_mark",
    "export",
    "file",
    "finish",
    "follow",
    "handle",
    "home",
    "indicators",
    "leaders",
    "marks",
    "new_problem",
    "new_task",
    "open_one",
    "problem",
    "problems",
    "raise_now",
    "save",
    "table",
    "take_in",
    "targets",
    "task",
    "tasks",
    "write",
]
