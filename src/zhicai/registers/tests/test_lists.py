"""A list's way in: every fault at once, whole or more, versions by date, differences, back."""

from datetime import date

import pytest

from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.places.models import Listing, Organisation
from zhicai.places.queries import listed
from zhicai.registers.actions import (
    check_again,
    decide_code,
    import_list,
    name_columns,
    undo_list,
    upload_list,
)
from zhicai.registers.lists import counted_listings, kind_of
from zhicai.registers.models import DoubtfulCode, ListUpload
from zhicai.registers.queries.changes import changes_between
from zhicai.registers.queries.uploads import codes_asked, content_kept
from zhicai.registers.sheets import list_shape
from zhicai.registers.tests import scenes
from zhicai.sheets.findings import found_from
from zhicai.sheets.marking import mark_faults
from zhicai.sheets.reading import read_table

pytestmark = pytest.mark.django_db
AT, HIGH_TECH = scenes.AT, scenes.HIGH_TECH
MARCH, APRIL = date(2022, 3, 1), date(2022, 4, 1)


def upload(rows, *, by, **more):
    content = rows if isinstance(rows, bytes) else scenes.list_file(rows)
    return upload_list(scenes.listed(**more), content, name="名录.xlsx", by=by, at=AT)


def names(on, kind=HIGH_TECH):
    return set(listed(kind, on=on).values_list("code", flat=True))


def test_a_good_list_is_checked_without_a_write_and_then_imported(scene, province):
    kept = upload([scenes.line(n) for n in range(1, 31)], by=province)
    assert (kept.counts["sound"], kept.counts["faulty"], kept.counts["came"]) == (30, 0, 30)
    assert not Listing.objects.exists()
    assert not Organisation.objects.filter(kind="enterprise").exists()
    done = import_list(kept, by=province, at=AT)
    assert (done.state, done.content, done.counts["imported"]) == ("imported", "", 30)
    assert len(names(APRIL)) == 30
    with pytest.raises(Refused):
        import_list(kept, by=province, at=AT)


def test_every_fault_of_every_row_at_once_and_the_own_file_marked(scene, city):
    rows = [
        scenes.line(1),
        scenes.line(2, 统一社会信用代码="9142"),
        scenes.line(3, **{"所在县（市、区）": "没有这个县"}),
        scenes.line(4, 企业名称=""),
        scenes.line(1, 企业名称="另一家公司"),
        scenes.line(6, 企业名称="宜昌第1精密制造有限公司"),
        scenes.line(7, **{"所在县（市、区）": "黄梅县"}),
        scenes.line(8, **{"所在县（市、区）": ""}),
        scenes.line(9, 统一社会信用代码=4.2e17),
    ]
    kept = upload(rows, by=city)
    found = found_from(kept.found)
    where = {(fault.row, fault.field) for fault in found.faults}
    assert where == {
        (3, "code"), (4, "place"), (5, "name"), (6, "code"), (7, "name"), (8, "place"),
        (9, "place"), (10, "code"),
    }  # fmt: skip
    with pytest.raises(Refused):
        import_list(kept, by=city, at=AT)
    assert not Listing.objects.exists()
    table = read_table(content_kept(kept), list_shape())
    assert mark_faults(content_kept(kept), table, found.faults, language="zh-hans").startswith(
        b"PK"
    )
    done = import_list(kept, only_sound=True, by=city, at=AT)
    assert (done.counts["imported"], len(names(APRIL))) == (1, 1)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_any_encoding_with_a_place_in_full(scene, city, coding):
    text = f"名称,信用代码,所属县区\n宜昌甲公司,{scenes.code(1)},宜昌市夷陵区\n"
    kept = upload(text.encode(coding), by=city)
    assert kept.counts["sound"] == 1


def test_merged_heads_above_the_table_are_no_obstacle(scene, city):
    content = scenes.list_file([scenes.line(1)], above=("2022 年高新技术企业名单", "宜昌市"))
    assert upload(content, by=city).counts["sound"] == 1


def test_own_headings_are_named_once_and_known_afterwards(scene, city):
    heads = ("单位全名", "机构码", "区域")
    rows = [{"单位全名": "宜昌甲公司", "机构码": scenes.code(1), "区域": "夷陵区"}]
    content = scenes.list_file(rows, heads=heads)
    kept = upload(content, by=city)
    assert kept.state == ListUpload.State.UNREAD
    meant = dict(zip(heads, ("name", "code", "place"), strict=True))
    assert name_columns(kept, meant, by=city, at=AT).counts["sound"] == 1
    assert upload(content, by=city).counts["sound"] == 1


def test_a_code_that_does_not_check_waits_for_the_province(scene, city):
    keeper = scenes.keeper(scene)
    wrong = scenes.code(1, wrong=True)
    kept = upload([scenes.line(1, 统一社会信用代码=wrong), scenes.line(2)], by=city)
    assert kept.counts["faulty"] == 1
    asked = codes_asked(keeper).get()
    assert asked.code == wrong
    with pytest.raises(BadInput):
        decide_code(asked, accepted=True, reason=" ", by=keeper, at=AT)
    decide_code(asked, accepted=True, reason="已核对营业执照", by=keeper, at=AT)
    again = check_again(kept, by=city, at=AT)
    assert (again.counts["faulty"], again.counts["sound"]) == (0, 2)
    with pytest.raises(Refused):
        decide_code(asked, accepted=False, reason="有误", by=keeper, at=AT)


