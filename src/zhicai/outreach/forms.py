"""Forms and filters of what offices hear."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.filing.rules import State
from zhicai.foundation.errors import Fault
from zhicai.outreach.models import Opinion, PracticeCase, Visit
from zhicai.outreach.queries import Topic
from zhicai.outreach.rules.cases import CaseFacts
from zhicai.outreach.rules.opinions import OpinionFacts
from zhicai.outreach.rules.visits import ToDo, VisitFacts
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within
from zhicai.programmes.forms import DayInput
from zhicai.ui.asked import said
from zhicai.ui.lists import FilterForm

Choices = list[Any]
ROWS_OF_FOLLOW_UPS = 3


def topic_choices(topics: Iterable[Topic], *, first: Any) -> Choices:
    """Return topics for a select, under the names of their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in topics:
        groups.setdefault(said(topic.group), []).append((topic.key, said(topic.name)))
    return [("", first), *groups.items()]


def place_choices(places: PlaceTree, *, first: Any) -> Choices:
    """Return the counties of a province for a select, under the names of their cities."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places.by_code.values():
        city = places.city_of(place)
        if city is not None:
            groups.setdefault(_name(city), []).append((place.code, _name(place)))
    return [("", first), *groups.items()]


def _name(place: PlaceFacts) -> str:
    return place.en if (get_language() or "").startswith("en") else place.zh


class TopicForm(forms.Form):
    """A form with a topic; its choices come from the programme."""

    topic = forms.ChoiceField(label=_("主题"), error_messages={"required": _("请选一个主题。")})

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = topic_choices(topics, first=_("请选择"))
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]


class VisitForm(TopicForm):
    """A visit; its follow-ups stand beside it, see :func:`to_dos_from`."""

    visited_on = forms.DateField(label=_("日期"), widget=DayInput())
    form = forms.ChoiceField(label=_("方式"), choices=Visit.Form.choices)
    entity = forms.CharField(label=_("走访单位"), max_length=120)
    entity_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, required=False, help_text=_("可以不填。")
    )
    people = forms.CharField(
        label=_("参加人员"), max_length=200, required=False, help_text=_("谁去的，见了谁。")
    )
    findings = forms.CharField(
        label=_("了解到的情况"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8})
    )

    field_order = ("visited_on", "form", "topic", "entity", "entity_code", "people", "findings")

    def facts(self) -> VisitFacts:
        """Return the visit as typed."""
        given = self.cleaned_data
        return VisitFacts(
            on=given["visited_on"],
            form=given["form"],
            entity=given["entity"],
            code="".join(given["entity_code"].split()).upper(),
            topic=given["topic"],
            people=given["people"],
            findings=given["findings"],
        )


def to_dos_from(posted: QueryDict) -> list[ToDo]:
    """Return the follow-ups of a posted form; a row that is all empty is none."""
    rows = []
    for number in range(ROWS_OF_FOLLOW_UPS):
        what, owner, due = (
            posted.get(f"{name}-{number}", "").strip() for name in ("what", "owner", "due")
        )
        if what or owner or due:
            rows.append(ToDo(what, owner, _day(due)))
    return rows


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


class FollowUpForm(forms.Form):
    """One more thing to be done after a visit."""

    what = forms.CharField(label=_("要办的事"), max_length=300)
    owner = forms.CharField(label=_("负责人"), max_length=60)
    due = forms.DateField(label=_("办结期限"), widget=DayInput())

    def to_do(self) -> ToDo:
        """Return the follow-up as typed."""
        return ToDo(**self.cleaned_data)


class ResultForm(forms.Form):
    """What came of a follow-up."""

    result = forms.CharField(
        label=_("办理结果"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class OpinionForm(TopicForm):
    """An opinion or need, with whom to contact."""

    sort = forms.ChoiceField(
        label=_("类别"), choices=Opinion.Sort.choices, widget=forms.RadioSelect, initial="opinion"
    )
    says = forms.CharField(
        label=_("内容"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("不要写身份证号、密码等个人信息。"),
        error_messages={"required": _("请写意见或需求。")},
    )
    place = forms.ChoiceField(label=_("所在地区"), error_messages={"required": _("请选所在地区。")})
    sender = forms.CharField(
        label=_("单位名称"), max_length=120, error_messages={"required": _("请写单位名称。")}
    )
    contact = forms.CharField(
        label=_("联系人"), max_length=60, error_messages={"required": _("请写联系人。")}
    )
    phone = forms.CharField(
        label=_("电话或邮箱"),
        max_length=60,
        help_text=_("只有办理单位能看到，用于答复。"),
        error_messages={"required": _("请写电话或邮箱，答复时联系用。")},
    )

    field_order = ("sort", "topic", "says", "place", "sender", "contact", "phone")

    def facts(self) -> OpinionFacts:
        """Return the opinion as typed."""
        names = ("sort", "topic", "says", "sender", "contact", "phone")
        return OpinionFacts(**{name: self.cleaned_data[name] for name in names})


class PublicOpinionForm(OpinionForm):
    """The same on the public page, with what tells a person from a machine."""

    website = forms.CharField(required=False, label="website")
    token = forms.CharField(required=False, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The code under which a visitor asks how an opinion stands."""

    code = forms.CharField(label=_("查询码"), max_length=40)


