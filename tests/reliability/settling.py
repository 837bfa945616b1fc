"""Kills whoever settles the money of a class at named moments; prints what stands after each.

Run by ``zhicai manage shell`` with a data folder of its own. Whoever settles is a fork of this
program, which shares no connection with it.
"""

import json
import os
import signal
import sys

from django.core.management import call_command
from django.db import connection, connections

from zhicai.audit.models import Entry
from zhicai.finance.actions import settle
from zhicai.finance.announcements import Settled
from zhicai.finance.models import Budget, Expense, Settlement
from zhicai.finance.queries.budgets import sheet_of
from zhicai.finance.rules.settling import figures_digest
from zhicai.finance.tests.assessment_scenes import AssessmentMoney, at
from zhicai.foundation.announcements import subscribe

STATEMENTS = {
    "the budget is being closed": 'UPDATE "finance_budget"',
    "the statement is being written": 'INSERT INTO "finance_settlement"',
    "it is being recorded": 'INSERT INTO "audit_entry"',
}
"""Killed once the database has taken the statement, before the next one."""


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def main():
    call_command("migrate", verbosity=0)
    money = AssessmentMoney()
    money.budget()
    money.bought(fen=9_000_000)
    cost = money.ended()
    why = {one.line.pk: "按实际结算" for one in sheet_of(cost.key).lines}
    told = {"before anything": standing(cost)}
    for name, statement in STATEMENTS.items():
        told[name] = killed(cost, why, money.group, statement=statement)
    told["nothing is left but the commit"] = killed(cost, why, money.group, within=True)
    told["it is committed"] = killed(cost, why, money.group)
    settle(cost, {}, by=money.group, at=at("07-20"))
    told["pressed again"] = standing(cost)
    sys.stdout.write(json.dumps(told))


def killed(cost, why, by, *, statement="", within=False):
    """Let a fork settle and be killed at a moment; return what stands."""
    connections.close_all()
    child = os.fork()
    if not child:
        if within:
            subscribe(Settled, lambda event: die(), within=True)

        def watch(execute, sql, params, many, context):
            done = execute(sql, params, many, context)
            if statement and sql.startswith(statement):
                die()
            return done

        with connection.execute_wrapper(watch):
            settle(cost, why, by=by, at=at("07-08"))
        die()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it was not killed, so nothing is shown"
    return standing(cost)


def standing(cost):
    """Return state, settlements whose hash holds, entries of the log, expenses."""
    budget = Budget.objects.get(cost_object=cost.key)
    rows = [
        row.pk
        for row in Settlement.objects.filter(budget=budget)
        if figures_digest(row.figures) == row.sha256
    ]
    return {
        "state": budget.state,
        "closed_on": str(budget.closed_on),
        "settlements": len(rows),
        "entries": Entry.objects.filter(verb="finance.settled").count(),
        "expenses": Expense.objects.filter(budget=budget).count(),
    }
