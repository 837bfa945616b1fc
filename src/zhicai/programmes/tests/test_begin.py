"""``zhicai begin``: a province comes into an installation, once, with accounts that can sign in."""

import re
import shutil
from datetime import date

import pytest
from django.test import Client

from zhicai.accounts.models import ADMINISTRATORS, Membership, Role, User
from zhicai.accounts.queries import actings_of
from zhicai.audit.models import Entry
from zhicai.law.library import PACKAGED
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import tree
from zhicai.programmes.actions.beginning import FIRST
from zhicai.programmes.command import main
from zhicai.programmes.queries import forget_library

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"\b(?:\w{5}-){3}\w{5}\b")
TABLE = """code,name,level,type,parent_code,short,pinyin,english
990000,青石省,province,省,,青石,qing shi sheng,Qingshi
990100,明川市,prefecture,地级市,990000,明川,ming chuan shi,Mingchuan
990121,石桥县,county,县,990100,石桥,shi qiao xian,Shiqiao County
999001,望海市,direct,省直辖县级市,990000,望海,wang hai shi,Wanghai
"""


@pytest.fixture
def rules(settings, tmp_path):
    """A province's own rules: Hubei's notice in a province that the package does not know."""
    settings.DATA = tmp_path / "data"
    settings.ZHICAI_LAW_FOLDERS = [tmp_path / "rules"]
    folder = tmp_path / "rules" / "qingshi-2026"
    shutil.copytree(PACKAGED / "hubei-2022", folder)
    head = (folder / "programme.yaml").read_text("utf-8")
    for was, is_now in (
        ("id: hubei-2022", "id: qingshi-2026"),
        ('province: "420000"', 'province: "990000"'),
        ("divisions: hubei", "divisions: qingshi"),
    ):
        assert was in head
        head = head.replace(was, is_now)
    (folder / "programme.yaml").write_text(head, "utf-8")
    (folder / "divisions.csv").write_text(TABLE, "utf-8")
    forget_library()
    yield folder
    forget_library()


def begin(*words):
    return main(["--programme", "qingshi-2026", *words])


def accounts_in(said):
    """User name → password, as printed."""
    rows = (line.split() for line in said.splitlines() if PASSWORD.search(line))
    return {row[0]: row[1] for row in rows}


def test_the_provinces_places_come_from_the_folders_own_table(rules, capsys):
    assert begin() == 0
    places = tree("990000", on=date(2022, 1, 1))
    assert [p.code for p in places.seats(Level.CITY)] == ["990100", "999001"]
    assert [p.code for p in places.seats(Level.COUNTY)] == ["990121", "999001"]
    assert "载入行政区划 4 个，开设账号 6 个" in capsys.readouterr().out


def test_each_first_account_signs_in_and_acts_for_the_provincial_office_in_its_role(rules, capsys):
    begin()
    accounts = accounts_in(capsys.readouterr().out)
    assert len(accounts) == len(FIRST)
    for (username, password), (_, role, _) in zip(accounts.items(), FIRST, strict=True):
        page = Client()
        answer = page.post("/accounts/login/", {"username": username, "password": password})
        assert (answer.status_code, page.session["_auth_user_id"]) == (302, str(pk_of(username)))
        user = User.objects.get(username=username)
        (acting,) = actings_of(user, on=date(2026, 1, 1))
        assert {(duty.role, duty.level) for duty in acting.duties} == {(role, Level.PROVINCE)}
        assert acting.place_code == "990000"


def pk_of(username):
    return User.objects.get(username=username).pk


def test_the_three_administrators_are_three_people(rules):
    begin()
    holders = Membership.objects.filter(role__in=ADMINISTRATORS).values_list("user", flat=True)
    assert len(set(holders)) == len(ADMINISTRATORS)


def test_the_administrator_may_be_named(rules):
    begin("--admin", "石磊")
    assert User.objects.get(memberships__role=Role.SYSTEM_ADMIN).name == "石磊"


def test_beginning_again_changes_nothing_and_says_so(rules, capsys):
    begin()
    held = list(User.objects.order_by("pk").values_list("username", "password"))
    capsys.readouterr()
    assert begin() == 0
    said = capsys.readouterr().out
    assert "什么也没有改动" in said
    assert "nothing was changed" in said
    assert not PASSWORD.search(said)
    assert list(User.objects.order_by("pk").values_list("username", "password")) == held
    assert Place.objects.count() == 4


