"""What other settings would change, before anybody decides."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Parameter
from zhicai.law.schema.base import Expected
from zhicai.monitoring.presenters import whatif as shown
from zhicai.monitoring.queries.whatif import compare, worse
from zhicai.monitoring.views.asked import asked, wanted_year
from zhicai.programmes.forms import DayInput, initial_value, value_field
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of, year_for
from zhicai.programmes.settings_in_force import in_words
from zhicai.ui.asked import said


class SupposeForm(forms.Form):
    """One setting, another value, and the day on which both are judged."""

    on = forms.DateField(label=gettext_lazy("按哪一天的数据"), widget=DayInput())

    def __init__(self, parameter: Parameter, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.parameter = parameter
        self.fields["value"] = value_field(parameter)
        self.fields["value"].label = _("假设改为")
        self.order_fields(["value", "on"])

    def clean_value(self) -> object:
        """Return the value as the law reads it."""
        try:
            return self.parameter.parse(self.cleaned_data.get("value"))
        except Expected as error:
            raise forms.ValidationError(said(error.says)) from error


def _choices(year: ProgrammeYear) -> list[Parameter]:
    """The settings that can be supposed: a table is decided on its own page."""
    return [one for one in law_of(year).parameters.values() if one.kind != "table"]


@needs("monitoring.suppose")
def what_if(request: OfficeRequest) -> HttpResponse:
    """Choose a setting and another value; see which offices would stand otherwise, on a day."""
    year = year_for(request.acting, on=clock.today(), wanted=wanted_year(request))
    known = {one.id: one for one in _choices(year)}
    name = asked(request, "parameter")
    if name and name not in known:
        raise OutOfScope
    context: dict[str, object] = {"year": year, "parameters": known.values(), "chosen": name}
    if name:
        parameter = known[name]
        day = min(clock.today(), date(year.year, 12, 31))
        settings = settings_of(year, on=day)
        bound = SupposeForm(parameter, request.GET) if "on" in request.GET else None
        initial = {"on": day, "value": initial_value(parameter, settings.get(name))}
        context |= {
            "parameter": parameter,
            "present": in_words(parameter, settings.get(name)),
            "form": bound or SupposeForm(parameter, initial=initial),
        }
        if bound is not None and bound.is_valid():
            context |= _compared(year, parameter, bound)
    return render(request, "monitoring/what_if.html", context)


def _compared(year: ProgrammeYear, parameter: Parameter, form: SupposeForm) -> dict[str, object]:
    value = form.cleaned_data["value"]
    found = compare(
        year,
        on=form.cleaned_data["on"],
        supposing={parameter.id: value},
        path=year.province.code,
    )
    return {
        "compared": found,
        "supposed": in_words(parameter, value),
        "tallies": shown.tallies_of(found),
        "lines": shown.lines_of(found),
        "worse": worse(found.differences),
    }
