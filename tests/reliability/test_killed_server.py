"""The served site is killed while offices write: what it has acknowledged is there, once.

Every signal hits the server and its workers at once and nothing is closed in good order, as when a
machine loses its power.
"""

import itertools
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.officer import CUT_OFF, Officer, plan_fields

TYPING = ("u420502", "u420503", "chenliqun")
SENDING = ("u420527", "u420528", "u420582", "u420502", "u420503")
"""Offices of Yichang that have not begun their plan on that day."""
BURSTS = 4
MOMENTS = (0.0, 0.05, 0.1, 0.2, 1.0)
"""Seconds from pressing the button that sends to the kill."""
LONGEST = max(MOMENTS)
FIRST, SECOND = "u420582", "u420582b"
RACES = 25

COLLEAGUE = f"""
from datetime import date
from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.law.schema import Level
from zhicai.places.models import Place
user = open_account("{SECOND}", name="第二人", by=SYSTEM, password="Zhicai-demo-2022")
place = Place.objects.get(code="420582")
give_membership(
    user, Role.OFFICER, place=place, level=Level.COUNTY, by=SYSTEM, since=date(2022, 1, 1)
)
"""


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-03-01")


class Typing(threading.Thread):
    """An officer who types without pause; remembers what was acknowledged, and what was not."""

    def __init__(self, officer, plan):
        super().__init__(daemon=True)
        self._officer, self.plan = officer, plan
        self.began = officer.revision(plan)
        self.revision, self.words, self.under_way = self.began, None, None
        self.answers = set()

    def run(self):
        for number in itertools.count():
            self.under_way = f"第 {number} 次 {time.monotonic()}"
            fields = plan_fields(notes=self.under_way)
            try:
                status, answer = self._officer.autosave(self.plan, fields, self.revision)
            except CUT_OFF:
                return
            self.answers.add(status)
            if status != 200:
                return
            self.revision, self.words = answer["revision"], self.under_way


def number_of(plan):
    return int(plan.strip("/").split("/")[-1])


def saved(site, plan):
    """The revision and the notes of a plan, out of the database."""
    query = f"SELECT revision, draft FROM planning_plan WHERE id = {number_of(plan)}"
    ((revision, draft),) = site.database.rows(query)
    draft = json.loads(draft) if isinstance(draft, str) else draft
    return revision, draft["notes"]


def traces(site, plan):
    """How often each trace of a sending stands in the database."""
    ((filing, state),) = site.database.rows(
        "SELECT f.id, f.state FROM planning_plan p JOIN filing_filing f ON f.id = p.filing_id "
        f"WHERE p.id = {number_of(plan)}"
    )
    counts = {
        "versions": f"filing_version WHERE filing_id = {filing}",
        "steps": f"filing_step WHERE what = 'sent' AND filing_id = {filing}",
        "filing in audit": f"audit_entry WHERE verb = 'filing.sent' AND subject_id = '{filing}'",
        "plan in audit": "audit_entry WHERE verb = 'planning.plan_sent' "
        f"AND subject_id = '{number_of(plan)}'",
        "messages": f"office_messages_message WHERE about = 'filing-{filing}'",
    }
    found = {
        name: site.database.rows(f"SELECT count(*) FROM {rows}")[0][0]
        for name, rows in counts.items()
    }
    return state, found


def test_what_was_acknowledged_survives_every_kill_and_nothing_is_saved_twice(site):
    officers = [Officer(site, username) for username in TYPING]
    plans = [officer.open_plan() for officer in officers]
    acknowledged = 0
    for burst in range(BURSTS):
        typing = [Typing(*pair) for pair in zip(officers, plans, strict=True)]
        for one in typing:
            one.start()
        time.sleep(0.3 + 0.13 * burst)
        site.kill()
        for one in typing:
            one.join(timeout=60)
            assert one.answers <= {200}
        site.start()
        assert site.database.whole()
        for officer, one in zip(officers, typing, strict=True):
            acknowledged += one.revision - one.began
            revision, words = saved(site, one.plan)
            assert revision == officer.revision(one.plan)
            if revision == one.revision:
                assert words == one.words or one.words is None
            else:
                assert (revision, words) == (one.revision + 1, one.under_way)
    assert acknowledged >= BURSTS, "the bursts were too short to show anything"


