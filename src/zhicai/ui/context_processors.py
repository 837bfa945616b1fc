"""Puts the frame and the day the site stands on into every template."""

from django.http import HttpRequest

from zhicai.foundation import clock
from zhicai.ui.frames import Frame


def frame(request: HttpRequest) -> dict[str, object]:
    """Give templates ``frame`` (built lazily) and ``standing_date`` (None in the present)."""
    return {"frame": Frame(request), "standing_date": clock.standing()}
