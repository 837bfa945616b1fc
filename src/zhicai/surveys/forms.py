"""What a respondent says before the first question: the place they belong to."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhicai.places.queries import PlaceFacts


class BeginForm(forms.Form):
    """The place a respondent belongs to."""

    place = forms.ChoiceField(
        label=_("所在地区"), error_messages={"required": _("请选择所在地区。")}
    )

    def __init__(self, *args: Any, places: Iterable[PlaceFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "").startswith("en")
        choices = [
            ("", _("请选择")),
            *((place.code, place.en if english else place.name) for place in places),
        ]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
