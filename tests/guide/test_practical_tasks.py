"""What ``docs/guide/practical-tasks.md`` shows is what the bank takes."""

import re
from datetime import date

from ruamel.yaml import YAML

from tests.guide.reading import guide
from tests.guide.workplace import ROOT
from zhicai.exams.interchange.drafts import Asked, Found, Known, Raw, settle
from zhicai.exams.interchange.shipped import FOLDER, read_folder
from zhicai.exams.practical.registry import task_kinds
from zhicai.exams.practical.search.corpus import subjects
from zhicai.programmes.queries import library

PAGE = ROOT / "docs" / "guide" / "practical-tasks.md"


def test_the_task_of_the_guide_is_taken_as_it_stands():
    (item,) = YAML(typ="safe", pure=True).load(guide(PAGE).files["items.yaml"])
    topics = {one.id: one.name for one in library().programmes["hubei-2022"].curriculum_of(2022)}
    known = [Known(one.code, one.zh, one.versions) for one in read_folder(FOLDER)[0]]
    found = settle(Found([Raw(1, item)]), Asked(topics, known, date(2025, 1, 1)))
    assert found.faults == ()
    wrong = item | {"config": {**item["config"], "subject": "drones"}}
    refused = settle(Found([Raw(1, wrong)]), Asked(topics, known, date(2025, 1, 1)))
    assert [one.field for one in refused.faults] == ["config"]


def test_the_guide_names_every_kind_and_subject():
    words = PAGE.read_text(encoding="utf-8")
    kinds = set(re.findall(r"^\| `([a-z-]+)` \|", words, re.MULTILINE))
    assert kinds == {one.key for one in task_kinds()}
    assert all(f"`{one}`" in words for one in subjects())
