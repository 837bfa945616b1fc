"""What changed between two versions of the package: classes, courses, papers, words."""

from collections.abc import Iterator, Mapping

from zhicai.foundation.text import Text
from zhicai.planning.rules.content import CourseFacts
from zhicai.planning.rules.differences import NOTHING, Change, Kind, Names, course_words, shown
from zhicai.planning.rules.package import SORT_WORDS, ClassLine, PackageContent, PaperLine
from zhicai.planning.rules.package_checks import line_name

LABELS: Mapping[str, Text] = {
    "title": Text("班次名称", "Title"),
    "batch": Text("批次", "Batch"),
    "city": Text("办班地", "City"),
    "starts": Text("开始日期", "First day"),
    "ends": Text("结束日期", "Last day"),
    "venue": Text("地点", "Venue"),
    "seats": Text("名额", "Seats"),
    "undertaking": Text("承办单位", "Undertaking unit"),
    "gap": Text("不覆盖的理由", "Reason for what is left out"),
    "notes": Text("说明", "Notes"),
    "reason": Text("未达要求的理由", "Reason for what falls short"),
    "papers": Text("考题内容", "Exam content"),
    "standard": Text("能力标准版本", "Version of the capability standard"),
}
FIELDS = ("title", "batch", "city", "starts", "ends", "venue", "seats", "undertaking", "gap")


def package_differences(
    old: PackageContent, new: PackageContent, names: Names
) -> tuple[Change, ...]:
    """Return every difference from ``old`` to ``new``; ``names`` are words for codes and ids."""
    return (*_classes(old, new, names), *_words(old, new), *_papers(old, new, names))


def _words(old: PackageContent, new: PackageContent) -> Iterator[Change]:
    for name in ("notes", "reason", "standard"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(Kind.CHANGED, name, LABELS[name], _plain(before), _plain(after))


def _papers(old: PackageContent, new: PackageContent, names: Names) -> Iterator[Change]:
    had, has = {one.sha256: one for one in old.papers}, {one.sha256 for one in new.papers}
    for one in new.papers:
        was = had.get(one.sha256)
        if was is None:
            continue
        before, after = _meets(was, names), _meets(one, names)
        if before != after:
            label = Text(f"{LABELS['papers'].zh}·{one.name}", f"{LABELS['papers'].en}: {one.name}")
            yield Change(Kind.CHANGED, "papers", label, before, after)
    for kind, rows, without in (
        (Kind.ADDED, new.papers, had),
        (Kind.REMOVED, old.papers, has),
    ):
        for one in rows:
            if one.sha256 not in without:
                said = Text(one.name, one.name)
                pair = (NOTHING, said) if kind is Kind.ADDED else (said, NOTHING)
                yield Change(kind, "papers", LABELS["papers"], *pair)


def _meets(one: PaperLine, names: Names) -> Text:
    """Sort, version and items of a file in one line."""
    sort, version = SORT_WORDS[one.sort], one.standard or "—"
    items = [names.get(item, Text(item, item)) for item in one.items]
    return Text(
        f"{sort.zh}，能力标准第 {version} 版：{'、'.join(item.zh for item in items) or '—'}",
        f"{sort.en}, standard version {version}: {', '.join(item.en for item in items) or '—'}",
    )


def _classes(old: PackageContent, new: PackageContent, names: Names) -> Iterator[Change]:
    was = {one.key: one for one in old.classes}
    stays = {one.key for one in new.classes}
    for position, one in enumerate(new.classes, start=1):
        label = line_name(one, position)
        if one.key not in was:
            yield Change(Kind.ADDED, one.key, label, NOTHING, line_words(one, names))
            continue
        yield from _line(was[one.key], one, label, names)
    for position, one in enumerate(old.classes, start=1):
        if one.key not in stays:
            label = line_name(one, position)
            yield Change(Kind.REMOVED, one.key, label, line_words(one, names), NOTHING)


def _line(was: ClassLine, one: ClassLine, label: Text, names: Names) -> Iterator[Change]:
    for name in FIELDS:
        before, after = getattr(was, name), getattr(one, name)
        if before != after:
            where = Text(f"{label.zh}·{LABELS[name].zh}", f"{label.en}: {LABELS[name].en}")
            words = (_named(before, names), _named(after, names))
            yield Change(Kind.CHANGED, f"{one.key}-{name}", where, *words)
    known = {course.key: course for course in was.courses}
    stays = {course.key for course in one.courses}
    for course in one.courses:
        yield from _course(known.get(course.key), course, one.key, label, names)
    for course in was.courses:
        if course.key not in stays:
            field = f"{one.key}-{course.key}"
            yield Change(Kind.REMOVED, field, label, course_words(course, names), NOTHING)


def _course(
    was: CourseFacts | None, course: CourseFacts, key: str, label: Text, names: Names
) -> Iterator[Change]:
    field = f"{key}-{course.key}"
    if was is None:
        yield Change(Kind.ADDED, field, label, NOTHING, course_words(course, names))
    elif was != course:
        words = (course_words(was, names), course_words(course, names))
        yield Change(Kind.CHANGED, field, label, *words)


def line_words(one: ClassLine, names: Names) -> Text:
    """Return a class in one line: dates, city, seats, courses."""
    days, seats, courses = (
        f"{one.starts or '—'} — {one.ends or '—'}",
        one.seats or 0,
        len(one.courses),
    )
    city = names.get(one.city, Text(one.city, one.city))
    return Text(
        f"{one.title}，{days}，{city.zh}，{seats} 人，{courses} 门课程",
        f"{one.title}, {days}, {city.en}, {seats} seats, {courses} courses",
    )


def _named(value: object, names: Names) -> Text:
    found = names.get(str(value))
    return found if found is not None else shown(value, "", names)


def _plain(value: object) -> Text:
    words = "" if value is None else str(value)
    return Text(words, words)