def test_a_place_added_to_the_table_later_comes_in_alone(rules, capsys):
    begin()
    row = "990122,白塔县,county,县,990100,白塔,bai ta xian,Baita County\n"
    (rules / "divisions.csv").write_text(TABLE + row, "utf-8")
    capsys.readouterr()
    assert begin() == 0
    assert "载入行政区划 1 个，开设账号 0 个" in capsys.readouterr().out
    assert Place.objects.count() == 5


def test_a_role_that_has_changed_hands_gets_no_second_first_account(rules):
    begin()
    Membership.objects.filter(role=Role.RULE_KEEPER).update(valid_to=date(2022, 6, 1))
    begin()
    assert Membership.objects.filter(role=Role.RULE_KEEPER).count() == 1


def test_every_office_gets_an_officer_where_asked_one_for_a_place_with_two_seats(rules, capsys):
    assert begin("--offices") == 0
    accounts = accounts_in(capsys.readouterr().out)
    assert set(accounts) >= {"990100", "990121", "999001"}
    assert len(accounts) == len(FIRST) + 3
    (acting,) = actings_of(User.objects.get(username="999001"), on=date(2026, 1, 1))
    assert {duty.level for duty in acting.duties} == {Level.CITY, Level.COUNTY}


def test_offices_can_be_opened_later_and_those_with_an_officer_stay(rules, capsys):
    begin()
    begin("--offices")
    capsys.readouterr()
    begin("--offices")
    assert not PASSWORD.search(capsys.readouterr().out)


def test_passwords_are_kept_nowhere_and_every_account_is_recorded(rules, capsys):
    begin()
    passwords = accounts_in(capsys.readouterr().out).values()
    assert len(set(passwords)) == len(FIRST)
    entries = Entry.objects.filter(verb="accounts.opened")
    assert entries.count() == len(FIRST)
    kept = str(list(Entry.objects.values())) + str(list(User.objects.values()))
    assert not any(password in kept for password in passwords)


def test_an_unknown_programme_is_refused_with_those_there_are(rules, capsys):
    assert main(["--programme", "qingshi-2025"]) == 1
    said = capsys.readouterr().err
    assert "hubei-2022、qingshi-2026、zhejiang-2024" in said
    assert str(rules.parent) in said
    assert not Place.objects.exists()


def test_a_mistake_in_the_rules_is_refused_with_file_and_line(rules, capsys):
    with (rules / "clauses.yaml").open("a", encoding="utf-8") as file:
        file.write("- id: QS-9.z\n")
    line = (rules / "clauses.yaml").read_text("utf-8").count("\n")
    forget_library()
    assert begin() == 1
    said = capsys.readouterr().err
    assert f"qingshi-2026/clauses.yaml 第 {line} 行" in said
    assert f"qingshi-2026/clauses.yaml, line {line}" in said
    assert not User.objects.exists()


def test_a_mistake_in_the_rules_of_another_province_does_not_stop_this_one(rules):
    broken = rules.parent / "elsewhere-2026"
    broken.mkdir()
    (broken / "programme.yaml").write_text("id: [", "utf-8")
    forget_library()
    assert begin() == 0


def test_a_table_with_an_orphan_is_refused_with_its_line_and_nothing_is_loaded(rules, capsys):
    (rules / "divisions.csv").write_text(TABLE.replace("县,990100", "县,990900"), "utf-8")
    assert begin() == 1
    assert "qingshi-2026/divisions.csv 第 4 行：parent_code" in capsys.readouterr().err
    assert not Place.objects.exists()


def test_a_user_name_that_someone_else_holds_is_refused_and_nothing_is_loaded(rules, capsys):
    User.objects.create(username="qingshi-audit", name="某人", password="!")
    assert begin() == 1
    assert "qingshi-audit" in capsys.readouterr().err
    assert not Place.objects.exists()


def test_a_day_that_has_not_come_is_refused_and_so_is_one_that_is_none(rules, capsys):
    assert begin("--since", "2199-01-01") == 1
    assert "2199-01-01" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        begin("--since", "2026-13-01")
    assert "2026-13-01" in capsys.readouterr().err


def test_divisions_hold_from_the_programmes_first_day_or_from_the_day_given(rules):
    begin("--since", "2022-01-20")
    assert not tree("990000", on=date(2022, 1, 19)).by_code
    assert tree("990000", on=date(2022, 1, 20)).by_code
