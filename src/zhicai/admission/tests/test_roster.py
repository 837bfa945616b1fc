"""A roster's way in: every fault at once, all or nothing, again and back."""

import pytest

from zhicai.admission.actions import (
    Way,
    check_again,
    import_roster,
    name_columns,
    refuse,
    undo_import,
    upload_roster,
)
from zhicai.admission.models import Registration, RosterUpload
from zhicai.admission.queries.uploads import content_kept, found_in
from zhicai.admission.tests import scenes
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.people.models import Employment, Person

pytestmark = pytest.mark.django_db
AT, YILING = scenes.AT, scenes.YILING


@pytest.fixture
def upload(found, county):
    def send(rows, *, by=county, way=None, of=found, **more):
        content = rows if isinstance(rows, bytes) else scenes.roster_file(rows, **more)
        return upload_roster(of, content, name="名单.xlsx", way=way or Way(), by=by, at=AT)

    return send


def bring_in(upload, county, *, only_sound=False):
    return import_roster(upload, only_sound=only_sound, by=county, at=AT)


def test_a_good_roster_is_checked_without_a_person_and_then_imported(upload, county, found):
    checked = upload([scenes.line(n) for n in range(1, 31)])
    assert checked.counts["adds"] == 30
    assert (checked.counts["faulty"], Person.objects.count()) == (0, 0)
    bring_in(checked, county)
    assert Registration.objects.filter(training_class=found, state="accepted").count() == 30
    assert Person.objects.count() == 30
    checked.refresh_from_db()
    assert (checked.state, checked.content, checked.entries) == ("imported", "", "")


def test_every_fault_of_every_row_at_once(upload, county):
    rows = [
        scenes.line(1),
        scenes.line(2, 证件号码=scenes.number(2)[:-1] + "0", 手机号="12345"),
        scenes.line(3, 证件号码=4.2050619880312e17),
        scenes.line(1, 姓名="另一人"),
        scenes.line(5, 单位类型="公司", 姓名=""),
        scenes.line(6, 统一社会信用代码="12345"),
        scenes.line(7, **{"单位所在县（市、区）": "没有这个县"}),
    ]
    checked = upload(rows)
    faults = found_in(checked).faults
    where = {(fault.row, fault.field) for fault in faults}
    assert {(3, "id_number"), (3, "phone"), (4, "id_number"), (5, "id_number")} <= where
    assert {(6, "name"), (6, "kind"), (7, "code"), (8, "place")} <= where
    assert any("Excel" in fault.says.zh for fault in faults if fault.row == 4)
    assert checked.counts["sound"] == 1
    with pytest.raises(Refused):
        bring_in(checked, county)
    assert Person.objects.count() == 0
    bring_in(checked, county, only_sound=True)
    assert Person.objects.count() == 1


def test_the_same_roster_twice_registers_nobody_twice(upload, county):
    rows = [scenes.line(n) for n in range(1, 11)]
    bring_in(upload(rows), county)
    again = upload(rows)
    assert (again.counts["same"], again.counts["adds"], again.counts["faulty"]) == (10, 0, 0)
    bring_in(again, county)
    assert Registration.objects.count() == 10


def test_the_mended_rows_alone_come_after_the_good_ones(upload, county):
    rows = [scenes.line(n) for n in range(1, 6)]
    rows[2]["手机号"] = "12"
    bring_in(upload(rows), county, only_sound=True)
    assert Registration.objects.count() == 4
    bring_in(upload([scenes.line(3)]), county)
    assert Registration.objects.count() == 5


def test_add_update_and_both(upload, county):
    bring_in(upload([scenes.line(1)]), county)
    changed = [scenes.line(1, 岗位="知识产权总监"), scenes.line(2)]
    adding = upload(changed)
    assert (adding.counts["faulty"], adding.counts["adds"]) == (1, 1)
    updating = upload(changed, way=Way("update"))
    assert (updating.counts["faulty"], updating.counts["updates"]) == (1, 1)
    both = upload(changed, way=Way("both"))
    assert (both.counts["faulty"], both.counts["adds"], both.counts["updates"]) == (0, 1, 1)
    bring_in(both, county)
    assert set(Registration.objects.values_list("post", flat=True)) == {"知识产权总监", "研发"}


