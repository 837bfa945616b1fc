"""The check of the English finds every way in which it can be incomplete."""

import english
import pytest

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def site(tmp_path):
    """A small site with one app; returns what the check says of a catalogue."""
    app = tmp_path / "planning"
    (app / "templates").mkdir(parents=True)
    (app / "views.py").write_text(
        'from django.utils.translation import gettext as _\nSAYS = _("已保存")\nOWN = _("Saved")\n',
        encoding="utf-8",
    )
    (app / "templates" / "plan.html").write_text(
        '{% load i18n %}\n    <p>{% translate "发送" %}</p>\n'
        "  {% blocktranslate with n=count %}共 {{ n }} 行{% endblocktranslate %}\n",
        encoding="utf-8",
    )
    catalogue = app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)

    def says(*entries):
        body = "\n".join(f'msgid "{zh}"\nmsgstr "{en}"\n' for zh, en in entries)
        catalogue.write_text(HEAD + body, encoding="utf-8")
        return english.report(tmp_path).lines

    says.catalogue = catalogue
    says.source = tmp_path
    return says


WHOLE = [("已保存", "Saved"), ("发送", "Send"), ("共 %(n)s 行", "%(n)s lines")]


def test_a_whole_catalogue_has_no_fault(site):
    assert site(*WHOLE) == []


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        (WHOLE[1:], "missing"),
        ([("已保存", ""), *WHOLE[1:]], "missing"),
        ([*WHOLE, ("从前的话", "Words of old")], "obsolete"),
        ([("已保存", "Saved 了"), *WHOLE[1:]], "chinese"),
        ([*WHOLE[:2], ("共 %(n)s 行", "lines")], "lost"),
    ],
)
def test_each_fault_is_named(site, entries, fault):
    assert [line.split()[0] for line in site(*entries)] == [fault]


def test_two_apps_that_say_it_differently_are_told(site):
    site(*WHOLE)
    other = site.source / "filing" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    other.parent.mkdir(parents=True)
    other.write_text(HEAD + 'msgid "发送"\nmsgstr "Submit"\n', encoding="utf-8")
    [line] = english.report(site.source).lines
    assert line.startswith("differs   发送")


def test_missing_texts_can_be_added_to_fill_in(site):
    site(WHOLE[0])
    english.add_missing(english.report(site.source).missing, site.source)
    text = site.catalogue.read_text("utf-8")
    assert 'msgid "已保存"\nmsgstr "Saved"' in text
    assert 'msgid "共 %(n)s 行"\nmsgstr ""' in text


def test_a_catalogue_is_compiled_only_when_it_is_newer(site):
    site(*WHOLE)
    assert english.compile_stale(site.source) == 1
    assert english.compile_stale(site.source) == 0
