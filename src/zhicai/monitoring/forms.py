"""Filters of the obligation list, and the form of an approved map."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from zhicai.law.engine import STATE_NAMES, State
from zhicai.monitoring.presenters.words import named
from zhicai.monitoring.queries.lines import OPEN, Line
from zhicai.monitoring.queries.scope import Scope
from zhicai.ui.asked import said
from zhicai.ui.lists import FilterForm

_said = lazy(said, str)

STATES = [
    ("", _("全部")),
    ("open", _("未完成")),
    *((state.value, _said(name)) for state, name in STATE_NAMES.items()),
]


class LineFilters(FilterForm[list[Line]]):
    """Obligation, state, city, words; a day and a place come with links from other pages."""

    rule = forms.ChoiceField(label=_("事项"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    unit = forms.ChoiceField(label=_("市州"), required=False)
    q = forms.CharField(label=_("单位或事项"), required=False, max_length=60)
    due = forms.DateField(
        label=_("期限"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    place = forms.CharField(required=False, widget=forms.HiddenInput, max_length=12)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)

    HIDDEN = ("place", "year")

    def offer(self, scope: Scope) -> None:
        """Offer the obligations and units of a scope."""
        rules = {s.verdict.rule.id: s.verdict.rule for s in scope.standings}
        units = {unit.code: unit for unit in (scope.unit_of(s.place) for s in scope.standings)}
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            ("", _("全部")),
            *((rule.id, said(rule.short)) for rule in rules.values()),
        ]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("全部")),
            *((code, named(units[code])) for code in sorted(units)),
        ]

    def narrow(self, rows: list[Line]) -> list[Line]:
        """Keep the lines that fit every condition given."""
        given = self.given
        for name, fits in TESTS.items():
            if name in given:
                value = given[name]
                rows = [line for line in rows if fits(line, value)]
        return rows

    @property
    def conditions(self) -> list[str]:
        """Return the conditions in force, without those that links bring along."""
        return [
            str(value.isoformat() if isinstance(value, date) else self._label(name, value))
            for name, value in self.given.items()
            if name not in self.HIDDEN
        ]

    def _label(self, name: str, value: Any) -> str:
        choices = getattr(self.fields[name], "choices", ())
        return str(dict(choices).get(value, value))


def fits_state(line: Line, wanted: str) -> bool:
    """Say whether a line is in a state, or in any in which something is still to be done."""
    return line.state in OPEN if wanted == "open" else line.state is State(wanted)


def holds_words(line: Line, words: str) -> bool:
    """Say whether a line's place, obligation or clause holds some words."""
    held = (
        line.place.name,
        line.place.english,
        line.rule.short.zh,
        line.rule.short.en,
        line.rule.says.zh,
        line.rule.says.en,
        line.rule.clause,
    )
    return any(words.casefold() in one.casefold() for one in held)


TESTS: dict[str, Callable[[Line, Any], bool]] = {
    "rule": lambda line, value: line.rule.id == value,
    "state": fits_state,
    "unit": lambda line, value: line.unit.code == value,
    "q": holds_words,
    "due": lambda line, value: line.due == value,
}
"""Whether a line fits a filter's value, by the filter's name."""


class LayerForm(forms.Form):
    """An approved map as a file, with its approval number."""

    approval_number = forms.CharField(
        label=_("审图号"),
        required=False,
        help_text=_("例如：鄂S（2022）005号。会印在地图下方。"),
    )
    outline = forms.FileField(
        label=_("GeoJSON 文件"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.geojson"}),
    )