class Sending(threading.Thread):
    """An officer who presses the button that sends some time before the kill."""

    def __init__(self, officer, moment):
        super().__init__(daemon=True)
        self.officer, self._wait = officer, LONGEST - moment
        self.plan = officer.open_plan()
        self.revision = officer.revision(self.plan)
        self.answer = None

    def run(self):
        time.sleep(self._wait)
        try:
            self.answer = self.officer.send(self.plan, plan_fields(), self.revision)
        except CUT_OFF:
            return


def test_a_sending_is_there_whole_or_not_at_all(site):
    sendings = [
        Sending(Officer(site, username), moment)
        for username, moment in zip(SENDING, MOMENTS, strict=True)
    ]
    for one in sendings:
        one.start()
    time.sleep(LONGEST)
    site.kill()
    for one in sendings:
        one.join(timeout=60)
    site.start()
    assert site.database.whole()
    for one in sendings:
        state, found = traces(site, one.plan)
        told = found.pop("messages")
        if one.answer is not None:
            assert one.answer == (302, one.plan)
            assert (state, set(found.values()), told) == ("sent", {1}, 1)
        else:
            assert (state, set(found.values())) in (("sent", {1}), ("draft", {0}))
            assert told == found["versions"], "the letter stands or falls with the plan"
        if state == "draft":
            again = one.officer.send(one.plan, plan_fields(), one.officer.revision(one.plan))
            assert again == (302, one.plan)
            assert traces(site, one.plan)[1] == dict.fromkeys([*found, "messages"], 1)


def at_once(*calls):
    """Start every call at the same moment; return their answers in order."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait(timeout=30)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, c) for c in calls]]


@pytest.fixture(scope="module")
def colleagues(serve):
    """Two officers of one county office, on a site of their own; their plan, and their names."""
    site = serve("2022-03-01")
    site.run(COLLEAGUE)
    two = {username: Officer(site, username) for username in (FIRST, SECOND)}
    plan = two[FIRST].open_plan()
    assert two[SECOND].open_plan() == plan
    names = dict(
        site.database.rows(
            "SELECT username, name FROM accounts_user WHERE username LIKE 'u420582%'"
        )
    )
    return site, plan, two, names


def test_of_two_officers_exactly_one_wins_each_revision_and_the_other_is_told_who(colleagues):
    site, plan, two, names = colleagues
    for race in range(RACES):
        revision = two[FIRST].revision(plan)
        fields = {one: plan_fields(notes=f"{one} {race}") for one in two}
        answers = dict(
            zip(two, at_once(*(partial(two[o].autosave, plan, fields[o], revision) for o in two)),
                strict=True)
        )  # fmt: skip
        assert sorted(status for status, _ in answers.values()) == [200, 409], answers
        winner = next(one for one, (status, _) in answers.items() if status == 200)
        loser = next(one for one in two if one != winner)
        assert answers[winner][1]["revision"] == revision + 1
        assert answers[loser][1]["by"] == names[winner]
        assert saved(site, plan) == (revision + 1, f"{winner} {race}")


def test_a_button_pressed_twice_sends_one_version(colleagues):
    site, plan, two, _ = colleagues
    fields, revision = plan_fields(), two[FIRST].revision(plan)
    again = Officer(site, FIRST)
    answers = at_once(*(partial(one.send, plan, fields, revision) for one in (two[FIRST], again)))
    assert (302, plan) in answers
    assert {status for status, _ in answers} <= {302, 409}
    state, found = traces(site, plan)
    assert (state, set(found.values())) == ("sent", {1})
