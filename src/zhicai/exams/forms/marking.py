"""What narrows lists of results and appeals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.exams.models import Appeal
from zhicai.exams.queries.passing import Line, Verdict
from zhicai.ui.lists import FilterForm

VERDICTS = [
    (Verdict.PASSED.value, _("通过")),
    (Verdict.FAILED.value, _("未通过")),
    (Verdict.ABSENT.value, _("缺考")),
]


class ResultFilters(FilterForm[Sequence[Line]]):
    """Results by verdict, and those who may repeat."""

    verdict = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("全部结果")), *VERDICTS]
    )
    again = forms.BooleanField(label=_("可补考"), required=False)

    def narrow(self, rows: Sequence[Line]) -> Sequence[Line]:
        """Return the lines that fit."""
        verdict, again = self.given.get("verdict"), self.given.get("again")
        return [
            one
            for one in rows
            if (not verdict or one.verdict == verdict) and (not again or one.again)
        ]


class AppealFilters(FilterForm[QuerySet[Appeal]]):
    """Appeals by what became of them."""

    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部状态")), *Appeal.State.choices]
    )

    def narrow(self, rows: QuerySet[Appeal]) -> QuerySet[Appeal]:
        """Return the appeals that fit."""
        given: dict[str, Any] = self.given
        return rows.filter(state=given["state"]) if "state" in given else rows
