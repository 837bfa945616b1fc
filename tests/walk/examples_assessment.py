"""Examples of the assessment track: the package, its sealed slot, its classes and their lists."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.planning.actions import seal_paper
from zhicai.planning.models import ExamPaper, Package, PackageLine
from zhicai.planning.queries.packages import packages_visible_to, sees_slot
from zhicai.training.models import TrainingClass

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def furnish_assessment(world):
    """Exam content in the slot of the package that the story has begun."""
    package = Package.objects.get(programme_year=world.year)
    if not package.papers.exists():
        upload = SimpleUploadedFile("考题.pdf", PDF, content_type="application/pdf")
        group = world.acting(people.WORKING_GROUP)
        seal_paper(package, upload, by=group, at=clock.midday(world.on))


def _split(found, all_of_them):
    own = tuple(found)
    return Own(own, (*[pk for pk in all_of_them if pk not in own], *ABSENT))


def _every():
    return list(Package.objects.values_list("pk", flat=True))


def packages_read(world, username):
    """The working group's own; the office's once sent; teams' and hosts' once in force."""
    found = packages_visible_to(world.acting(username)).values_list("pk", flat=True)
    return _split(found, _every())


def packages_own(world, username):
    """Only the working group draws it up."""
    return _split(_every() if username == people.WORKING_GROUP else (), _every())


def packages_passed(world, username):
    """The province lets classes of its own package pass."""
    passes = holds(world.acting(username), "planning.let_pass")
    return _split(_every() if passes else (), _every())


def slots(world, username):
    """The slot is seen by the group, the registry and those named."""
    acting = world.acting(username)
    found = [one.pk for one in packages_visible_to(acting) if sees_slot(acting, one)]
    return _split(found, _every())


def papers(world, username):
    """Papers of a slot that one sees."""
    seen = slots(world, username).own
    rows = list(ExamPaper.objects.values_list("pk", "package_id"))
    return _split([pk for pk, package in rows if package in seen], [pk for pk, _ in rows])


def lines(world, username):
    """Lines are opened by the group and by who undertakes them."""
    rows = list(PackageLine.objects.filter(dropped_on=None).select_related("undertaking"))
    acting = world.acting(username)
    mine = username == people.WORKING_GROUP
    own = [one.pk for one in rows if mine or one.undertaking_id == acting.organisation_id]
    return _split(own, [one.pk for one in rows])


def classes(world, username):
    """Classes of the package; a class of a county has no such page."""
    others = TrainingClass.objects.filter(line=None).values_list("pk", flat=True)[:2]
    return Own((), (*others, *ABSENT))


EXAMPLES_OF_ASSESSMENT = {
    **{
        (f"planning:{name}", "pk"): packages_read
        for name in ("package_read", "package_print", "package_export")
    },
    **{
        (f"planning:{name}", "pk"): packages_own
        for name in (
            "package_edit",
            "package_autosave",
            "package_withdraw",
            "package_template",
            "package_import",
        )
    },
    ("planning:package_pass", "pk"): packages_passed,
    ("planning:package_slot", "pk"): slots,
    ("planning:paper_open", "pk"): papers,
    ("planning:paper_items", "pk"): papers,
    ("planning:paper_remove", "pk"): papers,
    ("training:open_line", "pk"): lines,
    ("training:sessions", "pk"): classes,
    ("training:lecturer_list", "pk"): classes,
}
