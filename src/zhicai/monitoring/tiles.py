"""Which tiles a cockpit shows, as data. A tile whose rule or metric the programme lacks is left
out.
"""

from dataclasses import dataclass

from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class RuleTile:
    """How many of the seats that owe an obligation have met it."""

    rule: str
    icon: str
    label: Text


@dataclass(frozen=True, slots=True)
class SumTile:
    """A metric summed over the scope, against the goal of a rule times the seats that owe it.

    ``pace`` is the rule whose window says how much should be there by now.
    """

    metric: str
    goal: str
    pace: str
    icon: str
    label: Text


@dataclass(frozen=True, slots=True)
class Headline:
    """A metric against the figure of a setting, shown apart from everything that is judged
    (HB-0.d).

    Left out where the setting is empty.
    """

    metric: str
    setting: str
    unit: str
    label: Text


TILES: tuple[RuleTile | SumTile, ...] = (
    RuleTile("city-acknowledges-notice", "mail", Text("通知回执", "Receipts")),
    RuleTile("county-files-class-plan", "clipboard-list", Text("县级计划", "County plans")),
    RuleTile("city-files-plan-summary", "file-text", Text("市州汇总", "City summaries")),
    SumTile(
        "planning.planned_classes",
        "county-holds-preparatory-class",
        "county-files-class-plan",
        "school",
        Text("计划班次", "Planned classes"),
    ),
    SumTile(
        "planning.planned_people",
        "county-trains-preparatory-people",
        "county-files-class-plan",
        "users",
        Text("计划人数", "Planned people"),
    ),
)

HEADLINES: tuple[Headline, ...] = (
    Headline(
        "results.preparatory_people",
        "headline-preparatory",
        "person",
        Text("“万人”培训", "“Ten thousand” training"),
    ),
    Headline(
        "results.assessment_people",
        "headline-assessment",
        "person",
        Text("“千名”考核", "“One thousand” assessment"),
    ),
)

FEWEST = 4
"""A programme for which fewer tiles are declared gets further ones from its largest obligations."""
