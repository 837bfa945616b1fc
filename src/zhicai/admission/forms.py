"""The shape of input: the two parts of a registration, an upload, filters of a roster."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.admission.actions import Application, CallFacts, Way
from zhicai.admission.actions.calls import lines_of
from zhicai.admission.models import Candidate, Registration, RosterUpload
from zhicai.admission.queries.asking import Asking
from zhicai.admission.queries.screening import Line
from zhicai.people.models import Person
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.people.rules.identity import RESIDENT
from zhicai.places.models import Place
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


class CallForm(forms.Form):
    """The window of a call, its seats, what it asks beyond the settings of the year."""

    opens_on = forms.DateField(
        label=_("报名开始"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("报名截止"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seats = forms.IntegerField(
        label=_("名额"), min_value=0, required=False, help_text=_("还没有确定的，留空。")
    )
    conditions = forms.CharField(
        label=_("条件"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一条，遴选时逐人判定；没有另外的条件，留空。"),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def facts(self) -> CallFacts:
        """Return what was written."""
        given = self.cleaned_data
        return CallFacts(
            given["opens_on"],
            given["closes_on"],
            given["seats"] or 0,
            lines_of(given["conditions"]),
        )


class OpenForm(forms.Form):
    """The window that the province opens for every region."""

    opens_on = CallForm.base_fields["opens_on"]
    closes_on = CallForm.base_fields["closes_on"]


class CandidateFileForm(forms.Form):
    """A list of candidates."""

    file = UploadForm.base_fields["file"]


class QuestionsForm(forms.Form):
    """The questionnaire of a call as it is written."""

    title = forms.CharField(label=_("问卷名称"), max_length=120)
    written = forms.CharField(
        label=_("题目"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14})
    )


class SendForm(forms.Form):
    """Until when a questionnaire is answered."""

    closes_on = forms.DateField(
        label=_("答题截止"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CandidateFilters(FilterForm[QuerySet[Candidate]]):
    """Filters of the candidates of a year."""

    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    region = forms.ChoiceField(label=_("区域"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *Candidate.State.choices]
    )
    source = forms.ChoiceField(
        label=_("来源"), required=False, choices=[("", _("全部")), *Candidate.Source.choices]
    )
    decision = forms.ChoiceField(
        label=_("遴选"),
        required=False,
        choices=[("", _("全部")), ("none", _("未定")), *Candidate.Decision.choices],
    )
    mine = forms.BooleanField(required=False, label=_("等本单位确认"))
    place = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    call = forms.IntegerField(required=False, widget=forms.HiddenInput)

    waiting: QuerySet[Candidate] | None = None
    within: QuerySet[Place] | None = None

    def offer(
        self, regions: Iterable[tuple[str, str]], waiting: QuerySet[Candidate],
        within: QuerySet[Place] | None, *, confirms: bool,
    ) -> None:  # fmt: skip
        """Let regions be chosen; ``waiting`` are those that the own office confirms."""
        choices = [("", str(_("全部"))), *regions]
        if len(choices) > 2:
            self.fields["region"].choices = choices  # type: ignore[attr-defined]
        else:
            self.fields.pop("region")
        if not confirms:
            self.fields.pop("mine")
        self.waiting, self.within = waiting, within

    def narrow(self, rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
        """Return the candidates that fit."""
        given = self.given
        if "q" in given:
            typed = Q(person__name__icontains=given["q"]) | Q(employer_name__icontains=given["q"])
            rows = rows.filter(typed)
        for name, lookup in (("state", "state"), ("source", "source"), ("region", "region_key"),
                             ("call", "call")):  # fmt: skip
            if name in given:
                rows = rows.filter(**{lookup: given[name]})
        if "decision" in given:
            wanted = "" if given["decision"] == "none" else given["decision"]
            rows = rows.filter(decision=wanted)
        if "mine" in given and self.waiting is not None:
            rows = rows.filter(pk__in=self.waiting.values("pk"))
        return rows.filter(employer_place__in=self.within) if self.within is not None else rows


class ScreenFilters(FilterForm[Sequence[Line]]):
    """Filters of the screening table, whose rows are computed."""

    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    city = forms.ChoiceField(label=_("市州"), required=False)
    decision = forms.ChoiceField(
        label=_("决定"),
        required=False,
        choices=[("", _("全部")), ("none", _("未定")), *Candidate.Decision.choices],
    )
    proposed = forms.ChoiceField(
        label=_("建议"),
        required=False,
        choices=[("", _("全部")), ("accept", _("录取")), ("reserve", _("候补"))],
    )
    fits = forms.ChoiceField(
        label=_("核对"),
        required=False,
        choices=[("", _("全部")), ("yes", _("符合")), ("no", _("有问题"))],
    )

    def offer(self, cities: Iterable[tuple[str, str]]) -> None:
        """Let the cities of the candidates be chosen."""
        choices = [("", str(_("全部"))), *cities]
        self.fields["city"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that fit."""
        given = self.given
        wanted = given.get("decision")
        return [
            line
            for line in rows
            if (not given.get("q") or given["q"] in line.row.person.name + line.row.employer_name)
            and (not given.get("city") or line.city_code == given["city"])
            and (not wanted or line.decision == ("" if wanted == "none" else wanted))
            and (not given.get("proposed") or line.proposed == given["proposed"])
            and (not given.get("fits") or line.sound == (given["fits"] == "yes"))
        ]
