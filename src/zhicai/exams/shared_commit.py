"""One commit for all that came in while the last one was made.

Each request waits for the commit that holds its message. A thread of its own, with a connection of
its own, takes what waits, keeps it in one transaction, and lets the requests answer: the busier it
is, the more share a commit. Where messages come one after the other, each too late for the commit
before, they wait for each other for a moment, since a commit costs nearly the same for one as for
ten; who comes alone does not wait.
"""

from collections.abc import Callable, Sequence
from threading import Condition, Event, Thread
from time import monotonic, sleep

from django.db import DatabaseError, connection

from zhicai.exams.actions.saving import Kept, Sent

MOST = 256
"""Messages of one commit."""
FEW, GAP = 10, 0.02
"""After a commit of fewer messages the next one begins so many seconds later at the earliest."""
PATIENCE = 20.0
"""Seconds a request waits for its commit before it tells the browser to send again."""

Keep = Callable[[Sequence[Sent]], list[Kept]]


class NotKept(Exception):  # noqa: N818
    """The message is not known to be kept: the browser holds it and sends it again."""


class _Waiting:
    """One message on its way into a commit, and the request that waits for it."""

    __slots__ = ("done", "kept", "sent")

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        self.done = Event()
        self.kept: Kept | None = None


class SharedCommit:
    """Takes messages one by one and keeps them many at a time."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._waiting: list[_Waiting] = []
        self._came = Condition()
        self._thread: Thread | None = None

    def keep(self, sent: Sent) -> Kept:
        """Return what became of a message once it is committed.

        Raises :class:`NotKept` where the database cannot say that it is.
        """
        one = _Waiting(sent)
        with self._came:
            if self._thread is None:
                # Begun by the first message and not at import: a server forks its workers first.
                self._thread = Thread(target=self._serve, name="shared-commit", daemon=True)
                self._thread.start()
            self._waiting.append(one)
            self._came.notify()
        if not one.done.wait(PATIENCE) or one.kept is None:
            raise NotKept
        return one.kept

    def _serve(self) -> None:
        few, ended = False, 0.0
        while True:
            with self._came:
                while not self._waiting:
                    self._came.wait()
            if few and (pause := ended + GAP - monotonic()) > 0:
                sleep(pause)
            with self._came:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._commit(batch)
            few, ended = len(batch) < FEW, monotonic()

    def _commit(self, batch: list[_Waiting]) -> None:
        try:
            kept = self._keep([one.sent for one in batch])
        except DatabaseError:
            # What one message breaks, or a connection that is gone, costs no other its commit.
            connection.close()
            for one in batch:
                self._alone(one)
            return
        for one, found in zip(batch, kept, strict=True):
            one.kept = found
            one.done.set()

    def _alone(self, one: _Waiting) -> None:
        try:
            one.kept = self._keep([one.sent])[0]
        except DatabaseError:
            connection.close()
        finally:
            one.done.set()
