"""Examples of signing in: accounts that one looks after; outside identities, none configured."""

from tests.walk.own import ABSENT, Own
from zhicai.accounts.models import User


def ways(world, username):
    """Nothing is configured, and nothing answers."""
    return Own((), ("sso", "weixin", "wecom", "dingtalk"))


def accounts(world, username):
    """Every account of the province, for its security administrator."""
    return Own(tuple(User.objects.order_by("pk").values_list("pk", flat=True)[:2]), ABSENT)


EXAMPLES_OF_SIGNIN = {
    ("signin:begin", "key"): ways,
    ("signin:back", "key"): ways,
    ("signin:link", "key"): ways,
    ("signin:unlink", "key"): ways,
    ("signin:account", "pk"): accounts,
}
