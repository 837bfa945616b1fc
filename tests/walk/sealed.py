"""An exam that has not begun, and two contents of its sealed paper that nobody can tell apart.

Both contents are drawn from the same blueprint, sealed by the same verb. If no page changes when
one takes the other's place, no page depends on what is in the paper: neither a text, nor an order,
nor a key, nor which items of the bank are in it.
"""

from contextlib import contextmanager
from datetime import timedelta

from tests.walk import people
from zhicai.accounts.acting import SYSTEM
from zhicai.exams.actions.papers import (
    Wanted,
    make_blueprint,
    open_paper,
    seal_papers,
    unsealed,
)
from zhicai.exams.models import (
    Exam,
    Invigilator,
    ItemVersion,
    JournalEntry,
    Paper,
    PaperItem,
    Room,
    Sitting,
)
from zhicai.exams.queries.marking import alias_of
from zhicai.foundation import clock
from zhicai.foundation.keyring import keyed_hash
from zhicai.people.models import Person
from zhicai.training.models import TrainingClass

CODE, BROWSER = "WALKSEAL23", "s" * 43
CONTENT = ("sealed", "key", "items_hashed", "sha256")
BANK = "exams:bank"
"""Where those who were named may read items; nothing there tells which are in a paper."""
ROW = {"topic": "know-1", "easiest": "1", "hardest": "5", "marks": "2"}


class SealedExam:
    """An exam of a class of the base, twenty minutes before its hour, for the walk's person."""

    def __init__(self, world):
        self.at = clock.midday(world.on)
        group = world.acting(people.WORKING_GROUP)
        blueprint = make_blueprint(
            world.year, track="assessment", part="exam", title="走查密封卷", minutes=60,
            rows=[ROW | {"kind": "single", "count": "3"},
                  ROW | {"kind": "multiple", "count": "1", "marks": "3"}],
            standard=None, by=group, at=self.at - timedelta(days=3),
        )  # fmt: skip
        wanted = [Wanted("甲", "first"), Wanted("乙", "makeup")]
        self.paper, other = seal_papers(
            blueprint, wanted, seed="walk", by=group, at=self.at - timedelta(days=2)
        )
        self.contents = [
            {name: getattr(one, name) for name in CONTENT} for one in (self.paper, other)
        ]
        self.versions = [key for one in (self.paper, other) for key, _ in unsealed(one)]
        Paper.objects.filter(pk=other.pk).delete()
        unit = world.acting(people.BASE).organisation_id
        self.found = TrainingClass.objects.filter(run_by=unit).first()
        self.exam = Exam.objects.create(
            training_class=self.found, part="exam", round="first", title="走查未开考",
            paper=self.paper, starts_at=self.at + timedelta(minutes=20), minutes=60,
            made_at=self.at, made_by="走查", office="走查",
        )  # fmt: skip
        room = Room.objects.create(exam=self.exam, name="一号", seats=30)
        watcher = world.stage.users[people.BASE]
        Invigilator.objects.create(
            exam=self.exam, user=watcher, name=watcher.name, since=self.at - timedelta(days=1)
        )
        person = Person.objects.get(user__username=people.PERSON)
        self.sitting = Sitting.objects.create(
            exam=self.exam, room=room, seat=1, person=person, code=CODE, seed="s", state="present",
            checked_at=self.at, checked_by=watcher.name,
        )  # fmt: skip
        self.items = sorted(
            set(ItemVersion.objects.filter(pk__in=self.versions).values_list("item", flat=True))
        )
        self.stems = list(
            ItemVersion.objects.filter(pk__in=self.versions).values_list("plain", flat=True)
        )

    def fillings(self, address):
        """Every way to fill an address in with what this exam has."""
        kinds = {
            "exams:blueprint": [self.paper.blueprint_id], "exams:paper_withdraw": [self.paper.pk],
            "exams:paper_print": [self.paper.pk], "exams:class": [self.found.pk],
            "exams:exam_new": [self.found.pk], "exams:bank_item": self.items,
            "exams:bank_versions": self.items, "exams:bank_edit": self.items[:2],
            "exams:bank_read": self.items[:1], "exams:bank_basis": [1], "exams:appeal": [1],
            "exams:bank_intake": [1],
        }  # fmt: skip
        keys = kinds.get(address.name, [self.exam.pk])
        fixed = {"code": CODE, "number": 1, "at_number": 1, "alias": alias_of(self.sitting.pk),
                 "sitting": self.sitting.pk, "kind": "slips", "brought": 1}  # fmt: skip
        for key in keys if "pk" in address.parameters else [None]:
            yield {name: key if name == "pk" else fixed[name] for name in address.parameters}

    @contextmanager
    def holding(self, number):
        """Let the paper hold its first or its second content."""
        before = self.contents[0]
        Paper.objects.filter(pk=self.paper.pk).update(**self.contents[number])
        try:
            yield
        finally:
            Paper.objects.filter(pk=self.paper.pk).update(**before)

    def begin(self, number):
        """Let the hour have come with one of the contents, and the person write in the browser."""
        Paper.objects.filter(pk=self.paper.pk).update(**self.contents[number])
        Exam.objects.filter(pk=self.exam.pk).update(starts_at=self.at, state="running")
        self.exam.refresh_from_db()
        open_paper(self.exam, by=SYSTEM, at=self.at)
        Sitting.objects.filter(pk=self.sitting.pk).update(
            state="writing", started_at=self.at, deadline=self.at + timedelta(hours=1),
            device=keyed_hash(f"exam:{BROWSER}"),
        )  # fmt: skip

    def hide(self, body):
        """A page without the fingerprint of the sealed paper, which the group compares."""
        for content in self.contents:
            for length in (64, 16, 12, 8):
                body = body.replace(content["sha256"][:length].encode(), b"-")
        return body

    def untouched(self):
        """Say whether nobody has opened it or begun."""
        opened = PaperItem.objects.filter(paper=self.paper).exists()
        begun = JournalEntry.objects.filter(sitting=self.sitting, kind="start").exists()
        return not (opened or begun)
