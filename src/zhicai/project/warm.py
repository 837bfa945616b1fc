"""Makes a fresh process ready before it answers, so that nobody's first tap waits for the law."""

import gc

from django.db import Error as DatabaseError
from django.db import connection
from django.urls import get_resolver

from zhicai.foundation.errors import ZhicaiError
from zhicai.programmes.queries import law_of, years


def warm() -> None:
    """Load every address and the law of every open year, and let the collector leave them alone.

    What cannot be read is told on the page that needs it, not by a process that will not start.
    """
    get_resolver().check()
    _load()
    gc.collect()
    gc.freeze()


def _load() -> None:
    try:
        for year in years():
            law_of(year)
    except (DatabaseError, ZhicaiError):
        return
    finally:
        connection.close()
