"""Every page and every form of every role, for provinces whose notice asks for other things."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from tests.guide.reading import guide
from tests.guide.walking import Walk, pages_without_words
from tests.guide.workplace import ROOT
from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.places.actions import name_organisation
from zhicai.places.models import Place
from zhicai.programmes.actions import open_year
from zhicai.programmes.actions.beginning import begin_province
from zhicai.programmes.queries import forget_library, library

pytestmark = pytest.mark.django_db

BARE = {
    "programme.yaml": """
id: bare-2026
name: {zh: 青石省培训, en: Qingshi training}
province: "990000"
divisions: qingshi
template: classes
years: {first: 2026, last: 2026}
notice:
  title: {zh: 通知, en: Notice}
  issuer: {zh: 省局, en: Provincial office}
  addressees: [county]
  clause: B-1
""",
    "clauses.yaml": """
- {id: B-1, section: 一, kind: quota, actor: [county], priority: core, zh: 县县办班。, en: Classes.}
""",
    "bodies.yaml": """
bodies:
- {id: county, name: {zh: 县局, en: County office}, seat: county, clause: B-1}
""",
    "obligations.yaml": """
- id: county-holds-class
  clause: B-1
  says: {zh: 每县办一期班。, en: Each county holds a class.}
  short: {zh: 办班, en: Class}
  who: county
  metric: nothing.counts_this
  at_least: 1
  unit: class
  window: {whole: year}
""",
}
"""The least that a programme can be: no tracks, no documents, no settings, no calendar."""

QINGSHI = guide(ROOT / "docs" / "guide" / "bring-your-own-province.md").files
PROGRAMMES = {
    "bare-2026": BARE | {"divisions.csv": QINGSHI["divisions.csv"]},
    "qingshi-2026": QINGSHI,
    "zhejiang-2024": {},
}
OFFICES = {"bare-2026": "990121", "qingshi-2026": "990121", "zhejiang-2024": "330106"}
DAYS = {"bare-2026": date(2026, 5, 6), "qingshi-2026": date(2026, 5, 6)}


PLAYED = ["qingshi-2026"] if connection.vendor == "postgresql" else sorted(PROGRAMMES)
"""Another database sees the same statements, whatever a notice asks for."""


@pytest.fixture(params=PLAYED)
def province(request, settings, tmp_path):
    """A province that has begun, with its first year opened; gives its programme's id."""
    name = request.param
    settings.DATA = tmp_path / "data"
    settings.ZHICAI_LAW_FOLDERS = [tmp_path / "rules"]
    for file, text in PROGRAMMES[name].items():
        path = tmp_path / "rules" / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    forget_library()
    law = library().programme(name)
    first = date(law.head.years.first, 1, 1)
    day = DAYS.get(name, date(2024, 10, 8))
    with clock.standing_at(day):
        begin_province(law, since=first, by=SYSTEM, with_offices=True)
        keeper = User.objects.get(memberships__role=Role.RULE_KEEPER)
        place = Place.objects.get(code=law.head.province)
        (acting,) = actings_of(keeper, on=day)
        open_year(name, year=first.year, province=place, by=acting, on=day)
        _enter(place, first, Role.READER, level=Level.PROVINCE)
        alliance = name_organisation(
            kind="alliance", name="联盟", home=place, since=first, by=SYSTEM
        )
        _enter(place, first, Role.MEMBER, organisation=alliance)
        yield name
    forget_library()


def _enter(place, since, role, **where):
    user = open_account(role.value, name=role.label, by=SYSTEM)
    give_membership(user, role, place=place, by=SYSTEM, since=since, **where)


def test_no_page_and_no_form_fails_for_anyone(province):
    wrong = {}
    for name, user in everyone(province).items():
        walk = Walk(Client())
        if user is not None:
            walk.client.force_login(user)
        found = walk.from_pages(pages_without_words())
        assert len(walk.seen) > 10, name
        wrong |= {f"{name} {path}": what for path, what in found.items()}
    assert not wrong, "\n".join(f"{where}: {what}" for where, what in wrong.items())


def everyone(programme):
    """A visitor, someone for each role, officers of a city, a county and a unit that is both."""
    roles = {
        role.value: User.objects.filter(memberships__role=role).order_by("pk").first()
        for role in Role
    }
    users = User.objects.order_by("username")
    offices = {
        "city": users.filter(memberships__level=Level.CITY).first(),
        "county": users.get(username=OFFICES[programme]),
    }
    both = users.filter(memberships__level=Level.CITY).filter(memberships__level=Level.COUNTY)
    if both:
        offices["both"] = both.first()
    return {"visitor": None} | roles | offices
