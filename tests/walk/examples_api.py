"""What stands in the addresses of the interface. Its calls by token have a walk of their own, in
``zhicai.api.tests``: a browser is nobody to them, whatever stands in the address.
"""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.api.actions import make_token, subscribe_office, tell
from zhicai.api.events import EVENTS
from zhicai.api.models import Call, Subscription, Token
from zhicai.api.queries import listeners
from zhicai.foundation import clock

URL = "https://ip.example.gov.cn/zhicai"


def furnish_api(world):
    """A token, a webhook and a call of everyone who may have them."""
    at = clock.midday(world.on)
    for username in people.HOLDERS["api.tokens"]:
        acting = world.acting(username)
        make_token(name=username, scopes=["read"], days=30, by=acting, at=at)
        row, _ = subscribe_office(url=URL, events=EVENTS, known=EVENTS, by=acting, at=at)
        world.made[f"hook {username}"] = row.pk
        world.made[f"call {username}"] = tell(row, "year.opened", {}, by=acting, at=at).pk
    assert list(listeners("year.opened", on=world.on))


def tokens(world, username):
    mine = Token.objects.filter(user__username=username).values_list("pk", flat=True)
    others = Token.objects.exclude(user__username=username).values_list("pk", flat=True)
    return Own(tuple(mine[:1]), (*others[:1], *ABSENT))


def hooks(world, username):
    mine = Subscription.objects.get(pk=world.made[f"hook {username}"])
    others = Subscription.objects.exclude(place=mine.place).values_list("pk", flat=True)
    return Own((mine.pk,), (*others[:1], *ABSENT))


def calls(world, username):
    mine = Call.objects.get(pk=world.made[f"call {username}"])
    others = Call.objects.exclude(subscription__place=mine.subscription.place)
    return Own((mine.pk,), (*others.values_list("pk", flat=True)[:1], *ABSENT))


def anything(world, username):
    return Own((1,), ())


EXAMPLES_OF_API = {
    ("api:revoke", "pk"): tokens,
    ("api:hook", "pk"): hooks,
    ("api:end_hook", "pk"): hooks,
    ("api:call_again", "pk"): calls,
    ("api:v1:standings", "code"): anything,
    ("api:v1:counts", "name"): anything,
    ("api:v1:plan", "pk"): anything,
    ("api:v1:draft", "pk"): anything,
    ("api:v1:save_draft", "pk"): anything,
    ("api:v1:send", "pk"): anything,
    ("api:v1:summary", "city"): anything,
    ("api:v1:notice", "pk"): anything,
    ("api:v1:acknowledge", "pk"): anything,
}
