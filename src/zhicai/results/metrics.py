"""What results can count: people trained, people who completed, people recommended."""

from zhicai.foundation.text import Text
from zhicai.programmes.registry import Metric, register
from zhicai.results.queries.counted import assessed, completions, joinings, trained
from zhicai.results.queries.law import COMPLETED, PEOPLE, RECOMMENDED

for _metric in (
    Metric(
        PEOPLE, "person", Text("预科培训人数", "people trained in preparatory classes"),
        trained, "training_class__place", "counted_on",
        "results:people", "results:home", distinct="head",
    ),
    Metric(
        "results.assessment_people", "person",
        Text("考核培训人数", "people trained in assessment classes"),
        assessed, "training_class__place", "counted_on",
        "training:assessment", "training:assessment", distinct="person",
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
