"""The shape of input about marks: filters of a class, a correction, a make-up, a file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.signing import BadSignature, dumps, loads
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.results.actions.marking import Given
from zhicai.results.forms import ALL, Offering
from zhicai.results.models import Outcome
from zhicai.results.queries.marks import Board, Line
from zhicai.results.rules.decision import PARTS, Score
from zhicai.results.rules.marks import NOT_A_MARK, read_mark
from zhicai.ui.lists import FilterForm

SALT = "results.marks-file"
MOST_BYTES = 1_000_000
TOO_LARGE = Text(
    "文件超过 1 MB；请用模板，去掉图片和多余的工作表。",
    "The file is larger than 1 MB; use the template without pictures and other sheets.",
)
UNMET = (
    ("hours", _("学时不足")),
    ("exam", _("考试未过")),
    ("practical", _("实操未过")),
    ("nomark", _("缺成绩")),
    ("offer", _("待安排补考")),
    ("stale", _("事实有变动")),
)


class LineFilters(FilterForm[list[Line]]):
    """Filters of the trainees of a class."""

    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("结果"), required=False, choices=[ALL, *Outcome.State.choices]
    )
    unmet = forms.ChoiceField(label=_("缺什么"), required=False, choices=[ALL, *UNMET])

    def narrow(self, rows: list[Line]) -> list[Line]:
        """Keep what fits."""
        words = self.given.get("q", "").strip()
        if words:
            rows = [r for r in rows if words in r.name or words in r.row.employer_name]
        if "state" in self.given:
            rows = [r for r in rows if r.state == self.given["state"]]
        if "unmet" in self.given:
            rows = [r for r in rows if _lacks(r, self.given["unmet"])]
        return rows


def _lacks(line: Line, what: str) -> bool:
    if what == "hours":
        return not line.verdict.hours_done
    if what == "nomark":
        return any(part not in line.facts.first for part in PARTS)
    if what == "offer":
        return line.state == Outcome.State.MAKE_UP and line.make_up is None
    if what == "stale":
        return line.stale
    return what in line.verdict.scores and what not in line.verdict.passed


class OutcomeFilters(FilterForm[QuerySet[Outcome]], Offering):
    """Filters of results of many classes."""

    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    place = forms.ChoiceField(label=_("办班地"), required=False)
    home = forms.ChoiceField(label=_("学员所在地"), required=False)
    state = forms.ChoiceField(
        label=_("结果"), required=False, choices=[ALL, *Outcome.State.choices]
    )
    under: Mapping[str, list[int]]

    def narrow(self, rows: QuerySet[Outcome]) -> QuerySet[Outcome]:
        """Return the outcomes that fit."""
        words = self.given.get("q", "").strip()
        if words:
            named = Q(registration__person__name__contains=words)
            rows = rows.filter(named | Q(registration__employer_name__contains=words))
        if "place" in self.given:
            rows = rows.filter(place__in=self.under[self.given["place"]])
        if "home" in self.given:
            rows = rows.filter(registration__employer_place__in=self.under[self.given["home"]])
        if "state" in self.given:
            rows = rows.filter(state=self.given["state"])
        return rows


class CorrectForm(forms.Form):
    """A mark put right."""

    value = forms.CharField(
        label=_("更正后的成绩"),
        max_length=12,
        help_text=_("0 到 100 分，没来考的填“缺考”。"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("更正原因"), max_length=400)

    def score(self) -> Score:
        """Return the mark; BadInput for what is none."""
        try:
            score = read_mark(self.cleaned_data["value"])
        except ValueError:
            score = None
        if score is None:
            raise BadInput([Fault(NOT_A_MARK, "value")])
        return score


class MakeUpForm(forms.Form):
    """When and where a make-up is held."""

    set_for = forms.DateField(
        label=_("补考日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    venue = forms.CharField(label=_("补考地点"), max_length=200, required=False)


class AllowForm(forms.Form):
    """A make-up on another day, with the province's reason."""

    set_for = forms.DateField(
        label=_("补考日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("同意的原因"), max_length=400)


class FileForm(forms.Form):
    """A table of marks."""

    file = forms.FileField(
        label=_("成绩表（.xlsx、.xls、.csv）"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


def sealed_file(content: bytes, name: str, class_id: int, turn: str) -> str:
    """Return a checked file as the page keeps it between the check and the import, signed.

    BadInput for one too large to be kept so.
    """
    if len(content) > MOST_BYTES:
        raise BadInput([Fault(TOO_LARGE, "file")])
    return dumps([class_id, turn, name[:200], content.hex()], salt=SALT, compress=True)


def opened_file(kept: str, class_id: int, turn: str) -> tuple[bytes, str] | None:
    """Return the content and name of a file that a page has kept, None for any other."""
    try:
        whose, its, name, content = loads(kept, salt=SALT, max_age=24 * 3600)
    except (BadSignature, ValueError):
        return None
    return (bytes.fromhex(content), name) if (whose, its) == (class_id, turn) else None


def given_in(posted: Mapping[str, Any], board: Board) -> tuple[list[Given], list[Fault]]:
    """Return the marks of a table on a page, and the cells that hold none (``exam-12``)."""
    given, faults = [], []
    for line in board.lines:
        scores = {}
        for part in PARTS:
            name = f"{part}-{line.pk}"
            try:
                score = read_mark(str(posted.get(name, ""))[:20])
            except ValueError:
                says = Text(f"{line.name}：{NOT_A_MARK.zh}", f"{line.name}: {NOT_A_MARK.en}")
                faults.append(Fault(says, name))
                continue
            if score is not None:
                scores[part] = score
        if scores:
            given.append(Given(line.pk, scores))
    return given, faults
