"""Send the yearly follow-up survey to the certified specialists."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.permissions import require
from zhicai.archive.models import FollowUp
from zhicai.archive.queries.guidance import GUIDE
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.queries.reports import certified_now
from zhicai.archive.queries.surveying import USE
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.surveys.actions import Guest, Terms, draft_questionnaire, invite, open_round, publish
from zhicai.surveys.models import Questionnaire

NAME = "专员跟踪调研"
NOBODY = Text(
    "还没有持证专员开通本人账号，不能发放调研。",
    "No certified specialist has an account yet; there is nobody to ask.",
)


def _question(number: int, kind: str, says: str, *, required: bool = False) -> dict[str, object]:
    return {"id": f"q{number}", "kind": kind, "says": says, "required": required}


CONTENT = {
    "sections": [
        {
            "id": "own",
            "title": "一、本人的知识产权工作和成效",
            "questions": [
                _question(1, "text", "今年主要做了哪些知识产权工作？", required=True),
                _question(2, "number", "今年参与申请专利多少件？"),
                _question(3, "number", "今年参与转化运用多少项？"),
                _question(4, "text", "取得了哪些成效？"),
            ],
        },
        {
            "id": "employer",
            "title": "二、所在单位的知识产权工作和成效",
            "questions": [
                _question(5, "number", "本单位今年申请专利多少件？", required=True),
                _question(6, "number", "本单位今年获得专利授权多少件？"),
                _question(7, "yes_no", "本单位今年是否开展知识产权质押融资？"),
                _question(8, "text", "本单位今年有哪些知识产权成效？"),
            ],
        },
    ]
}
"""Where the working group starts from; reworded in the survey pages, the first part asks of the
person and all that follows of the employer."""


@transaction.atomic
def send_follow_up(
    law: ArchiveLaw, *, year: int, closes: date, by: Acting, at: datetime
) -> FollowUp:  # fmt: skip
    """Ask every certified specialist with an account, by name, until a day; once a year.

    Refused where there is nobody to ask; BadInput for a last day that has passed. Sent already, the
    survey of the year stands, and who was certified since is asked as well.
    """
    require(by, GUIDE)
    on = at.astimezone(CHINA).date()
    place = Place.objects.get(pk=by.place_id)
    people = certified_now(by, on=on).filter(user__isnull=False).order_by("pk")
    users = User.objects.in_bulk(list(people.values_list("user", flat=True)))
    guests = [
        Guest(label=one.name, place=one.home, user=users[one.user_id])
        for one in people if one.user_id is not None
    ]  # fmt: skip
    if not guests:
        raise Refused([Reason(NOBODY, law.cites["survey"])])
    there = FollowUp.objects.select_for_update(of=("self",)).filter(
        programme=law.programme, year=year
    ).select_related("round").first()  # fmt: skip
    if there is None:
        version = publish(_questionnaire(place, by, at), by=by, at=at)
        terms = Terms(
            title=f"{year} 年{NAME}", opens_on=on, closes_on=closes, anonymous=False,
            by_link=False, about=f"{USE}:{year}", expected={place: len(guests)},
        )  # fmt: skip
        round_ = open_round(version, place=place, terms=terms, by=by, on=on)
        there = FollowUp.objects.create(
            programme=law.programme, year=year, round=round_, sent_at=at, sent_by=by.name
        )
    tokens = invite(there.round, guests, by=by, on=on)
    record(by, "archive.follow_up_sent", there, clause=law.cites["survey"] or "",
           values={"year": year, "asked": sum(map(bool, tokens))})  # fmt: skip
    return there


def _questionnaire(place: Place, by: Acting, at: datetime) -> Questionnaire:
    found = Questionnaire.objects.filter(place=place, use=USE).order_by("-pk").first()
    if found is not None:
        return found
    return draft_questionnaire(NAME, place=place, content=CONTENT, by=by, at=at, use=USE)
