"""What is planned for patents, trade marks and geographical indications (HB-1.d)."""

from zhicai.monitoring.queries.scope import Scope
from zhicai.planning.models import Tag
from zhicai.planning.queries.classes import ReportLine, by_tag, in_force_classes


def themes_of(scope: Scope) -> list[ReportLine]:
    """Return the courses, hours, classes and people planned in a scope for each theme of the law.

    Two queries; empty where no planned course has a theme.
    """
    head = scope.law.head
    if head.template != "classes":
        return []
    within = [place.id for place in scope.tree.below(scope.place.path)]
    classes = in_force_classes(scope.year).filter(place_id__in=within)
    names = {theme.id: (theme.name, theme.name) for theme in head.themes}
    lines = by_tag(classes, Tag.Sort.THEME, names)
    return lines if any(line.courses for line in lines) else []
