"""The served site is killed while a class signs in and while a device syncs what it kept offline:
whatever was acknowledged is there, once.
"""

import http.client
import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import pytest

from tests.officer import CUT_OFF, Officer

PEOPLE = 40
ROUNDS = 4
OFFLINE = 30
COUNTY = "chenliqun"
NOTE = re.compile(r'name="note" value="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SPAN = 120
"""Seconds that a screen's code lives at most: the setting at its highest."""

SCENE = f"""
import json, os
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from zhicai.accounts.models import Membership, User
from zhicai.admission.models import Registration
from zhicai.attendance.codes import screen_code
from zhicai.foundation import clock
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.training.models import Lesson, TrainingClass

today, at = clock.today(), clock.now()
place = Place.objects.get(code="420506")
year = ProgrammeYear.objects.get(programme="hubei-2022")
SettingDecision.objects.create(programme_year=year, parameter="sign-code-seconds", value={SPAN},
    in_force_from=date(2022, 1, 1), reason="试验", decided_at=at, decided_by="周敏", office="省局")
found = TrainingClass.objects.create(programme_year=year, track="preparatory", place=place,
    level="county", number="KILLED", title="试验班", state="running", starts_on=today,
    ends_on=today, venue="市民之家", venue_place=place, capacity={PEOPLE})
lessons = [Lesson.objects.create(training_class=found, title=name, day=today, starts=time(0, 0),
    ends=time(23, 59), hours=Decimal(4)) for name in ("甲", "乙")]
people = []
for n in range({PEOPLE}):
    user = User.objects.create(username=f"killed{{n}}", name=f"学员{{n}}", password=f"!{{n}}")
    Membership.objects.create(user=user, role="person", place=place, valid_from=date(2022, 1, 1))
    person = Person.objects.create(name=user.name, home=place, user=user, entered_at=at,
        entered_by="试验")
    row = Registration.objects.create(training_class=found, person=person, state="accepted",
        employer_place=place, source="county", registered_at=at)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    people.append([row.pk, store.session_key])
codes = [screen_code(lessons[0].pk, out=False, at=at + timedelta(seconds={SPAN} * n),
    seconds={SPAN}) for n in range(30)]
told = {{"class": found.pk, "lessons": [one.pk for one in lessons], "people": people,
    "codes": codes, "from": at.timestamp(), "day": str(today),
    "cookie": settings.SESSION_COOKIE_NAME}}
Path(os.environ["ZHICAI_DATA"], "killed.json").write_text(json.dumps(told))
"""


@pytest.fixture(scope="module")
def site(serve):
    found = serve("2022-03-01")
    found.run(SCENE)
    found.scene = json.loads((found.folder / "killed.json").read_text("utf-8"))
    found.began = time.time()
    return found


class Phone(threading.Thread):
    """A trainee who scans and taps, once; remembers whether it was acknowledged."""

    def __init__(self, site, person, wait=0.0):
        super().__init__(daemon=True)
        self._site, self._wait = site, wait
        self.registration, session = person
        self._jar = {site.scene["cookie"]: session}
        self.acknowledged, self.answers = False, []

    def run(self):
        time.sleep(self._wait)
        span = int((time.time() - self._site.began) // SPAN)
        code = self._site.scene["codes"][span]
        try:
            status, page = self._ask("GET", f"/attendance/scan/{code}/")
            self.answers.append(status)
            body = urlencode(
                {"note": NOTE.search(page)[1], "csrfmiddlewaretoken": TOKEN.search(page)[1]}
            )
            status, page = self._ask("POST", "/attendance/here/", body)
            self.answers.append(status)
            self.acknowledged = status == 200 and "已签到" in page
        except CUT_OFF:
            return

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection(urlsplit(self._site.url).netloc, timeout=30)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._jar.items())}
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._jar |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer.status, page


def lines(site, lesson):
    """How many lines of a lesson each registration has that nothing undid."""
    rows = site.database.rows(
        "SELECT registration_id, count(*) FROM attendance_entry e "
        f"WHERE lesson_id = {lesson} AND kind = 'signed_in' AND NOT EXISTS "
        "(SELECT 1 FROM attendance_entry u WHERE u.reverses_id = e.id) GROUP BY registration_id"
    )
    return dict(rows)


