"""What is posted to reports."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhicai.law.schema import ReportKind


def words_from(posted: QueryDict, kind: ReportKind) -> dict[str, str]:
    """Return the words of the chapters that were posted."""
    names = {one.id: f"words-{one.id}" for one in kind.chapters}
    return {key: str(posted[name]) for key, name in names.items() if name in posted}


def reasons_from(posted: QueryDict, kind: ReportKind) -> dict[str, str]:
    """Return the reason given for each figure that differs."""
    return {key: posted.get(f"reason-{key}", "") for key in kind.figures}


class SignedForm(forms.Form):
    """The scan of the signed copy."""

    file = forms.FileField(label=_("签字盖章件"), help_text=_("PDF 或图片"))