def test_a_code_found_wrong_stays_a_fault(scene, city):
    keeper = scenes.keeper(scene)
    kept = upload([scenes.line(1, 统一社会信用代码=scenes.code(1, wrong=True))], by=city)
    decide_code(DoubtfulCode.objects.get(), accepted=False, reason="少抄一位", by=keeper, at=AT)
    assert check_again(kept, by=city, at=AT).counts["faulty"] == 1


def test_lists_are_kept_by_date_and_their_differences_named(scene, province):
    scenes.bring_in([scenes.line(n) for n in (1, 2, 3)], by=province, on=MARCH)
    second = scenes.bring_in([scenes.line(n) for n in (2, 3, 4, 5)], by=province, on=APRIL)
    assert (second.counts["came"], second.counts["went"], second.counts["stayed"]) == (2, 1, 2)
    assert names(MARCH) == {scenes.code(n) for n in (1, 2, 3)}
    assert names(date(2022, 3, 31)) == names(MARCH)
    assert names(APRIL) == {scenes.code(n) for n in (2, 3, 4, 5)}
    rows = changes_between(province, HIGH_TECH, before=MARCH, after=APRIL, today=date(2022, 4, 6))
    assert [(row.change, row.code) for row in rows] == [
        ("new", scenes.code(4)), ("new", scenes.code(5)), ("gone", scenes.code(1)),
    ]  # fmt: skip


def test_a_list_before_the_one_that_stands_is_refused_unless_it_supplements_it(scene, province):
    scenes.bring_in([scenes.line(1)], by=province, on=APRIL)
    for day in (MARCH, APRIL):
        with pytest.raises(BadInput):
            upload([scenes.line(2)], by=province, on=day)
    with pytest.raises(BadInput):
        upload([scenes.line(2)], by=province, on=date(2022, 5, 1))
    more = scenes.bring_in([scenes.line(2)], by=province, on=APRIL, mode="more")
    assert (more.counts["came"], more.counts["went"]) == (1, 0)
    assert names(APRIL) == {scenes.code(1), scenes.code(2)}
    undo_list(more, by=province, at=AT)
    assert names(APRIL) == {scenes.code(1)}


def test_a_citys_list_leaves_other_cities_as_they_are(scene, city, province):
    far = scenes.line(9, **{"所在县（市、区）": "黄梅县"})
    scenes.bring_in([scenes.line(1), far], by=province, on=MARCH)
    scenes.bring_in([scenes.line(2)], by=city, on=APRIL)
    assert names(APRIL) == {scenes.code(2), scenes.code(9)}
    assert names(APRIL, scenes.SME) == set()


def test_undoing_a_list_lets_the_one_before_stand_again(scene, province):
    first = scenes.bring_in([scenes.line(n) for n in (1, 2, 3)], by=province, on=MARCH)
    before = list(Listing.objects.order_by("pk").values())
    second = scenes.bring_in([scenes.line(n) for n in (3, 4)], by=province, on=APRIL)
    with pytest.raises(Refused):
        undo_list(first, by=province, at=AT)
    undo_list(second, by=province, at=AT)
    assert list(Listing.objects.order_by("pk").values()) == before
    assert not Organisation.objects.filter(code=scenes.code(4)).exists()
    undo_list(first, by=province, at=AT)
    assert not Listing.objects.exists()
    assert not Organisation.objects.filter(kind="enterprise").exists()


def test_an_enterprise_that_something_refers_to_survives_the_undo(scene, province):
    kept = scenes.bring_in([scenes.line(1), scenes.line(2)], by=province, on=MARCH)
    scenes.bring_in([scenes.line(1)], by=province, kind=scenes.SME, on=MARCH)
    undo_list(kept, by=province, at=AT)
    assert set(Organisation.objects.filter(kind="enterprise").values_list("code", flat=True)) == {
        scenes.code(1)
    }


def test_another_office_does_not_touch_an_upload(scene, province, city):
    kept = upload([scenes.line(1)], by=city)
    with pytest.raises(OutOfScope):
        import_list(kept, by=province, at=AT)


def test_the_day_set_says_which_list_counts(scene, province):
    scenes.bring_in([scenes.line(n) for n in (1, 2)], by=province, on=MARCH)
    scenes.bring_in([scenes.line(n) for n in (1, 2, 3)], by=province, on=APRIL)
    kind = kind_of(scene.year, HIGH_TECH)

    def count(settings):
        return counted_listings(scene.year, kind, settings).count()

    assert count({}) == 3
    assert count({"coverage-list-date": date(2022, 3, 15)}) == 2
    assert count({"coverage-list-date": date(2022, 2, 15)}) == 0


def test_an_enterprise_of_two_kinds_counts_in_each_or_once(scene, province):
    scenes.bring_in([scenes.line(n) for n in (1, 2)], by=province, on=MARCH)
    scenes.bring_in([scenes.line(n) for n in (2, 3)], by=province, kind=scenes.SME, on=MARCH)
    kind = kind_of(scene.year, scenes.SME)
    assert counted_listings(scene.year, kind, {"coverage-overlap": "each"}).count() == 2
    assert counted_listings(scene.year, kind, {"coverage-overlap": "once"}).count() == 1


def test_ten_thousand_rows_take_few_queries(scene, province, django_assert_max_num_queries):
    content = scenes.list_file([scenes.line(n) for n in range(1, 2001)])
    with django_assert_max_num_queries(40):
        kept = upload(content, by=province)
    with django_assert_max_num_queries(80):
        import_list(kept, by=province, at=AT)
    assert len(names(APRIL)) == 2000
