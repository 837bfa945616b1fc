"""schemathesis over the whole interface: no 5xx, every answer as the document says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from zhicai.api.tests.scenes import EVERYTHING, NOW, system
from zhicai.api.tests.test_endpoints import sent_notice
from zhicai.api.views.v1.all import document
from zhicai.foundation.clock import standing_at
from zhicai.planning.tests import scenes
from zhicai.planning.tests.scenes import YICHANG, YILING

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = 5
"""Of each operation by each caller, right and wrong ones."""

SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = get_wsgi_application()
OPERATIONS = {
    f"{found.ok().method.upper()} {found.ok().path}": found.ok()
    for found in SCHEMA.get_all_operations()
}


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def callers(django_db_setup, django_db_blocker):
    """A county officer's system, and one of the province, in a world that has something to show."""
    with django_db_blocker.unblock(), transaction.atomic(), standing_at(NOW):
        hubei = scenes.hubei()
        hubei.accepted()
        hubei.body("base", home=YICHANG, serves=(YICHANG,))
        sent_notice(hubei, hubei.city(), f"office:{YILING}:county")
        yield system(hubei.county(), *EVERYTHING), system(hubei.province(), "read")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _kept_connection():
    """The server would close a connection between requests; the test's world lives in this one."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_nothing_that_is_called_breaks_or_answers_other_than_it_says(
    callers, settings_, name, mode
):
    operation = OPERATIONS[name]
    kept = settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @kept
    @given(case=operation.as_strategy(generation_mode=mode))
    def called(case):
        for caller in callers:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {caller.token}"}
            case.call_and_validate(checks=CHECKS)

    called()


@pytest.fixture
def settings_(settings):
    """Let a test call as often as it likes."""
    settings.ZHICAI_API_RATE = 10**6
    return settings
