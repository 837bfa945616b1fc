"""What the editor posts: the sections as typed, and the form that publishes a version."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.handbooks.rules.content import Draft, read_draft
from zhicai.programmes.forms import DayInput


def draft_from(posted: QueryDict) -> Draft:
    """Return the draft of an editor's form: fields ``section``, ``title-KEY``, ``body-KEY``."""
    keys = dict.fromkeys(key[:60] for key in posted.getlist("section"))
    typed = [(key, posted.get(f"title-{key}", ""), posted.get(f"body-{key}", "")) for key in keys]
    return read_draft(typed, posted.get("note", ""))


class PublishForm(forms.Form):
    """From which day a version is in force, and what it changes."""

    in_force_from = forms.DateField(
        label=_("施行日"), widget=DayInput(), help_text=_("今天或以后的日期。")
    )
    note = forms.CharField(
        label=_("修改说明"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明这一版改了什么，读者都能看到。"),
        error_messages={"required": _("请写明这一版改了什么。")},
    )


class SearchForm(forms.Form):
    """Words to look for in the versions in force."""

    q = forms.CharField(label=_("在现行版本中查找"), required=False, max_length=60)
