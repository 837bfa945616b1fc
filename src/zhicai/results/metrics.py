"""What results can count: people trained, people who completed, people recommended,
those certified."""

from zhicai.foundation.text import Text
from zhicai.programmes.registry import Metric, register
from zhicai.results.queries.assessing import (
    CERTIFIED,
    TRAINED,
    certified,
    decided_certified,
    make_ups,
    with_all_hours,
)
from zhicai.results.queries.counted import assessed, completions, joinings, trained
from zhicai.results.queries.law import COMPLETED, PEOPLE, RECOMMENDED

for _metric in (
    Metric(
        PEOPLE, "person", Text("预科培训人数", "people trained in preparatory classes"),
        trained, "training_class__place", "counted_on",
        "results:people", "results:home", distinct="head",
    ),
    Metric(
        TRAINED, "person",
        Text("考核培训人数", "people trained in assessment classes"),
        assessed, "training_class__place", "counted_on",
        "results:assessed", "results:assessment", distinct="person",
    ),
    Metric(
        CERTIFIED, "person", Text("考核认证人数", "people certified"),
        certified, "counted_at", "counted_on",
        "results:certified", "results:assessment", distinct="head",
    ),
    Metric(
        "results.lowest_hours_share_of_certified", "percent",
        Text("合格学员里修满学时的占比", "of those qualified, who did all class hours"),
        with_all_hours, "place", "decided_on",
        "results:outcomes", "results:assessment", of=decided_certified,
    ),
    Metric(
        "results.makeups_per_failed_trainee", "test",
        Text("已提供的补考", "make-up tests given"),
        make_ups, "registration__training_class__venue_place", "offered_on",
        "results:outcomes", "results:assessment",
    ),
    Metric(
        COMPLETED, "person", Text("预科结业人数", "people who completed preparatory training"),
        completions, "place", "completed_on",
        "results:people", "results:home", distinct="registration__person",
    ),
    Metric(
        RECOMMENDED, "person", Text("推荐的考核人选", "people recommended for assessment"),
        joinings, "place", "on",
        "results:recommendations", "results:candidates",
        distinct="recommendation__person", level="level",
    ),
):  # fmt: skip
    register(_metric)
