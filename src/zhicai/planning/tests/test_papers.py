"""What lies in the sealed slot names the version and the items of the standard (HB-3.2.5.f)."""

from datetime import date

import pytest

from zhicai.foundation.errors import OutOfScope, Refused
from zhicai.handbooks.queries.standards import named_by
from zhicai.planning.actions import (
    approve_package,
    name_items,
    seal_paper,
    send_package,
    withdraw_package,
)
from zhicai.planning.queries.packages import draft_content, lines_in_force
from zhicai.planning.rules.package import from_json, to_json
from zhicai.planning.rules.package_differences import package_differences
from zhicai.planning.tests import package_scenes as scenes
from zhicai.planning.tests.scenes import at

pytestmark = pytest.mark.django_db
CLAUSE = "HB-3.2.5.f"


@pytest.fixture
def stage(db):
    return scenes.stage()


def refused_for(refusal):
    return {reason.clause for reason in refusal.value.reasons}


@pytest.mark.clause("HB-3.2.5.f")
def test_design_paper_and_task_name_version_and_items_or_the_package_is_not_sent(stage):
    package = stage.package(paper=False)
    paper = seal_paper(package, scenes.upload(), by=stage.group, at=at("04-13"))
    task = seal_paper(
        package, scenes.upload(scenes.TASK, "任务书.pdf"), by=stage.group, at=at("04-13"),
        sort="practical-task", items=["practical-1", "skill-1"],
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        send_package(package, by=stage.group, at=at("04-25"))
    assert refused_for(refusal) == {CLAUSE}
    assert [reason.says.zh.count("考题.pdf") for reason in refusal.value.reasons] == [1]
    for items in ([], ["know-99"]):
        with pytest.raises(Refused) as refusal:
            name_items(paper, sort="paper", items=items, by=stage.group, at=at("04-14"))
        assert refused_for(refusal) == {CLAUSE}
    name_items(paper, sort="paper", items=scenes.ITEMS, by=stage.group, at=at("04-14"))
    send_package(package, by=stage.group, at=at("04-25"))
    approve_package(package, by=stage.registry, at=at("04-27"))
    for subject, sort, items in (
        (paper, "paper", list(scenes.ITEMS)),
        (task, "practical-task", ["practical-1", "skill-1"]),
        *((line, "course-design", [*scenes.ITEMS]) for line in lines_in_force(stage.year)),
    ):
        naming = named_by(subject)
        assert (naming.sort, naming.edition.number, naming.items) == (sort, 1, items)
    standard = naming.edition
    assert all(part["statements"] for part in standard.content if "statements" in part)


@pytest.mark.clause("HB-3.2.5.f")
def test_a_new_version_of_the_standard_has_the_slot_confirmed_anew(stage):
    package = stage.package()
    scenes.publish_standard(stage.hubei, on="04-20")
    with pytest.raises(Refused) as refusal:
        send_package(package, by=stage.group, at=at("04-25"))
    assert refused_for(refusal) == {CLAUSE}
    assert "现行第 2 版" in refusal.value.reasons[0].says.zh
    for paper in package.papers.all():
        name_items(paper, sort=paper.sort, items=paper.items, by=stage.group, at=at("04-25"))
    sent = send_package(package, by=stage.group, at=at("04-25"))
    content = from_json(sent.filing.versions.get().content)
    assert content.standard == 2
    assert {one.standard for one in content.papers} == {2}


def test_without_a_published_standard_nothing_is_sent(stage):
    """The province publishes the standard before the group can hold anything against it."""
    package = stage.package()
    package.programme_year.province.handbooks.get().editions.all().delete()
    with pytest.raises(Refused) as refusal:
        send_package(package, by=stage.group, at=at("04-25"))
    assert CLAUSE in refused_for(refusal)
    paper = package.papers.get(sort="paper")
    with pytest.raises(Refused):
        name_items(paper, sort="paper", items=["know-1"], by=stage.group, at=at("04-25"))


def test_items_are_named_in_the_draft_by_the_group_alone(stage):
    package = stage.package()
    paper = package.papers.get(sort="paper")
    base = stage.hubei.body("base", home=scenes.WUHAN, serves=(scenes.WUHAN,))
    with pytest.raises(OutOfScope):
        name_items(paper, sort="paper", items=["know-1"], by=base, at=at("04-14"))
    with pytest.raises(OutOfScope):
        name_items(paper, sort="essay", items=["know-1"], by=stage.group, at=at("04-14"))
    send_package(package, by=stage.group, at=at("04-25"))
    with pytest.raises(Refused):
        name_items(paper, sort="paper", items=["know-1"], by=stage.group, at=at("04-26"))
    withdraw_package(package, by=stage.group, at=at("04-26"))
    named = name_items(paper, sort="paper", items=["know-1"], by=stage.group, at=at("04-26"))
    assert (named.items, named.standard) == (["know-1"], 1)


def test_what_a_paper_meets_is_part_of_a_version_and_of_its_differences(stage):
    package = stage.package()
    before = draft_content(package, on=date(2022, 4, 20))
    assert from_json(to_json(before)) == before
    paper = package.papers.get(sort="paper")
    name_items(paper, sort="paper", items=["know-1"], by=stage.group, at=at("04-20"))
    changes = package_differences(before, draft_content(package, on=date(2022, 4, 20)), {})
    assert [change.field for change in changes] == ["papers"]
    assert "know-1" in changes[0].after.zh
    old = to_json(before)
    old["papers"] = [{"pk": 1, "name": "旧.pdf", "sha256": "0" * 64}]
    assert from_json(old).papers[0].items == ()
