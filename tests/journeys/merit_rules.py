"""Points and grades in use: the province has decided so, and its rules are the shipped example.

Run inside the site, as its administrator would.
"""

from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.merits.actions.sets import draft_set, enact
from zhicai.merits.queries.law import merit_law
from zhicai.programmes.actions import decide_setting
from zhicai.programmes.queries import years

KEEPER, OFFICER = "zhoumin", "linhao"


def put_in_force() -> None:
    """Open points and grades from today; the example counts from this year on."""
    on, at = clock.today(), clock.now()
    keeper, officer = (
        actings_of(User.objects.get(username=name), on=on)[0] for name in (KEEPER, OFFICER)
    )
    year = years().get(programme="hubei-2022", year=on.year)
    for name in ("points-open", "grades-open"):
        decide_setting(year, name, "true", reason="试行", by=keeper, in_force_from=on, at=at)
    law = merit_law(officer, on=on)
    draft = draft_set(law, "示例规则", example="example", by=officer, at=at)
    enact(draft, law, year=on.year, basis="试行通知", by=officer, at=at)
