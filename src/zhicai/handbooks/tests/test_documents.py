"""Drafts, versions, who decides, who reads: through actions and queries."""

from datetime import timedelta

import pytest

from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale
from zhicai.handbooks import actions, queries
from zhicai.handbooks.models import Edition, Reading
from zhicai.handbooks.tests.scenes import (
    GUIDE,
    MEASURES,
    NOON,
    STANDARD,
    TODAY,
    WORKBOOK,
    base,
    day,
    drafted,
    kind,
    officer,
    published,
    two_seats,
    working_group,
    written,
)
from zhicai.handbooks.waiting import _acknowledgements, acknowledgements_waiting, decisions_waiting
from zhicai.messages.models import Message
from zhicai.programmes.actions import add_curriculum_item, decide_setting
from zhicai.programmes.tests import scenes as programme

pytestmark = pytest.mark.django_db


def publish(year, key=GUIDE, *, by=None, since=TODAY, note="首次发布", at=NOON):
    return actions.publish(
        year, kind(year, key), in_force_from=since, note=note, by=by or officer(), at=at
    )


@pytest.mark.clause("HB-2.1.d")
def test_the_guide_is_not_published_without_business_training(year):
    drafted(year, business_training="")
    with pytest.raises(Refused) as refused:
        publish(year)
    assert [reason.clause for reason in refused.value.reasons] == ["HB-2.1.d"]
    assert not Edition.objects.exists()
    drafted(year)
    assert publish(year).number == 1


@pytest.mark.clause("HB-2.1.e")
def test_the_guide_is_not_published_without_assessment(year):
    drafted(year, assessment="  \n 。")
    with pytest.raises(Refused) as refused:
        publish(year)
    assert [reason.clause for reason in refused.value.reasons] == ["HB-2.1.e"]
    drafted(year)
    assert publish(year).number == 1


def test_versions_follow_each_other_and_each_is_in_force_from_its_day(year):
    first = published(year)
    second = published(
        year, note="补了考评", since=day(3, 1), on=day(2, 20), assessment="笔试和实操。"
    )
    assert (first.number, second.number) == (1, 2)
    assert queries.edition_for(year, GUIDE, on=day(2, 28)) == first
    assert queries.edition_for(year, GUIDE, on=day(3, 1)) == second
    assert queries.edition_for(year, GUIDE, on=day(2, 9)) is None
    assert Entry.objects.filter(verb="handbooks.edition_published").count() == 2


def test_nothing_changed_is_no_new_version(year):
    published(year)
    with pytest.raises(BadInput):
        publish(year, note="再发一次", at=NOON + timedelta(days=1), since=day(2, 11))
    assert Edition.objects.count() == 1


def test_a_version_needs_a_note_and_a_day_still_to_come(year):
    drafted(year)
    with pytest.raises(BadInput) as bad:
        publish(year, note=" ", since=day(2, 1))
    assert {fault.field for fault in bad.value.faults} == {"note", "in_force_from"}


def test_a_later_writer_is_told_and_nothing_is_overwritten(year):
    row = drafted(year)
    actions.save_draft(
        year, kind(year), written(year, assessment="先写的"), revision=row.revision,
        by=officer(), at=NOON,
    )  # fmt: skip
    with pytest.raises(Stale):
        actions.save_draft(
            year, kind(year), written(year, assessment="后写的"), revision=row.revision,
            by=working_group(), at=NOON,
        )  # fmt: skip
    bodies = {r["key"]: r["body"] for r in queries.draft_of(year, GUIDE)["sections"]}
    assert bodies["assessment"] == "先写的"


def test_the_working_group_writes_the_guide_and_the_province_decides(year):
    """A-HB-30: the province owns the task until it is assigned."""
    group = working_group()
    drafted(year, by=group)
    with pytest.raises(Refused) as refused:
        publish(year, by=group)
    assert refused.value.reasons[0].clause == "HB-2.1.c"
    actions.ask_for_decision(year, kind(year), by=group, at=NOON)
    assert decisions_waiting(officer(), TODAY) == 1
    assert decisions_waiting(group, TODAY) == 0
    publish(year)
    assert decisions_waiting(officer(), TODAY) == 0


def test_the_decision_moves_with_the_owner_of_the_task(year):
    """The flip of A-HB-30: assigned to the working group, the province no longer publishes."""
    group = working_group()
    decide_setting(
        year, "task-owner", [{"clause": "HB-2.1.c", "owner": "working-group"}], reason="工作组牵头",
        in_force_from=TODAY, by=programme.keeper(), at=NOON,
    )  # fmt: skip
    drafted(year)
    with pytest.raises(Refused):
        publish(year)
    assert publish(year, by=group).office == "全省专员培训工作组"


def test_a_county_writes_none_of_the_provinces_documents(year):
    county = programme.county_officer()
    with pytest.raises(OutOfScope):
        drafted(year, by=county)
    with pytest.raises(OutOfScope):
        drafted(year, MEASURES, by=working_group())


def test_the_draft_is_asked_for_a_decision_only_when_it_is_whole(year):
    drafted(year, by=working_group(), assessment="")
    with pytest.raises(Refused):
        actions.ask_for_decision(year, kind(year), by=working_group(), at=NOON)


# --- readers -------------------------------------------------------------------------------------


