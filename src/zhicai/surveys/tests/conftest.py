"""The scene of every test of surveys: Hubei, an office that asks, a questionnaire."""

import pytest

from zhicai.foundation.clock import midday
from zhicai.planning.tests import scenes
from zhicai.surveys.actions import Terms, draft_questionnaire, open_round, publish
from zhicai.surveys.rules.written import parse
from zhicai.surveys.tests.scene import DAY, END, WRITTEN


@pytest.fixture
def hubei(db):
    return scenes.hubei()


@pytest.fixture
def version(hubei):
    """A published questionnaire of the province."""
    drafted = draft_questionnaire(
        "三度调查", place=hubei.places[scenes.HUBEI], content=parse(WRITTEN)[0],
        by=hubei.province(), at=midday(DAY),
    )  # fmt: skip
    return publish(drafted, by=hubei.province(), at=midday(DAY))


@pytest.fixture
def opened(hubei, version):
    """Open a round: ``opened(anonymous=False)``."""

    def opened(**changes):
        terms = {
            "title": "2022 年三度调查", "opens_on": DAY, "closes_on": END, "anonymous": True,
            "expected": {hubei.places[scenes.YICHANG]: 10, hubei.places[scenes.WUHAN]: 20},
        }  # fmt: skip
        return open_round(
            version, place=hubei.places[scenes.HUBEI], terms=Terms(**terms | changes),
            by=hubei.province(), on=changes.get("opens_on", DAY),
        )  # fmt: skip

    return opened
