"""An exam as its people live it: a new item, two sealed papers, three candidates, one make-up.

Played by an author and a second reader, the working group, the base that runs the class, an
invigilator and the three, on a desk's screen and on phones; the site moves from day to day.
"""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browsing import Desk
from tests.journeys.exam_class import CANDIDATES, TITLE
from tests.journeys.exam_steps import (
    FAILS,
    MOVES,
    OFFLINE,
    SIZES,
    are_checked,
    blueprint_is_made,
    changes_the_device,
    exam_is_set_up,
    gives,
    hands_in,
    is_ended_and_signed,
    is_final,
    is_proposed,
    is_published,
    is_read_blind,
    keys_of,
    lacks,
    loses_the_network,
    make_up_is_offered,
    marks,
    papers_are_sealed,
    reads_the_result,
    signs_in,
    slip_is_taken,
    starts,
    whole,
)
from tests.journeys.test_assessment_year import shows

pytestmark = pytest.mark.browser

AUTHOR, READER, GROUP, UNIT, WATCHER = "xiaolan", "qinfang", "wuyue", "xiaolan", "qinfang"
AWAY = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource", "Failed to fetch")
"""What Chromium writes into its console while there is no network."""
MIDNIGHT = 240
"""Seconds before midnight in which the journey waits for the new day."""
HOUR = """
from datetime import timedelta
from zhicai.exams.models import Exam
from zhicai.foundation import clock
Exam.objects.filter(pk={exam}).update(starts_at=clock.now() + timedelta(minutes={minutes}))
"""
SET_UP = "from tests.journeys.exam_class import set_up; set_up()"


@pytest.fixture(scope="module")
def site(serve):
    """The told spring on the day before the exam, with a class of three."""
    _keep_clear_of_midnight()
    site = serve("2022-04-08")
    site.run(SET_UP)
    return site


class Seats:
    """Browsers of the cast; nothing may go wrong in any of them."""

    def __init__(self, browser, site):
        self._browser, self._site = browser, site
        self._open, self.complaints = [], []

    def __call__(self, username, size="desk", *, state=None):
        one = Desk(self._browser, self._site, viewport=SIZES[size], state=state)
        self._open.append(one)
        if state is None:
            one.sign_in(username)
        return one.page

    def next_day(self, day):
        """Everybody goes home; the site is switched off, and stands on another day."""
        self.empty()
        self._site.kill()
        self._site.on = day
        self._site.start()

    def empty(self):
        for one in self._open:
            one.close()
            self.complaints += one.complaints
        self._open = []


@pytest.fixture
def seat(browser, site):
    """Open a browser for one of the cast, who signs in: ``seat("wuyue")`` gives the page."""
    seats = Seats(browser, site)
    yield seats
    seats.empty()
    assert [one for one in seats.complaints if not any(words in one for words in AWAY)] == []


