"""Who came: counties enter whole classes on the evening of the last day, some from signed sheets.

The county of the story takes attendance by code, with late comers, leave and a correction. One in
fifteen or so misses a lesson; a few never came; one county forgets a lesson.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.acting import Acting
from zhicai.admission.models import Registration
from zhicai.attendance import actions
from zhicai.attendance.actions import OfflineTick
from zhicai.attendance.models import Entry
from zhicai.attendance.queries.limits import lesson_time
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.programmes.queries import years
from zhicai.training.models import Lesson, TrainingClass

FIRST, LAST = date(2022, 3, 31), date(2022, 12, 8)
ON_PAPER = 7
"""One class in so many is entered from a signed sheet."""


def attendance_chapter(stage: Stage, programme: str, *, county: str) -> Iterator[Event]:
    """Yield every Thursday's entering, before the classes that ended are finished."""
    day = FIRST
    while day <= LAST:
        yield Event(at(day, 17, 10), partial(_thursday, stage, programme, county))
        day += timedelta(days=7)


def _thursday(stage: Stage, programme: str, county: str, moment: datetime) -> None:
    year = years().get(programme=programme, year=2022)
    on = moment.date()
    classes = TrainingClass.objects.filter(
        programme_year=year, line=None, state="running", ends_on__lte=on
    ).select_related("place", "venue_place", "programme_year__province")
    for found in classes.order_by("pk"):
        by = stage.officer(found.place.code, Level(found.level), on=on)
        lessons = [
            one
            for one in Lesson.objects.filter(training_class=found, cancelled=False)
            if lesson_time(one).starts <= moment
        ]
        people = list(
            Registration.objects.filter(training_class=found, state="accepted")
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if not lessons or not people:
            continue
        if found.place.code == county:
            _by_code(found, lessons, people, by, moment)
        else:
            _whole(found, lessons, people, by, moment)


def _whole(
    found: TrainingClass, lessons: list[Lesson], people: Sequence[int], by: Acting, moment: datetime
) -> None:
    """Enter a class: everyone who came to all, then the others lesson by lesson."""
    if found.pk % 29 == 6:
        lessons = lessons[:-1] or lessons
    never = {who for who in people if who % 41 == 5}
    partly = {who for who in people if who % 15 == 2} - never
    steady = [who for who in people if who not in never | partly]
    keys = [one.pk for one in lessons]
    if not steady:
        return
    if found.pk % ON_PAPER == 3:
        scan = SimpleUploadedFile(f"{found.place.short_name}签到表.png", picture(found.pk))
        actions.tick_from_sheet(found, keys, steady, scan, by=by, at=moment)
    else:
        actions.tick_lessons(found, keys, steady, by=by, at=moment)
    some = keys[: max(len(keys) * 2 // 3, 1)]
    if partly:
        actions.tick_lessons(found, some, partly, by=by, at=moment)


def _by_code(
    found: TrainingClass, lessons: list[Lesson], people: Sequence[int], by: Acting, moment: datetime
) -> None:
    """The county of the story: a device at the door, leave, one put right, photos."""
    ticks = []
    for number, lesson in enumerate(lessons):
        starts = lesson_time(lesson).starts
        for place, who in enumerate(people):
            if (place + number) % 17 == 9:
                continue
            late = 24 if (place * 3 + number) % 23 == 4 else -12 + place % 11
            ticks.append(
                OfflineTick(
                    f"d-story-{found.pk}-{lesson.pk}-{who}", who, lesson.pk, False,
                    starts + timedelta(minutes=late),
                )
            )  # fmt: skip
    for start in range(0, len(ticks), 400):
        actions.sync_ticks(found, ticks[start : start + 400], by=by, at=moment)
    absent = [
        (who, lesson)
        for number, lesson in enumerate(lessons)
        for place, who in enumerate(people)
        if (place + number) % 17 == 9
    ]
    for who, lesson in absent[:2]:
        actions.grant_leave(who, lesson, reason="单位紧急出差", by=by, at=moment)
    for who, lesson in absent[2:3]:
        actions.enter_by_hand(
            who, lesson, what="whole", reason="手机没电，现场核对身份", by=by, at=moment
        )
    wrong = Entry.objects.filter(lesson=lessons[0], kind="signed_in").order_by("pk").last()
    if wrong is not None:
        actions.undo(found, [wrong.pk], reason="点错人，本人未到", by=by, at=moment)
    for number, says in enumerate(("开班合影", "实操课堂")):
        upload = SimpleUploadedFile(f"{says}.png", picture(found.pk + number))
        actions.keep_photo(found, upload, says=says, taken_on=found.starts_on, by=by, at=moment)


def picture(seed: int) -> bytes:
    """Return a small PNG that stands for a scan or a photo."""
    wide, high = 320, 220
    red, green, blue = 200 + seed % 40, 215, 205 + seed * 7 % 45
    line = b"\x00" + bytes((red, green, blue)) * wide
    rule = b"\x00" + bytes((120, 130, 145)) * wide
    rows = b"".join(rule if row % 22 == 0 else line for row in range(high))

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
