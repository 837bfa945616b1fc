"""What the inbox shows of coordination: tasks to do, problems to handle, agreed tasks due."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.coordination.models import Problem
from zhicai.coordination.queries.waiting import (
    agreed_waiting,
    count_agreed,
    count_problems,
    count_tasks,
    problems_waiting,
    tasks_waiting,
)
from zhicai.foundation.text import Text

ASKS = {
    Problem.State.OPEN: Text("落实责任人和对策", "name owner and measure"),
    Problem.State.WORKING: Text("整改", "carry out the measure"),
    Problem.State.PROPOSED: Text("确认销号", "confirm the closing"),
}


def _tasks(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    return [
        Waiting(
            Text(f"办理任务：{copy.assignment.title}", f"Task: {copy.assignment.title}"),
            reverse("coordination:task", args=[copy.assignment_id]),
            copy.assignment.sent_on,
            Text(copy.assignment.office, copy.assignment.office),
            copy.place.code,
            copy.assignment.due,
        )
        for copy in tasks_waiting(acting, limit)
    ]


def _problems(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    found = []
    for problem in problems_waiting(acting, limit):
        ask = ASKS[Problem.State(problem.state)]
        title = Text(f"{ask.zh}：{problem.title}", f"{ask.en}: {problem.title_en or problem.title}")
        found.append(
            Waiting(
                title,
                reverse("coordination:problem", args=[problem.pk]),
                problem.raised_on,
                Text(problem.place.name, problem.place.english or problem.place.name),
                problem.place.code,
                problem.due,
                problem.clause,
            )
        )
    return found


def _agreed(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    return [
        Waiting(
            Text(f"办理约定事项：{task.title}", f"Agreed task: {task.title}"),
            reverse("coordination:arrangement", args=[task.arrangement_id]) + "#agreed",
            task.agreed_on,
            Text(task.arrangement.organisation.name, task.arrangement.organisation.name),
            task.arrangement.place.code,
            task.due,
        )
        for task in agreed_waiting(acting, limit)
    ]


register_source(
    Source(
        "coordination.tasks", Text("上级交办的任务", "Tasks from above"), "clipboard-check",
        lambda acting, on: count_tasks(acting), _tasks,
    )
)  # fmt: skip
register_source(
    Source(
        "coordination.problems", Text("需要处理的问题", "Problems to handle"), "alert-triangle",
        lambda acting, on: count_problems(acting), _problems,
    )
)  # fmt: skip
register_source(
    Source(
        "coordination.agreed", Text("与基地约定的事项", "Agreed tasks"), "affiliate",
        lambda acting, on: count_agreed(acting), _agreed,
    )
)  # fmt: skip