def _keep_clear_of_midnight():
    """A site put on a day begins that day anew at midnight; wait until it has."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    left = 24 * 3600 - (now.hour * 3600 + now.minute * 60 + now.second)
    if left < MIDNIGHT:
        time.sleep(left + 1)


def hour_comes(site, exam, *, in_minutes):
    """Let the exam begin so many minutes from now, whatever hour it is."""
    site.run(HOUR.format(exam=exam, minutes=in_minutes))


def day_before(site, seat):
    """Item, papers, the exam set up; return class and exam."""
    group = seat(GROUP)
    blueprint = blueprint_is_made(group)
    lacks(group, blueprint)
    author = seat(AUTHOR)
    is_read_blind(seat(READER), is_proposed(author))
    papers_are_sealed(group)
    (number,) = site.database.rows(f"SELECT id FROM training_trainingclass WHERE title = '{TITLE}'")
    new = "?part=exam&round=first"
    return number[0], exam_is_set_up(author, number[0], new, "2022-04-09T09:00", 3)


def day_of_the_exam(site, seat, exam):
    """Three sit: each in a way of their own; return their codes."""
    hour_comes(site, exam, in_minutes=20)
    pages = {name: seat(CANDIDATES[name]) for name in (OFFLINE, MOVES)}
    pages[FAILS] = seat(CANDIDATES[FAILS], "phone")
    codes = {name: slip_is_taken(page) for name, page in pages.items()}
    for name, page in pages.items():
        signs_in(page, codes[name])
    watcher = seat(WATCHER)
    are_checked(watcher, exam)
    hour_comes(site, exam, in_minutes=-1)
    for name, page in pages.items():
        starts(page, codes[name])
    keys = keys_of(site, exam)
    loses_the_network(site, pages[OFFLINE], codes[OFFLINE], keys)
    state = pages[MOVES].context.storage_state()
    state["cookies"] = [one for one in state["cookies"] if one["name"] != "zhicai_browser"]
    phone = seat(CANDIDATES[MOVES], "phone", state=state)
    changes_the_device(site, pages[MOVES], phone, codes[MOVES], keys, watcher, exam)
    gives(pages[FAILS], keys, right=False, words="不会。")
    whole(pages[FAILS], phone=True)
    hands_in(pages[FAILS])
    unit = seat(UNIT)
    is_ended_and_signed(unit, exam)
    marks(unit, exam, 3)
    marks(seat(GROUP), exam, 3)
    return codes


def results_are_given(site, seat, exam, codes):
    """Published masked, read by the candidates; before the objections are over nothing is final."""
    group = seat(GROUP)
    is_published(group, exam)
    group.goto(f"/exams/marking/{exam}/")
    shows(group, "次日起可以定分")
    expect(group.get_by_role("button", name="定分")).to_have_count(0)
    reads_the_result(seat(CANDIDATES[OFFLINE]), codes[OFFLINE], "通过")
    reads_the_result(seat(CANDIDATES[FAILS], "phone"), codes[FAILS], "未通过")


def make_up_is_sat(site, seat, exam):
    """The one who failed comes again, with the paper kept for it, and passes."""
    hour_comes(site, exam, in_minutes=-1)
    page, watcher = seat(CANDIDATES[FAILS], "phone"), seat(WATCHER)
    code = slip_is_taken(page)
    signs_in(page, code)
    are_checked(watcher, exam)
    starts(page, code)
    gives(page, keys_of(site, exam))
    hands_in(page)
    unit, group = seat(UNIT), seat(GROUP)
    is_ended_and_signed(unit, exam)
    marks(unit, exam, 1)
    marks(group, exam, 1)
    is_published(group, exam)


def stands(site, name):
    """The marks of a trainee's examination in the results of the class, by round."""
    return dict(site.database.rows(
        "SELECT m.round, m.value FROM results_mark m JOIN admission_registration r "
        "ON r.id = m.registration_id JOIN people_person p ON p.id = r.person_id "
        "JOIN training_trainingclass c ON c.id = r.training_class_id "
        f"WHERE p.name = '{name}' AND c.title = '{TITLE}' AND m.part = 'exam'"
    ))  # fmt: skip


def test_an_exam_is_written_marked_and_repeated_by_who_failed(site, seat):
    number, exam = day_before(site, seat)
    seat.next_day("2022-04-09")
    codes = day_of_the_exam(site, seat, exam)
    results_are_given(site, seat, exam, codes)
    seat.next_day("2022-04-13")
    group, unit = seat(GROUP), seat(UNIT)
    is_final(group, exam)
    assert [stands(site, name)["first"] >= 60 for name in (OFFLINE, MOVES, FAILS)] == [1, 1, 0]
    make_up_is_offered(unit, number, "2022-04-14")
    again = exam_is_set_up(unit, number, "?part=exam&round=makeup", "2022-04-14T09:00", 1)
    seat.next_day("2022-04-14")
    make_up_is_sat(site, seat, again)
    seat.next_day("2022-04-18")
    is_final(seat(GROUP), again)
    assert stands(site, FAILS)["makeup"] >= 60
    unit = seat(UNIT)
    unit.goto(f"/results/classes/{number}/marks/?q={FAILS}")
    expect(unit.locator("main").get_by_text("合格", exact=True).first).to_be_visible()
