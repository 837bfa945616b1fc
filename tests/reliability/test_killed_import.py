"""The served site is killed while a roster is imported: every person of it is registered, or
nobody; and pressing the button again brings in whoever is missing, once.
"""

import json
import threading
import time

import pytest

from tests.officer import CUT_OFF, Officer

PEOPLE = 400
KILLS = (0.05, 0.15, 0.25, 0.35, 0.45, 0.6, 0.8, 1.1)
"""Seconds after which the site is killed: before the import, within it, after it."""
COUNTY = "chenliqun"

SCENE = f"""
import json, os
from pathlib import Path
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.admission.actions import Way, upload_roster
from zhicai.demo.admission_story import _roster
from zhicai.demo.people import trainee
from zhicai.foundation import clock
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.models import TrainingClass

today, at = clock.today(), clock.now()
place = Place.objects.get(code="420506")
year = ProgrammeYear.objects.get(programme="hubei-2022")
found = TrainingClass.objects.create(programme_year=year, track="preparatory", place=place,
    level="county", number="KILLED-2", title="试验班", state="open", starts_on=today,
    ends_on=today, venue="市民之家", venue_place=place, capacity={PEOPLE})
officer = actings_of(User.objects.get(username="{COUNTY}"), on=today)[0]
people = [trainee("420506", "夷陵", n) for n in range({PEOPLE})]
upload = upload_roster(found, _roster(people, place.name), name="名单.csv", way=Way(), by=officer,
    at=at)
told = {{"class": found.pk, "upload": upload.pk, "sound": upload.counts["sound"]}}
Path(os.environ["ZHICAI_DATA"], "roster.json").write_text(json.dumps(told))
"""


@pytest.fixture(scope="module")
def site(serve):
    found = serve("2022-03-01")
    found.run(SCENE)
    found.scene = json.loads((found.folder / "roster.json").read_text("utf-8"))
    return found


class Import(threading.Thread):
    """The press of the button; remembers what it was told."""

    def __init__(self, officer, upload):
        super().__init__(daemon=True)
        self._officer, self._path = officer, f"/admission/uploads/{upload}/"
        self.status = None

    def run(self):
        try:
            self._officer.open(self._path)
            self.status, _, _ = self._officer.post(self._path, {"do": "sound"})
        except CUT_OFF:
            return


def standing(site):
    """Return the upload's state, how many are registered, and how many people and entries."""
    number, upload = site.scene["class"], site.scene["upload"]
    state = site.database.rows(f"SELECT state FROM admission_rosterupload WHERE id = {upload}")
    rows = site.database.rows(
        "SELECT count(*), count(DISTINCT person_id) FROM admission_registration "
        f"WHERE training_class_id = {number}"
    )
    told = site.database.rows(
        "SELECT count(*) FROM audit_entry WHERE verb = 'admission.roster_imported' "
        f"AND subject_id = '{upload}'"
    )
    return state[0][0], rows[0], told[0][0]


def test_a_roster_is_imported_whole_or_not_at_all_however_often_the_site_is_killed(site):
    sound = site.scene["sound"]
    assert sound > PEOPLE * 0.9
    cut = 0
    for delay in KILLS:
        press = Import(Officer(site, COUNTY), site.scene["upload"])
        press.start()
        time.sleep(delay)
        site.kill()
        press.join(timeout=60)
        site.start()
        assert site.database.whole()
        state, registered, told = standing(site)
        whole = (state, registered, told) == ("imported", (sound, sound), 1)
        assert whole or (state, registered, told) == ("checked", (0, 0), 0)
        if press.status == 302:
            assert whole, "an import that was acknowledged is gone"
        cut += press.status is None
        if whole:
            break
    assert cut, "nothing was cut off, so nothing was shown"
    again = Import(Officer(site, COUNTY), site.scene["upload"])
    again.run()
    assert again.status in (302, 409)
    assert standing(site) == ("imported", (sound, sound), 1)
