"""The gallery and the answers to failures, drawn whole."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from zhicai.foundation.errors import Fault, Reason
from zhicai.foundation.text import Text
from zhicai.ui import views

PAGES = [
    views.index,
    views.cockpit,
    views.plan,
    views.list_page,
    views.trainee,
    views.paper,
]
CHINESE = re.compile(r"[\u3400-\u9fff]")
FAILURES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]


class Outline(HTMLParser):
    """Ids and headings of a page."""

    def __init__(self, markup):
        super().__init__()
        self.ids, self.headings, self.labels = [], [], []
        self.feed(re.sub(r"(?s)<template.*?</template>", "", markup))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(autouse=True)
def in_the_gallery(settings):
    settings.ZHICAI_GALLERY = True


def drawn(view, path="/ui/"):
    return view(RequestFactory().get(path))


@pytest.mark.parametrize("view", PAGES, ids=lambda view: view.__name__)
def test_a_page_draws_with_one_title_and_headings_in_order(view):
    answer = drawn(view)
    assert answer.status_code == 200
    outline = Outline(answer.content.decode())
    assert outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert [pair for pair in steps if pair[1] > pair[0] + 1] == []


@pytest.mark.parametrize("view", PAGES[1:], ids=lambda view: view.__name__)
def test_no_id_stands_twice_on_a_page(view):
    ids = Outline(drawn(view).content.decode()).ids
    assert {one for one in ids if ids.count(one) > 1} == set()


@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-CN"), ("en", "en")])
def test_a_page_names_its_language(language, lang):
    with translation.override(language):
        assert f'<html lang="{lang}">' in drawn(views.cockpit).content.decode()


def test_without_the_setting_there_is_no_gallery(client, settings):
    settings.ZHICAI_GALLERY = settings.DEBUG = False
    with pytest.raises(views.Http404):
        drawn(views.index)


def test_a_form_with_faults_comes_back_with_all_of_them_linked_to_their_fields():
    request = RequestFactory().post("/ui/plan-sample/", {"office": "1", "mobile": "123"})
    answer = views.plan(request)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_mobile"' in page
    assert 'aria-invalid="true"' in page
    assert re.search(r'aria-describedby="[^"]*id_mobile_error', page)
    assert 'id="id_mobile_error"' in page
    assert "请填写这一项。" in page


def test_a_list_within_its_filters_acts_on_what_was_ticked():
    request = RequestFactory().post("/ui/list-sample/?place=宜昌市", {"everything": "1"})
    assert len(views.list_page(request).content.split(b",")) < 128


def test_autosave_answers_with_the_next_revision_and_with_a_colleagues_change():
    saved = views.save_sample(RequestFactory().post("/", {"revision": "3"}))
    assert saved.status_code == 200
    assert b'"revision": 4' in saved.content
    assert views.save_sample(RequestFactory().post("/", {"revision": "9"})).status_code == 409


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_answered_without_request_session_or_database(name):
    page = render_to_string(name, {"code": "E-7F3A21"})
    assert "<h1>" in page
    assert "data-zc-failed" in page


def test_an_unexpected_failure_names_the_code_that_stands_in_the_log():
    assert "E-7F3A21" in render_to_string("500.html", {"code": "E-7F3A21"})
    assert "管理员" in render_to_string("500.html", {})


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_answered_in_english_too(name):
    with translation.override("en"):
        words = re.sub(r"<[^>]+>", "", render_to_string(name, {"code": "E-7F3A21"}))
    assert set(CHINESE.findall(words)) <= {"知"}


def test_a_page_of_other_staff_says_whose_it_is():
    page = render_to_string("403.html", {"says": Text("此页由省局查看。", "For the province.")})
    assert "此页由省局查看。" in page


def test_a_refusal_names_the_clause_of_every_reason():
    reasons = (Reason(Text("人数少于下限。", "Too few."), "HB-3.1.7.1.a"),)
    page = render_to_string("ui/refused.html", {"says": reasons[0].says, "reasons": reasons})
    assert "人数少于下限。" in page
    assert "HB-3.1.7.1.a" in page


def test_wrong_rows_are_named_with_row_and_column():
    faults = (Fault(Text("校验位不对。", "Wrong check digit."), row=14, column="身份证号"),)
    page = render_to_string("ui/refused.html", {"says": faults[0].says, "faults": faults})
    assert re.search(r"第 14 行 身份证号：校验位不对。", page)