class AnswerForm(forms.Form):
    """The answer to an opinion."""

    answer = forms.CharField(
        label=_("答复"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ForwardForm(forms.Form):
    """To whom an opinion is passed on, and why."""

    to = forms.ChoiceField(label=_("转给"), error_messages={"required": _("请选转给谁。")})
    note = forms.CharField(
        label=_("说明"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CaseForm(TopicForm):
    """A good-practice case; a draft may lack everything but its title."""

    title = forms.CharField(label=_("标题"), max_length=120)
    summary = forms.CharField(
        label=_("摘要"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("用一两句话写清做法和成效。"),
    )
    body = forms.CharField(
        label=_("正文"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    field_order = ("title", "topic", "summary", "body", "revision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].required = False

    def facts(self) -> CaseFacts:
        """Return the case as typed."""
        names = ("title", "topic", "summary", "body")
        return CaseFacts(**{name: self.cleaned_data[name] for name in names})


class OpinionOfCaseForm(forms.Form):
    """What the province says when it selects or returns a case."""

    opinion = forms.CharField(
        label=_("意见"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("退回时要写明改什么。"),
    )


def put_faults(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Show what an action refused at the fields of the form; rows of a grid above it."""
    for fault in faults:
        words = said(fault.says) if fault.row is None else f"{fault.row}: {said(fault.says)}"
        named = fault.field if fault.row is None and fault.field in form.fields else None
        form.add_error(named, words)


# --- filters -------------------------------------------------------------------------------------


class _Filters(FilterForm[QuerySet[Any]]):
    """A place and a topic, offered by the view; a place narrows to itself and what is below."""

    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    topic = forms.ChoiceField(label=_("主题"), required=False)
    q = forms.CharField(label=_("文字"), required=False, max_length=60)

    words: tuple[str, ...] = ()

    def offer(self, topics: Sequence[Topic], places: PlaceTree) -> None:
        """Say which topics and places there are."""
        choices = topic_choices(topics, first=_("全部"))
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]
        code = self.data.get("place", "")
        found = places.by_code.get(code)
        self.within = (
            [p.id for p in places.by_code.values() if is_within(p.path, found.path)]
            if found
            else None
        )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what fits place, topic and words."""
        given = self.given
        if "place" in given:
            rows = rows.filter(place_id__in=self.within or [])
        if "topic" in given:
            rows = rows.filter(topic=given["topic"])
        if "q" in given:
            wanted = Q()
            for name in self.words:
                wanted |= Q(**{f"{name}__icontains": given["q"]})
            rows = rows.filter(wanted)
        return rows


class VisitFilters(_Filters):
    """Form, topic, words."""

    form = forms.ChoiceField(
        label=_("方式"), required=False, choices=[("", _("全部")), *Visit.Form.choices]
    )

    field_order = ("form", "topic", "q", "place")
    words = ("entity", "findings", "people")

    def narrow(self, rows: QuerySet[Visit]) -> QuerySet[Visit]:
        """Keep the visits that fit every condition given."""
        rows = super().narrow(rows)
        return rows.filter(form=self.given["form"]) if "form" in self.given else rows


class OpinionFilters(_Filters):
    """Answered or open, opinion or need, topic, words."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("open", _("待答复")), ("answered", _("已答复"))],
    )
    sort = forms.ChoiceField(
        label=_("类别"), required=False, choices=[("", _("全部")), *Opinion.Sort.choices]
    )

    field_order = ("state", "sort", "topic", "q", "place")
    words = ("sender", "says", "answer")

    def narrow(self, rows: QuerySet[Opinion]) -> QuerySet[Opinion]:
        """Keep the opinions that fit every condition given."""
        rows, given = super().narrow(rows), self.given
        if "state" in given:
            rows = rows.filter(answered_on__isnull=given["state"] == "open")
        return rows.filter(sort=given["sort"]) if "sort" in given else rows


class CaseFilters(_Filters):
    """Topic, words."""

    field_order = ("topic", "q", "place")
    words = ("title", "summary", "body")


CASE_STATES = {
    State.DRAFT: (_("草稿"), "idle"),
    State.SENT: (_("待遴选"), "info"),
    State.RETURNED: (_("已退回"), "red"),
    State.ACCEPTED: (_("已入选"), "green"),
}


def case_tag(case: PracticeCase) -> dict[str, Any]:
    """Return the state of a case as a tag."""
    if case.published_on is not None:
        return {"label": _("已发布"), "tone": "green"}
    label, tone = CASE_STATES[State(case.filing.state)]
    return {"label": label, "tone": tone}
