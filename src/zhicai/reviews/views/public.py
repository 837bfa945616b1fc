"""The public list of those commended."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from zhicai.accounts.guard import public
from zhicai.reviews.models import Nomination
from zhicai.reviews.queries.commending import commended, commended_years, public_lines
from zhicai.ui.asked import number
from zhicai.ui.lists import ListPage


@public
def commended_list(request: HttpRequest) -> HttpResponse:
    """Show who was commended, year by year; names are masked unless the person agreed."""
    years = commended_years()
    wanted = number(request, "year")
    year = wanted if wanted in years else None
    listed: ListPage[Any] = ListPage(request, commended(year=year), page_size=200)
    rows: list[Nomination] = list(listed)
    groups: list[dict[str, Any]] = []
    for row, line in zip(rows, public_lines(rows), strict=True):
        if not groups or groups[-1]["round"] != row.round:
            groups.append({"round": row.round, "rows": []})
        groups[-1]["rows"].append(line)
    answer = render(
        request, "reviews/commended.html",
        {"groups": groups, "years": years, "year": year, "page": listed},
    )  # fmt: skip
    patch_cache_control(answer, private=True, max_age=60)
    return answer
