"""Examples of documents: which each may open, write, acknowledge."""

from tests.walk import people
from tests.walk.own import Own

ALL = ("training-guide", "capability-standard", "management-measures", "work-handbook")
ACKNOWLEDGED = {
    people.CITY: {"training-guide", "management-measures"},
    people.COUNTY: {"training-guide", "management-measures"},
    people.BOTH_SEATS: {"training-guide", "management-measures"},
    people.BASE: {"training-guide", "management-measures", "capability-standard"},
    people.WORKING_GROUP: {"capability-standard"},
    people.CENTRE: {"capability-standard"},
    people.NATIONAL_BASE: {"capability-standard"},
}
"""Who acknowledges what (handbooks.yaml of Hubei)."""
FOREIGN = ("no-such-document",)


def read(world, username):
    """Every document of Hubei is public."""
    return Own(ALL, FOREIGN)


def written(world, username):
    """The province writes all of them, the working group all but the measures."""
    if username in (people.RULE_KEEPER, people.OFFICER):
        return Own(ALL, FOREIGN)
    own = tuple(k for k in ALL if k != "management-measures")
    if username == people.WORKING_GROUP:
        return Own(own, ("management-measures", *FOREIGN))
    return Own((), (*ALL, *FOREIGN))


def acknowledged(world, username):
    """What the office or organisation has to acknowledge."""
    own = ACKNOWLEDGED.get(username, set())
    return Own(tuple(k for k in ALL if k in own), (*(k for k in ALL if k not in own), *FOREIGN))


EXAMPLES_OF_HANDBOOKS = {
    ("handbooks:document", "key"): read,
    ("handbooks:download", "key"): read,
    ("handbooks:versions", "key"): read,
    ("handbooks:public_document", "key"): read,
    ("handbooks:public_download", "key"): read,
    ("handbooks:acknowledge", "key"): acknowledged,
    ("handbooks:readers", "key"): written,
    ("handbooks:edit", "key"): written,
    ("handbooks:autosave", "key"): written,
    ("handbooks:publish", "key"): written,
}
