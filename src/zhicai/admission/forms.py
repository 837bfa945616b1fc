"""The shape of input: the two parts of a registration, an upload, filters of a roster."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.admission.actions import Application, Way
from zhicai.admission.models import Registration, RosterUpload
from zhicai.admission.queries.asking import Asking
from zhicai.people.models import Person
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.people.rules.identity import RESIDENT
from zhicai.ui.lists import FilterForm


class PersonForm(forms.Form):
    """Who registers."""

    name = forms.CharField(
        label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    id_kind = forms.ChoiceField(
        label=_("证件类型"), choices=Person.Document.choices, initial=RESIDENT
    )
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class EmployerForm(forms.Form):
    """Where the person works, as what."""

    employer = forms.CharField(
        label=_("工作单位"),
        max_length=120,
        help_text=_("按营业执照或法人证书上的全称填写。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    employer_type = forms.ChoiceField(label=_("单位类型"))
    employer_place = forms.ChoiceField(label=_("单位所在县（市、区）"))
    post = forms.CharField(label=_("岗位"), max_length=80)
    is_ip_post = forms.BooleanField(label=_("从事知识产权管理工作"), required=False)

    def offer(self, asking: Asking) -> None:
        """Let types and counties be chosen; the class's own county stands first."""
        english = (get_language() or "").startswith("en")
        kinds = [(key, says.en if english else says.zh) for key, says in asking.kinds().items()]
        places = [(str(p.id), p.en if english else p.zh) for p in asking.counties()]
        for name, choices in (("employer_type", kinds), ("employer_place", places)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("请选择")), *choices]


class OneForm(PersonForm, EmployerForm):
    """Everything that an office enters about one person."""

    employer_code = forms.CharField(label=_("统一社会信用代码"), max_length=30, required=False)
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)
    field_order = (
        "name", "id_kind", "id_number", "phone", "employer", "employer_code", "employer_type",
        "employer_place", "post", "is_ip_post", "remark",
    )  # fmt: skip


def application_of(given: dict[str, Any], *, key: str = "") -> Application:
    """Return an application out of the clean values of both parts."""
    place = str(given.get("employer_place", ""))
    employer = EmployerFacts(
        name=given.get("employer", ""),
        kind=given.get("employer_type", ""),
        post=given.get("post", ""),
        is_ip_post=bool(given.get("is_ip_post")),
    )
    person = PersonFacts(
        name=given.get("name", ""),
        home_id=int(place) if place.isascii() and place.isdigit() else 0,
        id_kind=given.get("id_kind", ""),
        id_number=given.get("id_number", ""),
        phone=given.get("phone", ""),
        employer=employer,
    )
    code = given.get("employer_code", "")
    return Application(person, employer_code=code, remark=given.get("remark", ""), key=key)


class UploadForm(forms.Form):
    """A roster, and how its rows are taken."""

    file = forms.FileField(
        label=_("名单文件（.xlsx、.xls、.csv）"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    mode = forms.ChoiceField(
        label=_("导入方式"),
        choices=RosterUpload.Mode.choices,
        initial=RosterUpload.Mode.ADD,
        required=False,
        help_text=_("更新时，空格不改动原有内容。"),
    )
    over_waits = forms.BooleanField(label=_("超出名额的排入候补"), required=False)

    def way(self) -> Way:
        """Return how the rows are taken."""
        given = self.cleaned_data
        return Way(given.get("mode") or RosterUpload.Mode.ADD, bool(given.get("over_waits")))


class WayForm(UploadForm):
    """How the rows of a file already there are taken."""

    file = None  # type: ignore[assignment]


class LookForm(forms.Form):
    """The code of a registration and the phone it was made with."""

    code = forms.CharField(label=_("确认码"), max_length=12)
    phone = forms.CharField(
        label=_("手机号"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class RosterFilters(FilterForm[QuerySet[Registration]]):
    """Filters of a roster."""

    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Registration.State.choices]
    )
    source = forms.ChoiceField(
        label=_("报名方式"), required=False, choices=[("", _("全部")), *Registration.Source.choices]
    )
    flagged = forms.BooleanField(label=_("只看需核对"), required=False)

    def narrow(self, rows: QuerySet[Registration]) -> QuerySet[Registration]:
        """Return the registrations that fit."""
        if "q" in self.given:
            words = self.given["q"]
            rows = rows.filter(Q(person__name=words) | Q(employer_name__icontains=words))
        for name in ("state", "source"):
            if name in self.given:
                rows = rows.filter(**{name: self.given[name]})
        return rows.exclude(flags=[]) if "flagged" in self.given else rows
