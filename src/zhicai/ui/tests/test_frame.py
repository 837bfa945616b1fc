"""The frame: who registers what, which line is current, what a role would find crowded."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils import translation

from zhicai.foundation.clock import standing_at
from zhicai.ui import slots
from zhicai.ui.context_processors import frame as context
from zhicai.ui.frames import Frame
from zhicai.ui.slots import Bell, Choice, NavItem, Picker, TopbarItem, UserMenu


@pytest.fixture(autouse=True)
def empty_slots(monkeypatch):
    monkeypatch.setattr(slots, "_nav", {})
    monkeypatch.setattr(slots, "_topbar", {})
    monkeypatch.setattr(slots, "_clause_page", [])


def at(view_name):
    request = HttpRequest()
    space, _, name = view_name.rpartition(":")
    namespaces = [space] if space else []
    request.resolver_match = ResolverMatch(print, (), {}, name, namespaces=namespaces)
    return request


def item(key, *, group="desk", order=1, **more):
    return NavItem(key, group, key, "home", "ui:gallery", order, **more)


def lines(view_name="ui:gallery"):
    return [line for section in Frame(at(view_name)).sections for line in section.lines]


def test_lines_stand_in_their_groups_and_order_whoever_came_first():
    slots.register_nav(item("late", group="support"))
    slots.register_nav(item("second", order=2))
    slots.register_nav(item("first", order=1))
    assert [line.item.key for line in lines()] == ["first", "second", "late"]


def test_a_group_without_a_line_is_not_shown():
    slots.register_nav(item("only", group="training"))
    assert [section.key for section in Frame(at("ui:gallery")).sections] == ["training"]


def test_a_line_that_is_not_for_this_user_is_not_shown_and_counts_nothing():
    def never(_request):
        raise AssertionError

    slots.register_nav(item("secret", shown=lambda request: False, waiting=never))
    assert lines() == []


def test_what_waits_for_me_is_counted():
    slots.register_nav(item("review", waiting=lambda request: 12))
    assert lines()[0].waiting == 12


def test_exactly_one_line_is_current_the_closest():
    slots.register_nav(item("space"))
    slots.register_nav(
        NavItem("page", "desk", "page", "home", "ui:plan-sample", 2, also=("ui:plan-sample-save",))
    )
    assert [line.item.key for line in lines("ui:plan-sample-save") if line.current] == ["page"]
    assert [line.item.key for line in lines("ui:list-sample") if line.current] == ["space"]


def test_outside_every_line_none_is_current():
    slots.register_nav(item("space"))
    assert [line for line in lines("uiother:thing") if line.current] == []


def test_the_same_key_twice_is_a_mistake():
    slots.register_nav(item("twice"))
    with pytest.raises(ImproperlyConfigured, match="twice"):
        slots.register_nav(item("twice"))
    slots.register_topbar(TopbarItem("bell", lambda request: None))
    with pytest.raises(ImproperlyConfigured, match="bell"):
        slots.register_topbar(TopbarItem("bell", lambda request: None))


def test_a_group_that_does_not_exist_is_a_mistake():
    with pytest.raises(ImproperlyConfigured, match="nowhere"):
        slots.register_nav(item("x", group="nowhere"))


def test_more_lines_than_a_group_should_hold_are_noticed():
    for number in range(5):
        slots.register_nav(item(f"line{number}", group="training"))
    assert slots.crowded(at("ui:gallery")) == ["training"]


def test_scopes_stand_left_and_the_rest_right_in_their_order():
    user = UserMenu("周敏", "省局人事处")
    slots.register_topbar(TopbarItem("user", lambda request: user, 90))
    slots.register_topbar(TopbarItem("bell", lambda request: Bell("/m", 9), 80))
    slots.register_topbar(TopbarItem("none", lambda request: None, 1))
    area = Picker("区域", "湖北省", "building", [Choice("武汉市", "/w")])
    slots.register_topbar(TopbarItem("area", lambda request: area, 10))
    frame = Frame(at("ui:gallery"))
    assert frame.left == (area,)
    assert frame.right == (Bell("/m", 9), user)
    assert user.initial == "周"


def test_a_clause_has_a_page_once_an_app_offers_one():
    assert slots.clause_url("HB-3.1") == ""
    slots.register_clause_page(lambda clause: f"/clauses/{clause}/")
    assert slots.clause_url("HB-3.1") == "/clauses/HB-3.1/"


def test_the_other_language_is_offered_in_its_own_name():
    assert Frame(at("ui:gallery")).other_language.name == "English"
    with translation.override("en"):
        assert Frame(at("ui:gallery")).other_language.name == "中文"


def test_pages_know_the_day_that_the_site_stands_on():
    with standing_at(date(2022, 6, 20)):
        assert context(at("ui:gallery"))["standing_date"] == date(2022, 6, 20)


def test_the_titles_of_groups_are_translated_when_shown():
    with translation.override("en"):
        assert str(slots.GROUPS["training"]) == "Training"


def test_the_gallery_has_an_address():
    assert reverse("ui:gallery")
