"""Excel in and out: what goes out comes back, and a file with faults changes nothing."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from zhicai.foundation import clock
from zhicai.planning.queries.asked import asked_of
from zhicai.planning.rules.reading import read_draft
from zhicai.planning.sheets import Unreadable, plan_sheet, read_plan, template_sheet
from zhicai.planning.tests.scenes import course, good_draft, lesson
from zhicai.programmes.queries import settings_of

HEADS = [
    "班次名称", "开始日期", "结束日期", "地点", "预计人数", "经费预算（万元）", "课程名称", "学时",
    "形式", "拟请师资", "对应条目", "本地补充", "主题",
]  # fmt: skip
GOOD = [
    ["第一期", "2022-04-18", "2022-04-19", "市民之家", 120, 5.2,
     "检索实操", 4, "实操", "", "实战一", "", "专利"],
    ["", "", "", "", "", "", "新法解读", 3, "面授", "", "四知一、四知二", "", ""],
    ["第二期", "2022/5/9", "2022年5月10日", "党校", "８０人", "３万元",
     "茶业品牌", "2", "网课", "", "", "是", "商标"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def march():
    with clock.standing_at(date(2022, 3, 18)):
        yield


@pytest.fixture
def asked(hubei):
    return asked_of(hubei.year, settings_of(hubei.year, on=date(2022, 3, 18)))


def book(rows, heads=HEADS, merge=()):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["夷陵区 2022 年度预科班次计划"])
    sheet.append(heads)
    for row in rows:
        sheet.append([value if value != "" else None for value in row])
    for cells in merge:
        sheet.merge_cells(cells)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_a_table_is_read_with_its_dates_full_width_digits_and_units(asked):
    _, (first, second) = read_plan(book(GOOD), asked)
    assert (first.title, first.people, first.budget) == ("第一期", 120, 5_200_000)
    assert [c.title for c in first.courses] == ["检索实操", "新法解读"]
    assert first.courses[1].items == ("know-1", "know-2")
    assert (second.starts, second.ends) == (date(2022, 5, 9), date(2022, 5, 10))
    assert (second.people, second.budget) == (80, 3_000_000)
    assert (second.courses[0].local, second.courses[0].themes) == (True, ("trademark",))


def test_class_cells_merged_down_or_repeated_are_one_class(asked):
    merged = book(GOOD[:2], merge=[f"{letter}3:{letter}4" for letter in "ABCDEF"])
    _, (one,) = read_plan(merged, asked)
    assert len(one.courses) == 2
    repeated = [GOOD[0], [*GOOD[0][:6], *GOOD[1][6:]]]
    _, (again,) = read_plan(book(repeated), asked)
    assert again == one


def test_what_is_written_out_is_read_back_as_it_was(asked):
    content, _ = read_draft(
        good_draft(
            lesson("c1"), lesson("c2", title="第二期", starts="2022-05-01", ends="2022-05-02")
        )
    )
    answer = plan_sheet(content, asked, "夷陵区 2022 年度预科班次计划")
    _, classes = read_plan(answer.content, asked)
    assert classes == content.classes


def test_the_template_has_every_column_and_its_sample_is_no_record(asked):
    sheet = load_workbook(BytesIO(template_sheet(asked).content)).active
    written = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert any("班次名称" in value for value in written)
    assert any("对应条目" in value for value in written)


BAD = [
    ["", "", "", "", "", "", "无班次的课", 4, "实操", "", "实战一", "", ""],
    ["第二期", "五月", "2022-05-01", "", "很多", -3, "课", "四", "跳舞", "", "四知九", "", ""],
    ["第三期", "2022-06-02", "2022-06-01", "党校", 50, 1, "课", 2, "面授", "", "四知一", "", ""],
]  # fmt: skip


def test_every_fault_is_named_by_row_and_column(asked):
    with pytest.raises(Unreadable) as wrong:
        read_plan(book(BAD), asked)
    found = {(fault.row, fault.column) for fault in wrong.value.faults}
    assert {(3, "班次名称"), (3, "开始日期"), (4, "开始日期"), (4, "地点"), (4, "预计人数"),
            (4, "形式"), (4, "学时"), (4, "对应条目"), (5, "结束日期")} <= found  # fmt: skip
    assert all(fault.says.zh and fault.says.en for fault in wrong.value.faults)


@pytest.fixture
def upload(hubei, client):
    plan = hubei.plan()
    user = next(u for u in hubei.users.values() if u.name == hubei.county().name)
    client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")

    def send(content, name="计划.xlsx", revision=None):
        plan.refresh_from_db()
        file = SimpleUploadedFile(name, content)
        answer = client.post(
            reverse("planning:import", args=[plan.pk]),
            {"file": file, "revision": plan.revision if revision is None else revision},
        )
        plan.refresh_from_db()
        return answer, plan

    return send


def test_a_good_file_replaces_the_classes_and_nothing_else(upload):
    answer, plan = upload(book(GOOD))
    assert answer.status_code == 302
    assert [one["title"] for one in plan.draft["classes"]] == ["第一期", "第二期"]
    assert plan.draft["classes"][1]["budget"] == "3"
    assert plan.draft["goals"] == good_draft()["goals"]


def test_a_bad_file_changes_nothing_and_comes_back_with_red_cells(upload):
    answer, plan = upload(book(BAD))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有导入：3 行有误" in page
    assert "下载标红的文件" in page
    assert plan.draft["classes"] == good_draft()["classes"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.xlsx"), (b"not a table at all", "x.xlsx"), (b"\xff\xfe\x00a,b", "x.csv"),
        (book([[1, 2]], heads=["甲", "乙"]), "other.xlsx"),
        (book([]), "no-rows.xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_told_and_changes_nothing(upload, content, name):
    answer, plan = upload(content, name)
    assert answer.status_code == 422
    assert plan.draft["classes"] == good_draft()["classes"]


def test_a_file_chosen_before_a_colleague_saved_overwrites_nothing(upload):
    answer, plan = upload(book(GOOD), revision=1)
    assert answer.status_code == 409
    assert plan.draft["classes"] == good_draft()["classes"]


def test_an_unknown_column_is_left_aside_and_said(upload, client):
    rows = [[*row, "备注"] for row in GOOD]
    answer, plan = upload(book(rows, heads=[*HEADS, "领导批示"]))
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "领导批示" in page
    assert len(plan.draft["classes"]) == 2


def test_no_file_is_asked_for(client, upload, hubei):
    _, plan = upload(book(GOOD))
    answer = client.post(reverse("planning:import", args=[plan.pk]), {"revision": plan.revision})
    assert answer.status_code == 422
    assert course()["title"]
