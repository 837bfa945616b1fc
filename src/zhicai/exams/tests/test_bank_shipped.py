"""The bank that ships: enough of every kind for every item of the curriculum, all of it sound."""

import time
from collections import Counter

import pytest

from zhicai.accounts.acting import SYSTEM
from zhicai.exams.actions.bank import load_items
from zhicai.exams.interchange.drafts import Asked, Known, settle
from zhicai.exams.interchange.shipped import FOLDER, read_folder
from zhicai.exams.models import BasisVersion, Item, ItemBasis, ItemVersion
from zhicai.exams.practical.registry import task_kinds
from zhicai.exams.rules.bank import by_machine, key_of, same_key
from zhicai.exams.rules.items import Case, Choice, read_content
from zhicai.planning.tests.scenes import at, hubei
from zhicai.programmes.queries import library

NINE = [f"know-{n}" for n in range(1, 5)] + [f"skill-{n}" for n in range(1, 6)]
NOW = at("02-20")


@pytest.fixture(scope="module")
def shipped():
    bases, found = read_folder(FOLDER)
    law = library().programmes["hubei-2022"]
    topics = {one.id: one.name for one in law.curriculum_of(2022)}
    known = [Known(one.code, one.zh, one.versions) for one in bases]
    return settle(found, Asked(topics, known, NOW.date()))


def test_at_least_two_hundred_items_are_sound_and_twenty_for_each_know_and_skill(shipped):
    assert shipped.faults == ()
    topics = Counter(draft.topic for draft in shipped.drafts if draft.kind != "task")
    assert len(shipped.drafts) >= 200
    assert set(topics) == set(NINE)
    assert min(topics.values()) >= 20


def test_two_practical_tasks_of_each_kind_ship_with_their_sources(shipped):
    tasks = [draft for draft in shipped.drafts if draft.kind == "task"]
    kinds = Counter(draft.content["task"] for draft in tasks)
    assert set(kinds) == {one.key for one in task_kinds()}
    assert min(kinds.values()) >= 2
    assert all(draft.source for draft in tasks)


def test_every_item_rests_on_a_known_article_and_says_why(shipped):
    for draft in shipped.drafts:
        assert draft.bases, draft.code
        assert all(rest.article for rest in draft.bases)
        assert draft.content.get("why") or draft.kind in ("short", "upload", "case"), draft.code


def test_every_choice_has_one_right_key_and_the_right_option_is_not_always_at_one_place(shipped):
    places = Counter()
    for draft in shipped.drafts:
        content = read_content(draft.kind, draft.content)
        parts = content.parts if isinstance(content, Case) else ()
        for kind, one in ((draft.kind, content), *((part.kind, part.content) for part in parts)):
            if isinstance(one, Choice) and kind == "single":
                assert len(one.key) == 1
                places[one.key[0]] += 1
    assert max(places.values()) < sum(places.values()) / 2


def test_the_key_of_every_item_is_its_own_key(shipped):
    told = 0
    for draft in shipped.drafts:
        content = read_content(draft.kind, draft.content)
        if by_machine(content):
            assert same_key(content, key_of(content)) is True, draft.code
            told += 1
    assert told > 200


@pytest.mark.django_db
def test_loading_is_quick_and_loading_again_changes_nothing(django_assert_max_num_queries):
    year = hubei().year
    read_folder(FOLDER)
    began = time.process_time()
    with django_assert_max_num_queries(45):
        taken = load_items(year, by=SYSTEM, at=NOW)
    assert time.process_time() - began < 2
    assert taken.new == Item.objects.count() >= 200
    assert set(Item.objects.values_list("state", flat=True)) == {"proposed"}
    assert not Item.objects.filter(lawyer_checked=True).exists()
    assert ItemVersion.objects.count() == taken.new
    assert ItemBasis.objects.values("item_version").distinct().count() == taken.new
    texts = BasisVersion.objects.count()
    again = load_items(year, by=SYSTEM, at=NOW)
    assert (again.new, again.changed, again.same) == (0, 0, taken.new)
    assert ItemVersion.objects.count() == taken.new
    assert BasisVersion.objects.count() == texts
