"""Forms of people: filters, contact, employer, unmasking, requests, posts, incentives."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import Acting
from zhicai.people.models import Incentive, Person, RightsRequest, Transfer
from zhicai.people.queries.records import searched
from zhicai.people.queries.searching import Found, found_by_employer, found_by_words
from zhicai.people.rules.incentives import MOST_FEN, IncentiveFacts
from zhicai.people.rules.requests import CORRECTABLE
from zhicai.places.models import Place
from zhicai.ui.lists import FilterForm

ANY = ("", _("全部"))
DATE = forms.DateInput(attrs={"type": "date"})


class PeopleFilters(FilterForm[QuerySet[Person]]):
    """County, kind of employer, post, a search by name, end of the phone or whole number."""

    q = forms.CharField(
        label=_("姓名、手机尾号或完整证件号"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    homes: tuple[int, ...] | None = None
    """Places in which to search by index; None searches the few rows of an organisation."""
    more = False

    place = forms.ChoiceField(label=_("县（市、区）"), required=False)
    employer = forms.CharField(label=_("工作单位"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("单位类型"), required=False)
    post = forms.ChoiceField(
        label=_("岗位"),
        required=False,
        choices=[ANY, ("ip", _("知识产权岗位")), ("other", _("其他岗位"))],
    )

    def offer(self, places: Iterable[tuple[str, str]], kinds: Iterable[tuple[str, str]]) -> None:
        """Offer these places and kinds of employers to choose from."""
        self.fields["place"] = forms.ChoiceField(
            label=_("县（市、区）"), required=False, choices=[ANY, *places]
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("单位类型"), required=False, choices=[ANY, *kinds]
        )

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Keep the people who fit every condition given."""
        given = self.given
        if "place" in given:
            rows = rows.filter(home__code=given["place"])
        if "q" in given:
            rows = (
                self._found(rows, found_by_words(given["q"], self.homes))
                if self.homes
                else (searched(rows, given["q"]))
            )
        work = Q(employments__valid_to=None)
        if "employer" in given and self.homes:
            rows = self._found(rows, found_by_employer(given["employer"].strip(), self.homes))
        elif "employer" in given:
            name = given["employer"].strip()
            work &= Q(employments__employer_name__icontains=name) | Q(
                employments__organisation__name__icontains=name
            )
        if "kind" in given:
            work &= Q(employments__employer_type=given["kind"])
        if "post" in given:
            work &= Q(employments__is_ip_post=given["post"] == "ip")
        return rows.filter(work) if given.keys() & {"employer", "kind", "post"} else rows

    def _found(self, rows: QuerySet[Person], found: Found) -> QuerySet[Person]:
        self.more = self.more or found.more
        return rows.filter(pk__in=found.people)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class ContactForm(forms.Form):
    """Phone and e-mail."""

    phone = forms.CharField(label=_("手机号"), max_length=20, required=False)
    email = forms.EmailField(label=_("邮箱"), max_length=120, required=False)