def test_rows_beyond_the_seats_are_faults_or_wait_in_the_order_of_the_file(scene, county, upload):
    small = scenes.open_class(scene, capacity=2, number="small")
    rows = [scenes.line(n) for n in range(1, 5)]
    full = upload(rows, of=small)
    assert {fault.row for fault in found_in(full).faults} == {4, 5}
    waits = check_again(full, way=Way("add", over_waits=True), by=county, at=AT)
    assert (waits.counts["faulty"], waits.counts["waits"]) == (0, 2)
    bring_in(waits, county)
    standing = list(Registration.objects.order_by("pk").values_list("state", "line"))
    assert standing == [("accepted", None), ("accepted", None), ("waiting", 1), ("waiting", 2)]


def test_headings_of_an_office_are_named_once_and_kept(upload, county):
    heads = ("学员", "证照号", "厂家", "手机")
    rows = [{"学员": "郭建军", "证照号": scenes.number(1), "厂家": "宜化", "手机": "13800000001"}]
    unread = upload(rows, heads=heads)
    assert unread.state == "unread"
    assert [heading for heading, _ in found_in(unread).unknown] == list(heads)
    names = {"学员": "name", "证照号": "id_number", "厂家": "employer"}
    checked = name_columns(unread, names, by=county, at=AT)
    assert (checked.state, checked.counts["adds"]) == ("checked", 1)
    assert upload(rows, heads=heads).state == "checked"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_three_encodings_with_instructions_and_blank_rows(upload, encoding):
    lines = [
        "填表说明：一行一人,,,",
        "姓名,身份证号码,单位,手机",
        f"郭建军,{scenes.number(1)},宜化,",
        ",,,",
    ]
    lines.append(f"李  娜,{scenes.number(2)},宜化,13900000002")
    checked = upload("\r\n".join(lines).encode(encoding))
    assert (checked.counts["adds"], checked.counts["faulty"]) == (2, 0)


def test_an_employer_is_found_by_code_or_name_and_else_suggested(scene, upload, county):
    code = "91420506MA48ABCD1X"
    scenes.enterprise(scene, "湖北示范科技有限公司", code=code)
    rows = [
        scenes.line(1, 工作单位="湖北示范科技有限公司"),
        scenes.line(2, 工作单位="湖北示范科技公司"),
        scenes.line(3, 工作单位="另一家公司", 统一社会信用代码=code),
    ]
    checked = upload(rows)
    notes = found_in(checked).notes
    assert any("湖北示范科技有限公司" in note.says.zh for note in notes)
    assert [fault.row for fault in found_in(checked).faults] == [4]
    bring_in(checked, county, only_sound=True)
    known = Registration.objects.get(employer_name="湖北示范科技有限公司")
    assert (known.organisation_id is not None, known.employer_code) == (True, code)


def test_a_known_document_under_another_name_is_a_fault(upload, county):
    bring_in(upload([scenes.line(1)]), county)
    other = upload([scenes.line(1, 姓名="他人")])
    faults = found_in(other).faults
    assert [(fault.row, fault.field) for fault in faults] == [(2, "name")]
    assert "学员" not in faults[0].says.zh


def test_an_import_is_taken_back_with_the_persons_nothing_else_refers_to(
    scene, upload, county, found
):
    second = scenes.open_class(scene, number="second")
    bring_in(upload([scenes.line(1)]), county)
    later = bring_in(upload([scenes.line(1), scenes.line(2)], of=second), county)
    undo_import(later, by=county, at=AT)
    assert Registration.objects.get().training_class == found
    assert (Person.objects.count(), Employment.objects.count()) == (1, 1)
    with pytest.raises(Refused):
        undo_import(later, by=county, at=AT)


