"""Login sessions in the database, as Django keeps them; read with SQL that is made once."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from zhicai.foundation.prepared import Prepared


def _alive(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_session = Prepared(_alive, key=str, now=datetime)


class SessionStore(db.SessionStore):
    """Django's own sessions; only the read that every request needs is prepared."""

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(key=self.session_key or "", now=timezone.now())
        if found is None:
            # As Django does: an unknown or dead key is never taken over.
            self._session_key = None
        return found