class EmployerForm(forms.Form):
    """A new employer or post from today on."""

    employer = forms.CharField(label=_("工作单位"), max_length=120)
    post = forms.CharField(label=_("岗位"), max_length=80, required=False)
    is_ip_post = forms.BooleanField(label=_("知识产权岗位"), required=False)
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        None, label=_("单位所在地"), help_text=_("档案随单位所在地转移。")
    )

    def offer(self, places: QuerySet[Place]) -> None:
        """Offer these places to choose from."""
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class LoginForm(forms.Form):
    """The name of the person's own account."""

    username = forms.CharField(
        label=_("账号"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class AskForm(forms.Form):
    """What a person asks for about the own data."""

    kind = forms.ChoiceField(label=_("申请种类"), choices=RightsRequest.Kind.choices)
    field = forms.ChoiceField(label=_("要更正的项目"), required=False)
    proposed = forms.CharField(
        label=_("改为"), max_length=120, required=False, help_text=_("只在更正时填写。")
    )
    says = forms.CharField(
        label=_("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("更正和异议请写明理由。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh-hans"
        fields = [(key, says.in_language(language)) for key, says in CORRECTABLE.items()]
        self.fields["field"] = forms.ChoiceField(
            label=_("要更正的项目"), required=False, choices=[("", _("不是更正")), *fields]
        )


class RequestFilters(FilterForm[QuerySet[RightsRequest]]):
    """Kind and state of a request."""

    kind = forms.ChoiceField(
        label=_("种类"), required=False, choices=[ANY, *RightsRequest.Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ANY, *RightsRequest.State.choices]
    )

    def narrow(self, rows: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
        """Keep the requests that fit."""
        return rows.filter(**self.given)


class AnswerForm(forms.Form):
    """The answer of an office, read by the person."""

    answer = forms.CharField(
        label=_("办理结果和理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )


class PostFilters(FilterForm[QuerySet[Person]]):
    """Confirmed or not, and where."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ANY,
            ("unconfirmed", _("未确认")),
            ("ip", _("在知识产权岗位")),
            ("other", _("在其他岗位")),
        ],
    )
    place = forms.ChoiceField(label=_("县（市、区）"), required=False)

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Offer these places to choose from."""
        self.fields["place"] = forms.ChoiceField(
            label=_("县（市、区）"), required=False, choices=[ANY, *places]
        )

    def narrow(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Keep the specialists who fit."""
        state = self.given.get("state")
        if state == "unconfirmed":
            rows = rows.filter(Q(("confirmed", False)))
        elif state:
            rows = rows.filter(Q(("confirmed", True)), Q(("confirmed_ip", state == "ip")))
        return rows.filter(home__code=self.given["place"]) if "place" in self.given else rows


class PostForm(forms.Form):
    """In which post an employer uses its specialist."""

    post = forms.CharField(label=_("岗位"), max_length=80)
    is_ip_post = forms.TypedChoiceField(
        label=_("是不是知识产权岗位"),
        choices=[("1", _("是，负责知识产权工作")), ("0", _("不是"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    since = forms.DateField(label=_("任职起始日期"), widget=DATE)


class IncentiveForm(forms.Form):
    """What an office gives a specialist; the amount is typed in yuan."""

    kind = forms.ChoiceField(label=_("种类"), choices=Incentive.Kind.choices)
    amount = forms.DecimalField(
        label=_("金额（元）"), required=False, min_value=0, max_value=MOST_FEN // 100,
        decimal_places=2,
    )  # fmt: skip
    honour = forms.CharField(
        label=_("荣誉或内容"), max_length=120, required=False, help_text=_("没有金额的必须填写。")
    )
    given_on = forms.DateField(label=_("日期"), widget=DATE)
    basis = forms.CharField(
        label=_("依据的文件"), max_length=200, help_text=_("文件名称、文号或决定。")
    )
    file = forms.FileField(label=_("证明材料"), required=False)

    def facts(self) -> IncentiveFacts:
        """Return what a valid form says, money in fen."""
        given = self.cleaned_data
        yuan = given["amount"]
        return IncentiveFacts(
            kind=given["kind"],
            given_on=given["given_on"],
            basis=given["basis"],
            amount=int(yuan * 100) if yuan else None,
            honour=given["honour"],
        )


class MergeForm(forms.Form):
    """Which of two records stays, and why both are one person, or are not."""

    keep = forms.ChoiceField(label=_("保留哪一份"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), max_length=400)

    def offer(self, first: Person, second: Person) -> None:
        """Offer the two records."""
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.name} {one.home.name} #{one.pk}") for one in (first, second)
        ]


class MoveForm(forms.Form):
    """To which county a record goes, and why; for one that comes, whose it is."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    number = forms.CharField(
        label=_("完整证件号码"), max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    destination: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(None, label=_("转入地"))
    reason = forms.CharField(label=_("理由"), max_length=400)

    def offer(self, places: QuerySet[Place]) -> None:
        """Offer these places to a known person's record."""
        del self.fields["name"], self.fields["number"]
        self.fields["destination"].queryset = places  # type: ignore[attr-defined]

    def offer_taking(self, places: QuerySet[Place], acting: Acting) -> None:
        """Offer the office's own places, to which somebody else's record is to come."""
        self.fields["destination"].queryset = places  # type: ignore[attr-defined]
        self.fields["destination"].initial = acting.place_id


class TransferFilters(FilterForm[QuerySet[Transfer]]):
    """State of a transfer."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ANY, *Transfer.State.choices]
    )

    def narrow(self, rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
        """Keep the transfers that fit."""
        return rows.filter(**self.given)


class TransferAnswerForm(forms.Form):
    """What is said to a transfer; a refusal says why."""

    answer = forms.CharField(
        label=_("办理意见"), max_length=400, required=False, help_text=_("不同意时必须写明理由。")
    )


class KeepForm(forms.Form):
    """Why data whose time is over stay."""

    reason = forms.CharField(
        label=_("不删除的理由"), max_length=400, required=False, help_text=_("删除时不用填写。")
    )
