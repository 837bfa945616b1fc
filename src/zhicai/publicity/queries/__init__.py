"""Reads of publicity: items, figures, publicity actions, public lists, scores."""

from zhicai.publicity.queries.figures import Figure, figure_choices, figure_of, figures_for, shown
from zhicai.publicity.queries.items import (
    item_for,
    items_to_review,
    items_visible_to,
    published_item,
    published_items,
)
from zhicai.publicity.queries.lists import (
    list_for,
    lists_about,
    lists_shown,
    lists_visible_to,
    objection_for,
    objections_waiting,
    shown_list,
)
from zhicai.publicity.queries.logging import activities_visible_to, activity_for, totals_of
from zhicai.publicity.queries.scores import SCORES, ScorePage, score_page

__all__ = [
    "SCORES",
    "Figure",
    "ScorePage",
    "activities_visible_to",
    "activity_for",
    "figure_choices",
    "figure_of",
    "figures_for",
    "item_for",
    "items_to_review",
    "items_visible_to",
    "list_for",
    "lists_about",
    "lists_shown",
    "lists_visible_to",
    "objection_for",
    "objections_waiting",
    "published_item",
    "published_items",
    "score_page",
    "shown",
    "shown_list",
    "totals_of",
]