def test_an_undone_update_stands_as_before(upload, county):
    bring_in(upload([scenes.line(1)]), county)
    later = bring_in(upload([scenes.line(1, 岗位="总监")], way=Way("update")), county)
    assert Registration.objects.get().post == "总监"
    undo_import(later, by=county, at=AT)
    assert Registration.objects.get().post == "研发"


def test_another_office_sees_no_roster_and_imports_into_no_foreign_class(
    scene, upload, county, found
):
    checked = upload([scenes.line(1)])
    other = scene.county("420502")
    with pytest.raises(OutOfScope):
        bring_in(checked, other)
    with pytest.raises(OutOfScope):
        upload([scenes.line(1)], by=other)


def test_an_enterprise_applies_for_its_own_people_only(scene, found, upload):
    firm = scenes.enterprise(scene)
    member = scenes.member_of(scene, firm)
    heads = ("姓名", "证件号码", "岗位")
    checked = upload([{"姓名": "郭建军", "证件号码": scenes.number(1), "岗位": "研发"}], by=member,
                     heads=heads)  # fmt: skip
    import_roster(checked, by=member, at=AT)
    row = Registration.objects.get()
    assert (row.organisation_id, row.state, row.employer_name) == (firm.pk, "applied", firm.name)


def test_queries_do_not_grow_with_the_rows(upload, county, scene, django_assert_max_num_queries):
    big = scenes.open_class(scene, number="big", capacity=5000)
    checked = upload([scenes.line(n) for n in range(1, 201)], of=big)
    with django_assert_max_num_queries(70):
        bring_in(checked, county)


def test_what_lies_of_an_upload_is_sealed_and_dropped_with_the_next(upload, county):
    first = upload([scenes.line(1, 手机号="1")])
    assert content_kept(first)
    upload([scenes.line(1)])
    first.refresh_from_db()
    assert (first.content, first.entries) == ("", "")


def test_what_is_no_table_is_refused_with_the_reason(upload):
    for junk in (b"%PDF-1.7", b""):
        with pytest.raises(BadInput):
            upload(junk)
    assert found_in(upload("没有表头".encode())).faults


MEANT = {
    "姓名": "name", "学号": "id_number", "学籍号": "id_number", "身份证号": "id_number",
    "学校名称": "employer", "学校标识码": "id_number", "题干": "name", "管轴编号": "name",
    "管廊编号": "employer", "年纪": "id_number", "date": "name", "主管部门": "name",
    "班级": "employer", "性别": "post",
}  # fmt: skip


def messy_files(shared):
    files = sorted((shared / "data" / "messy").iterdir())
    assert len(files) >= 11
    return files


def outcome_of(content, upload, county):
    """What became of a file: a word and the sentences that say why."""
    try:
        checked = upload(content)
        names = {h: MEANT[h] for h, _ in found_in(checked).unknown if h in MEANT}
        checked = name_columns(checked, names, by=county, at=AT)
        import_roster(checked, only_sound=True, by=county, at=AT)
    except BadInput as error:
        return "refused", [fault.says.zh for fault in error.faults]
    except Refused:
        latest = RosterUpload.objects.order_by("-pk")[0]
        return "faulty", [fault.says.zh for fault in found_in(latest).faults]
    return "imported", ["—"]


def test_every_messy_file_is_imported_or_refused_with_reasons(shared, upload, county):
    outcomes = [outcome_of(file.read_bytes(), upload, county) for file in messy_files(shared)]
    assert all(said and all(said) for _, said in outcomes)
    assert {word for word, _ in outcomes} <= {"imported", "faulty", "refused"}


def test_a_refused_one_may_be_registered_again(upload, county):
    bring_in(upload([scenes.line(1)]), county)
    refuse(Registration.objects.get(), reason="材料不实待核", by=county, at=AT)
    bring_in(upload([scenes.line(1)]), county)
    assert Registration.objects.filter(state="accepted").count() == 1
