"""Examples of messages: deliveries of the outbox, kinds of messages."""

from tests.walk.own import ABSENT, Own
from zhicai.messages.models import Delivery


def deliveries(world, username):
    """Who runs the site sees every delivery; nobody else opens the page at all."""
    return Own(tuple(Delivery.objects.order_by("pk").values_list("pk", flat=True)[:2]), ABSENT)


def kinds(world, username):
    """The kinds of messages are the same for all."""
    return Own(("reminder", "account"), ("no-such-kind",))


EXAMPLES_OF_MESSAGES = {
    ("messages:delivery", "pk"): deliveries,
    ("messages:settle", "pk"): deliveries,
    ("messages:template", "kind"): kinds,
}
