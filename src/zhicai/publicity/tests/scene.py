"""The day and the words of the tests of publicity."""

from datetime import date

from zhicai.foundation.clock import midday
from zhicai.publicity.actions import Words
from zhicai.publicity.rules.items import Kind

DAY = date(2022, 4, 8)
AT = midday(DAY)


def words(**changes):
    """Words of an item."""
    given = {"kind": Kind.NEWS, "title": "预科班开班", "body": "今天开班。"}
    return Words(**given | changes)


FRAME = 45
"""Queries of the frame around a page: it counts what waits for the user in every app."""
