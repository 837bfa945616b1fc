"""Write a questionnaire and publish it; a published version never changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, Stale
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.places.queries import path_of
from zhicai.surveys.models import Questionnaire, Version
from zhicai.surveys.rules.content import read

TITLE_FAULT = Fault(
    Text(
        "本单位已有同名的问卷，请换一个名称。",
        "Your office has a questionnaire of this name; choose another.",
    ),
    field="title",
)


@transaction.atomic
def draft_questionnaire(
    title: str, *, place: Place, content: Mapping[str, Any], by: Acting, at: datetime,
    use: str = "general",
) -> Questionnaire:  # fmt: skip
    """Begin a questionnaire of an office; BadInput for a title it has already."""
    require(by, "surveys.run", path_of(place, on=localtime(at).date()))
    if Questionnaire.objects.filter(place=place, title=title).exists():
        raise BadInput([TITLE_FAULT])
    questionnaire = Questionnaire.objects.create(
        title=title, use=use, place=place, draft=dict(content), edited_by=by.name, edited_at=at
    )
    record(by, "surveys.drafted", questionnaire, place=place.code, values={"title": title})
    return questionnaire


@transaction.atomic
def save_draft(
    questionnaire: Questionnaire,
    *,
    title: str,
    content: Mapping[str, Any],
    revision: int,
    by: Acting,
    at: datetime,
) -> Questionnaire:
    """Save what is being written; Stale if somebody else has saved since ``revision``."""
    questionnaire = _locked(questionnaire, by, at)
    if questionnaire.revision != revision:
        says = Text(
            "这份问卷刚被别人改过，没有覆盖。请重新打开后再改。",
            "Somebody else has just changed this questionnaire; nothing was overwritten. "
            "Open it again.",
        )
        when = f"{localtime(questionnaire.edited_at):%H:%M}"
        raise Stale(says, by=questionnaire.edited_by, at=when)
    others = Questionnaire.objects.filter(place=questionnaire.place, title=title)
    if others.exclude(pk=questionnaire.pk).exists():
        raise BadInput([TITLE_FAULT])
    questionnaire.title, questionnaire.draft = title, dict(content)
    questionnaire.revision += 1
    questionnaire.edited_by, questionnaire.edited_at = by.name, at
    questionnaire.save()
    values = {"title": title, "revision": questionnaire.revision}
    record(by, "surveys.saved", questionnaire, place=questionnaire.place.code, values=values)
    return questionnaire


@transaction.atomic
def publish(questionnaire: Questionnaire, *, by: Acting, at: datetime) -> Version:
    """Publish what has been written as the next version; the same content is the same version."""
    questionnaire = _locked(questionnaire, by, at)
    faults = read(questionnaire.draft)[1]
    if faults:
        raise BadInput(faults)
    last = questionnaire.versions.first()
    if last is not None and last.content == questionnaire.draft:
        return last
    version = Version.objects.create(
        questionnaire=questionnaire,
        number=last.number + 1 if last else 1,
        content=questionnaire.draft,
        published_at=at,
        published_by=by.name,
    )
    values = {"version": version.number}
    record(by, "surveys.published", questionnaire, place=questionnaire.place.code, values=values)
    return version


def _locked(questionnaire: Questionnaire, by: Acting, at: datetime) -> Questionnaire:
    rows = Questionnaire.objects.select_for_update(of=("self",)).select_related("place")
    found = rows.get(pk=questionnaire.pk)
    require(by, "surveys.run", path_of(found.place, on=localtime(at).date()))
    return found
