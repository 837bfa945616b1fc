"""Whatever points to a person says what becomes of it when two records are one."""

from itertools import chain

from django.apps import apps
from django.db.models import UniqueConstraint

from zhicai.people.merging import shares, stays
from zhicai.people.models import Person


def _pointing():
    for model in apps.get_models():
        for field in chain(model._meta.concrete_fields, model._meta.many_to_many):
            if field.related_model is Person:
                yield model, field


def test_every_key_to_a_person_moves_in_a_merge_or_says_why_it_stays():
    told = {(share.model._meta.label, share.field) for share in shares()} | stays()
    pointing = {(model._meta.label, field.name) for model, field in _pointing()}
    assert pointing - told == set()
    assert told - pointing == set()


def test_whatever_a_person_may_have_but_once_is_thought_of():
    shared = {(share.model, share.field): share for share in shares()}
    forgotten = []
    for model, field in _pointing():
        share = shared.get((model, field.name))
        if share is None:
            continue
        told = {frozenset(once.fields) for once in share.once}
        unique = [
            frozenset(one.fields) - {field.name}
            for one in model._meta.constraints
            if isinstance(one, UniqueConstraint) and field.name in one.fields
        ]
        unique += [
            frozenset(group) - {field.name}
            for group in model._meta.unique_together
            if field.name in group
        ]
        unique += [frozenset()] if field.unique else []
        forgotten += [(share.key, sorted(names)) for names in unique if names not in told]
    assert forgotten == []
