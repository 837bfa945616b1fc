"""Class lines go out to Excel and come back; one bad row and nothing changes.

The site stands on 1 March 2022: Xiaoting has a draft that it has not sent.
"""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

COUNTY = "u420505"
FIRST = "c1"


@pytest.fixture(scope="module")
def site(serve):
    return serve("2022-03-01")


def open_editor(page):
    page.goto("/plans/mine/")
    page.locator("main a[href$='/edit/']").first.click()
    page.locator("#c1").wait_for()


def exported(page, folder):
    """Download the draft's lines; return where the file lies."""
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def cell(path, column):
    """Return the workbook, and the first cell under a head that begins with a word."""
    book = load_workbook(path)
    for row in book.active.iter_rows():
        for head in row:
            if isinstance(head.value, str) and head.value.startswith(column):
                return book, book.active.cell(head.row + 1, head.column)
    raise AssertionError(f"no column {column} in {path}")


def upload(page, path):
    page.get_by_role("link", name="导入 Excel").click()
    page.set_input_files("#id_file", path)
    page.get_by_role("button", name="导入班次").click()
    page.locator("#zc-confirm [data-zc-go]").click()


def typed(page):
    """Everything that stands in the editor."""
    return page.eval_on_selector_all(
        "#plan input:not([type=hidden]), #plan textarea, #plan select",
        "all => all.map(e => [e.name, e.type === 'checkbox' ? e.checked : e.value])",
    )


def test_lines_go_out_and_come_back_and_one_bad_row_changes_nothing(site, desk, tmp_path):
    page = desk(site, COUNTY)
    open_editor(page)
    before = typed(page)
    path = exported(page, tmp_path)

    book, people = cell(path, "预计人数")
    original, row = people.value, people.row
    people.value = "约一百人"
    book.save(path)
    upload(page, path)
    expect(page.locator("#faults")).to_contain_text("没有导入：1 行有误，计划保持原样")
    fault = page.locator("[data-zc-errors] tbody tr")
    expect(fault).to_have_count(1)
    expect(fault).to_contain_text(str(row))
    expect(fault).to_contain_text("预计人数")
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载标红的文件").click()
    red = load_workbook(BytesIO(marked.value.path().read_bytes())).active.cell(row, people.column)
    assert red.value == "约一百人"
    assert red.fill.fgColor.rgb not in ("00000000", "FFFFFFFF")
    open_editor(page)
    assert typed(page) == before

    people.value = original + 20
    book.save(path)
    upload(page, path)
    page.wait_for_url("**/edit/#classes")
    expect(page.locator("#id_c1-people")).to_have_value(str(original + 20))
    people.value = original
    book.save(path)
    upload(page, path)
    page.wait_for_url("**/edit/#classes")
    open_editor(page)
    assert typed(page) == before, "what goes out and comes back is the same"