def test_those_who_must_acknowledge_are_told_and_counted(year, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edition = published(year)
    rows = queries.reader_rows(year, kind(year), edition, on=TODAY)
    assert Message.objects.filter(about=f"handbook-{edition.pk}").count() == len(rows)
    county = programme.county_officer()
    assert acknowledgements_waiting(county, TODAY) == 1
    (waiting,) = _acknowledgements(county, TODAY, 10)
    assert waiting.clause == "HB-2.1.c"
    actions.note_opened(year, kind(year), edition, by=county, on=TODAY)
    assert Reading.objects.get().acknowledged_on is None
    actions.acknowledge_edition(year, kind(year), edition, by=county, on=TODAY)
    assert acknowledgements_waiting(county, TODAY) == 0
    done = [
        r for r in queries.reader_rows(year, kind(year), edition, on=TODAY) if r.state != "waiting"
    ]
    assert [row.code for row in done] == [programme.YILING]


def test_an_office_of_two_seats_acknowledges_for_both(year):
    edition = published(year)
    both = two_seats()
    assert acknowledgements_waiting(both, TODAY) == 1
    assert len(actions.acknowledge_edition(year, kind(year), edition, by=both, on=TODAY)) == 2
    assert acknowledgements_waiting(both, TODAY) == 0


def test_a_new_version_is_acknowledged_anew(year):
    edition = published(year)
    who = base()
    actions.acknowledge_edition(year, kind(year), edition, by=who, on=TODAY)
    later = published(year, note="改", on=day(2, 20), assessment="新的考评办法")
    assert acknowledgements_waiting(who, day(2, 20)) == 1
    actions.acknowledge_edition(year, kind(year), later, by=who, on=day(2, 20))
    assert acknowledgements_waiting(who, day(2, 20)) == 0


def test_whom_the_document_does_not_ask_acknowledges_nothing(year):
    edition = published(year, WORKBOOK)
    with pytest.raises(OutOfScope):
        actions.acknowledge_edition(
            year, kind(year, WORKBOOK), edition, by=programme.county_officer(), on=TODAY
        )
    assert acknowledgements_waiting(programme.county_officer(), TODAY) == 0


def test_a_reminder_reaches_those_who_have_not_acknowledged_once_a_day(year):
    edition = published(year)
    county = programme.county_officer()
    actions.acknowledge_edition(year, kind(year), edition, by=county, on=TODAY)
    total = len(queries.reader_rows(year, kind(year), edition, on=TODAY))
    remind = {"by": officer(), "at": NOON}
    assert actions.remind_readers(year, kind(year), edition, **remind) == total - 1
    assert actions.remind_readers(year, kind(year), edition, **remind) == 0
    with pytest.raises(OutOfScope):
        actions.remind_readers(year, kind(year), edition, by=county, at=NOON)


# --- search, the standard ------------------------------------------------------------------------


def test_search_looks_through_versions_in_force_only(year):
    published(year, assessment="会用检索式")
    published(year, note="改", since=day(3, 1), on=day(2, 20), assessment="会写分析报告")
    kinds = queries.kinds_for(officer(), year)
    assert [f.hit.key for f in queries.found_in(year, kinds, "检索式", on=TODAY)] == ["assessment"]
    assert queries.found_in(year, kinds, "检索式", on=day(3, 1)) == []
    assert queries.found_in(year, kinds, "分析报告", on=day(3, 1))


def test_the_standard_has_statements_for_every_item_of_the_curriculum(year):
    edition = published(year, STANDARD, know_1="会查新法\n会解读政策")
    found = queries.standard_in_force(year, on=TODAY)
    assert found.version == edition.number
    assert len(found.items) == 4 + 5 + 2
    assert [s.id for s in found.item("know-1").statements] == ["know-1.1", "know-1.2"]
    assert found.clause == "HB-3.2.5.f"


def test_an_item_that_the_province_adds_has_to_be_written_before_the_next_version(year):
    published(year, STANDARD)
    added = add_curriculum_item(
        year, group="knows", zh="数据知识产权", en="Data IP", reason="企业需要",
        by=programme.keeper(), at=NOON,
    )  # fmt: skip
    draft = written(year, STANDARD)
    draft["sections"] = [row for row in draft["sections"] if row["key"] != added.item]
    drafted(year, STANDARD, draft=draft)
    with pytest.raises(Refused) as refused:
        publish(year, STANDARD)
    assert refused.value.reasons[0].clause == "HB-3.2.5.f"
    drafted(year, STANDARD)
    publish(year, STANDARD)
    assert queries.standard_in_force(year, on=TODAY).item(added.item) is not None


def test_a_design_names_the_version_in_force_and_items_that_it_holds(year):
    edition = published(year, STANDARD)
    subject = edition.handbook  # any row stands for a design here
    name = {"sort": "course-design", "year": year, "by": officer(), "on": TODAY}
    naming = actions.name_standard(subject, version=1, items=["know-1", "know-1"], **name)
    assert (naming.edition, naming.items) == (edition, ["know-1"])
    assert queries.named_by(subject) == naming
    again = actions.name_standard(subject, version=1, items=["skill-1"], **name)
    assert (again.pk, again.items) == (naming.pk, ["skill-1"])
    for version, items in ((2, ["know-1"]), (1, []), (1, ["know-99"])):
        with pytest.raises(Refused) as refused:
            actions.name_standard(subject, version=version, items=items, **name)
        assert refused.value.reasons[0].clause == "HB-3.2.5.f"
    assert queries.named_by(subject).items == ["skill-1"]


def test_a_programme_without_documents_has_an_empty_shelf(db):
    year = programme.opened_zhejiang()
    assert queries.shelf_of(programme.zhejiang_keeper(), year, on=day(10, 8)) == []
    assert queries.standard_in_force(year, on=day(10, 8)) is None