def test_a_burst_of_sign_ins_loses_and_doubles_nothing(site):
    lesson = site.scene["lessons"][0]
    left = list(site.scene["people"])
    acknowledged, cut = set(), 0
    for turn in range(ROUNDS):
        burst = [Phone(site, one, number * 0.03) for number, one in enumerate(left)]
        for one in burst:
            one.start()
        if turn < ROUNDS - 1:
            time.sleep(0.25 + 0.2 * turn)
            site.kill()
        for one in burst:
            one.join(timeout=90)
            assert set(one.answers) <= {200}
        if turn < ROUNDS - 1:
            site.start()
            assert site.database.whole()
        acknowledged |= {one.registration for one in burst if one.acknowledged}
        cut += sum(not one.acknowledged for one in burst)
        found = lines(site, lesson)
        assert acknowledged <= set(found), "a sign-in that was acknowledged is gone"
        assert set(found.values()) <= {1}, "a sign-in is there twice"
        left = [one for one in left if one[0] not in acknowledged]
    assert cut, "nothing was cut off, so nothing was shown"
    assert not left
    assert lines(site, lesson) == dict.fromkeys(acknowledged, 1)
    told = site.database.rows(
        "SELECT count(*) FROM audit_entry WHERE verb = 'attendance.signed_in'"
    )
    assert told == [(PEOPLE,)]


class Device(threading.Thread):
    """A device that syncs its ticks until it is answered or cut off."""

    def __init__(self, officer, site, ticks):
        super().__init__(daemon=True)
        self._officer, self._site, self._ticks = officer, site, ticks
        self.outcomes, self.answers = {}, []

    def run(self):
        path = f"/attendance/offline/{self._site.scene['class']}/sync/"
        for start in range(0, len(self._ticks), 5):
            some = self._ticks[start : start + 5]
            try:
                status, _, page = self._officer.post_json(path, {"ticks": some})
            except CUT_OFF:
                return
            self.answers.append(status)
            if status != 200:
                return
            self.outcomes |= {one["key"]: one["became"] for one in json.loads(page)["outcomes"]}


class Staff(Officer):
    """An officer whose device sends JSON with the token of the page."""

    def post_json(self, path, told):
        kind = {"Content-Type": "application/json", "Accept": "application/json"}
        return self._ask("POST", path, json.dumps(told), kind | {"X-CSRFToken": self._token})


def test_a_device_that_syncs_again_after_every_kill_enters_each_tick_once(site):
    lesson = site.scene["lessons"][1]
    staff = Staff(site, COUNTY)
    noon = datetime.fromisoformat(site.scene["day"]).replace(tzinfo=UTC) - timedelta(hours=8)
    ticks = [
        {
            "key": f"killed-{registration}", "registration": registration, "lesson": lesson,
            "out": False, "at": (noon + timedelta(seconds=number)).isoformat(),
        }
        for number, (registration, _) in enumerate(site.scene["people"][:OFFLINE])
    ]  # fmt: skip
    acknowledged = {}
    for turn in range(ROUNDS):
        status, _ = staff.open(f"/attendance/offline/{site.scene['class']}/")
        assert status == 200
        device = Device(staff, site, ticks)
        device.start()
        if turn < ROUNDS - 1:
            time.sleep(0.03 + 0.08 * turn)
            site.kill()
        device.join(timeout=90)
        assert set(device.answers) <= {200}
        if turn < ROUNDS - 1:
            site.start()
            assert site.database.whole()
        acknowledged |= device.outcomes
        assert set(acknowledged.values()) <= {"written", "before"}
        keys = site.database.rows("SELECT key FROM attendance_entry WHERE way = 'offline'")
        kept = [key.removeprefix("d-") for (key,) in keys]
        assert len(kept) == len(set(kept))
        assert set(acknowledged) <= set(kept)
    assert len(acknowledged) == OFFLINE
    assert lines(site, lesson) == {one["registration"]: 1 for one in ticks}
