"""What examinations put on the first page of who acts for nobody else, and on the own record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import HomeCard, register_card
from zhicai.exams.queries.sittings import mocks_for, next_sitting, own_sittings
from zhicai.foundation.text import Text
from zhicai.people.links import RecordLink, register_link


def coming(acting: Acting, at: datetime) -> Mapping[str, Any] | None:
    """Return the next exam, else how many mock tests can be practised with; None for who has
    neither and has sat none.
    """
    one = next_sitting(acting)
    mocks = 0 if one else len(mocks_for(acting, at=at))
    if one or mocks or own_sittings(acting).exists():
        return {"one": one, "mocks": mocks}
    return None


register_link(
    RecordLink(
        "exams", Text("我的考试", "My exams"), "clipboard-check", "", own_url_name="exams:mine"
    )
)
register_card(HomeCard("exams.coming", "exams/parts/home_card.html", coming, order=18))
