"""Examples of publicity, surveys and the public site."""

from datetime import timedelta

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import BODIES, OFFICES, PROVINCE, reaches
from zhicai.accounts.models import User
from zhicai.publicity.models import Activity, Item, Objection, PublicList
from zhicai.surveys.actions import Guest, Terms, begin, invite, open_round
from zhicai.surveys.models import Invitation, Questionnaire, Round
from zhicai.surveys.queries import invitation_by_token

NOBODY = ("no-such-thing",)


def furnish_publicity(world, *, on):
    """Open a round that takes answers, with a city's user invited by account."""
    version = Questionnaire.objects.get().versions.first()
    place = world.stage.places["420000"]
    terms = Terms("走查", opens_on=on, closes_on=on + timedelta(days=9), anonymous=False)
    by = world.acting(people.OFFICER)
    opened = open_round(version, place=place, terms=terms, by=by, on=on)
    user = User.objects.get(username=people.CITY)
    invite(opened, [Guest(user=user)], by=by, on=on)
    invited = Invitation.objects.get(round=opened, user=user).pk
    token = begin(opened, on=on)
    assert invitation_by_token(token)
    world.made["survey"] = {"link": opened.link, "token": token, "invited": invited}


def _reached(rows, username, code, seen=PROVINCE | OFFICES):
    """Rows by the code of their place: within reach for those who see such pages at all."""
    found = [(row.pk, code(row)) for row in rows]
    assert found, "the story has something of every kind"
    mine = tuple(pk for pk, at in found if username in seen and reaches(username, at))
    others = tuple(pk for pk, _at in found if pk not in mine)
    return Own(mine[:2], (*others[:2], *ABSENT))


def items(world, username):
    return _reached(Item.objects.all(), username, lambda row: row.place.code)


def activities(world, username):
    return _reached(Activity.objects.all(), username, lambda row: row.place.code)


def lists(world, username):
    return _reached(PublicList.objects.all(), username, lambda row: row.place.code)


def objections(world, username):
    """Only the office itself answers."""
    found = Objection.objects.get()
    if world.acting(username).place_code == found.public_list.place.code and username in OFFICES:
        return Own((found.pk,), ABSENT)
    return Own((), (found.pk, *ABSENT))


def rounds(world, username):
    seen = PROVINCE | OFFICES | BODIES
    return _reached(Round.objects.all(), username, lambda row: row.place.code, seen)


def questionnaires(world, username):
    seen = PROVINCE | OFFICES | BODIES
    return _reached(Questionnaire.objects.all(), username, lambda row: row.place.code, seen)


def links(world, username):
    return Own((world.made["survey"]["link"],), NOBODY)


def tokens(world, username):
    return Own((world.made["survey"]["token"],), NOBODY)


def invitations(world, username):
    """Only the user who was invited."""
    invited = world.made["survey"]["invited"]
    return Own((invited,), ABSENT) if username == people.CITY else Own((), (invited, *ABSENT))


def published(world, username):
    found = {state: row.pk for row in Item.objects.order_by("pk") for state in [row.state]}
    return Own((found["published"],), (found["review"], *ABSENT))


def shown(world, username):
    return Own((PublicList.objects.get().pk,), ABSENT)


EXAMPLES_OF_PUBLICITY = {
    **{
        (f"publicity:{name}", "pk"): items
        for name in ("item", "edit_item", "send_item", "review_item", "withdraw_item")
    },
    ("publicity:strike", "pk"): activities,
    ("publicity:list", "pk"): lists,
    ("publicity:withdraw_list", "pk"): lists,
    ("publicity:answer_objection", "pk"): objections,
    **{(f"publicity:{name}", "pk"): rounds for name in ("round", "invite", "close_round")},
    ("publicity:questionnaire", "pk"): questionnaires,
    ("publicity:open_round", "pk"): questionnaires,
    ("surveys:start", "link"): links,
    ("surveys:answer", "token"): tokens,
    ("surveys:mine", "pk"): invitations,
    ("portal:news_item", "pk"): published,
    ("portal:list", "pk"): shown,
    ("portal:statement", "name"): lambda world, username: Own(("privacy", "accessibility"), NOBODY),
}
