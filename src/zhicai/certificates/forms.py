"""The shape of input about certificates: filters, a reason, a finished PDF."""

from collections.abc import Mapping

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhicai.certificates.models import Certificate
from zhicai.results.forms import ALL, Offering
from zhicai.results.models import Outcome
from zhicai.ui.lists import FilterForm

NEEDS_HAND, NO_DOCUMENT = "hand", "none"


class OutcomeFilters(FilterForm[QuerySet[Outcome]], Offering):
    """Filters of those who wait for a certificate or get none."""

    year = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    found = forms.ChoiceField(label=_("班次"), required=False)
    place = forms.ChoiceField(label=_("所在地"), required=False)
    under: Mapping[str, list[int]]

    def narrow(self, rows: QuerySet[Outcome]) -> QuerySet[Outcome]:
        """Return the outcomes that fit."""
        words = self.given.get("q", "").strip()
        if words:
            named = Q(registration__person__name__contains=words)
            rows = rows.filter(named | Q(registration__employer_name__contains=words))
        if "found" in self.given:
            rows = rows.filter(registration__training_class=self.given["found"])
        if "place" in self.given:
            rows = rows.filter(registration__employer_place__in=self.under[self.given["place"]])
        return rows


class CertificateFilters(FilterForm[QuerySet[Certificate]], Offering):
    """Filters of certificates that were issued."""

    year = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("姓名或单位"), required=False, max_length=60)
    number = forms.CharField(label=_("证书编号"), required=False, max_length=80)
    found = forms.ChoiceField(label=_("班次"), required=False)
    place = forms.ChoiceField(label=_("所在地"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[ALL, *Certificate.State.choices]
    )
    paper = forms.ChoiceField(
        label=_("文件"),
        required=False,
        choices=[ALL, (NEEDS_HAND, _("需人工处理")), (NO_DOCUMENT, _("待生成"))],
    )
    under: Mapping[str, list[int]]

    def narrow(self, rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """Return the certificates that fit."""
        words, typed = (self.given.get(key, "").strip() for key in ("q", "number"))
        seat = "outcome__registration"
        if words:
            rows = rows.filter(
                Q(name__contains=words) | Q(**{f"{seat}__employer_name__contains": words})
            )
        if typed:
            rows = rows.filter(number__contains=typed)
        if "found" in self.given:
            rows = rows.filter(**{f"{seat}__training_class": self.given["found"]})
        if "place" in self.given:
            within = self.under[self.given["place"]]
            rows = rows.filter(**{f"{seat}__employer_place__in": within})
        if "state" in self.given:
            rows = rows.filter(state=self.given["state"])
        if "paper" in self.given:
            hand = self.given["paper"] == NEEDS_HAND
            rows = rows.filter(document=None, needs_hand=hand)
        return rows


class ReasonForm(forms.Form):
    """Why a certificate is reprinted, replaced or revoked."""

    reason = forms.CharField(label=_("原因"), max_length=400)


class PaperForm(forms.Form):
    """The finished PDF of a certificate that needs a hand."""

    file = forms.FileField(label=_("制作好的证书（PDF）"))
