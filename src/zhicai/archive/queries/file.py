"""The file of one specialist as it stands on a day, and the career as one line of time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from zhicai.admission.models import Registration
from zhicai.archive.models import Adviser, Claim, Reserve, Talk
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.rules import Moment, timeline
from zhicai.certificates.models import Certificate
from zhicai.certificates.queries import of_person
from zhicai.foundation.text import Text
from zhicai.people.models import Employment, Incentive, Person, PostConfirmation, Specialist
from zhicai.people.presenters import employer_name
from zhicai.people.queries import confirmations_of, incentives_of, specialist_of
from zhicai.people.queries.records import masked_number_of
from zhicai.results.models import Outcome
from zhicai.results.queries.people import classes_of

State, What = Claim.State, Claim.What


@dataclass(frozen=True)
class File:
    """All of one file; ``claims`` holds what is not confirmed only for who may read that."""

    person: Person
    number: str
    spell: Specialist | None
    works: list[Employment]
    confirmations: list[PostConfirmation]
    classes: list[Registration]
    outcomes: dict[int, Outcome]
    certificates: list[Certificate]
    claims: list[Claim]
    incentives: list[Incentive]
    advisers: list[Adviser] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    reserve: list[Reserve] = field(default_factory=list)

    def of(self, what: str) -> list[Claim]:
        """Return what was written of a kind, the latest first."""
        return [one for one in self.claims if one.what == what]

    @property
    def titles(self) -> list[Claim]:
        """The titles."""
        return self.of(What.TITLE)

    @property
    def achievements(self) -> list[Claim]:
        """The achievements."""
        return self.of(What.ACHIEVEMENT)

    @property
    def changes(self) -> list[Claim]:
        """Changes of employer or post that are not confirmed."""
        return [one for one in self.of(What.CAREER) if one.state != State.CONFIRMED]

    def result_of(self, row: Registration) -> Outcome | None:
        """Return the published result of a class."""
        return self.outcomes.get(row.pk)


def file_of(person: Person, law: ArchiveLaw, *, whole: bool) -> File:
    """Return a file; what waits, guidance and reserve only where ``whole``. Some twelve queries."""
    classes, certificates = classes_of(person), of_person(person)
    claims = Claim.objects.filter(person=person).select_related("evidence", "place")
    if not whole:
        claims = claims.filter(state=State.CONFIRMED)
    if law.titles_apart:
        claims = claims.exclude(what=What.TITLE) | claims.filter(programme=law.programme)
    if not law.one_record:
        classes = classes.filter(training_class__programme_year__programme=law.programme)
        certificates = certificates.filter(programme_year__programme=law.programme)
    joined = list(classes)
    outcomes = Outcome.objects.filter(
        registration__in=[one.pk for one in joined], published_at__isnull=False
    )
    return File(
        person=person,
        number=masked_number_of(person),
        spell=specialist_of(person, on=law.on),
        works=list(person.employments.select_related("organisation", "place")),
        confirmations=list(confirmations_of(person)),
        classes=joined,
        outcomes={one.registration_id: one for one in outcomes},
        certificates=list(certificates),
        claims=list(claims),
        incentives=list(incentives_of(person)),
        advisers=list(person.advisers.all()) if whole else [],
        talks=list(talks_of(person)) if whole else [],
        reserve=list(person.reserve_marks.filter(until=None)) if whole else [],
    )


def talks_of(person: Person) -> QuerySet[Talk]:
    """Return the guidance talks with a specialist, the latest first."""
    return Talk.objects.filter(adviser__person=person).select_related("adviser")


def career_of(found: File, law: ArchiveLaw) -> list[Moment]:
    """Return the career: employers, posts, training, certificates, titles, honours."""
    return timeline([*_work(found), *_training(found, law.on), *_written(found, law)])


def _work(found: File) -> Iterator[Moment]:
    for work in found.works:
        name = employer_name(work)
        yield Moment(work.valid_from, "employer", Text(f"任职于{name}", f"Works for {name}"),
                     work.post)  # fmt: skip
    for one in found.confirmations:
        yield Moment(one.since, "post", Text(f"任{one.post}", f"Post: {one.post}"), one.office)
    for given in found.incentives:
        words = given.honour or str(given.get_kind_display())
        yield Moment(given.given_on, "honour", Text(words, words), given.office)


def _training(found: File, today: date) -> Iterator[Moment]:
    for row in found.classes:
        title = row.training_class.title
        day = row.training_class.ends_on
        if day <= today:
            yield Moment(day, "training", Text(f"参加{title}", f"Attended {title}"),
                         row.training_class.place.name)  # fmt: skip
    for one in found.certificates:
        says = Text(f"取得{one.title}", f"{one.title_english or one.title}")
        yield Moment(one.issued_on, "certificate", says, one.number)
        if one.ended_on is not None:
            ended = Text(f"证书{one.get_state_display()}", f"Certificate {one.state}")
            yield Moment(one.ended_on, "ended", ended, one.number)


def _written(found: File, law: ArchiveLaw) -> Iterator[Moment]:
    for one in found.claims:
        if one.state == State.REFUSED:
            continue
        sure = one.state == State.CONFIRMED
        kind = law.word(one.kind)
        if one.what == What.TITLE:
            says = Text(f"取得职称{one.name}（{kind.zh}）", f"Title: {one.name} ({kind.en})")
        elif one.what == What.ACHIEVEMENT:
            says = Text(f"{kind.zh}：{one.name}", f"{kind.en}: {one.name}")
        elif sure:
            # What was confirmed stands as an employer already.
            continue
        else:
            says = Text(f"任职于{one.name}", f"Works for {one.name}")
        yield Moment(one.on, one.what, says, one.post, sure)
