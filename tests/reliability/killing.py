"""Kills outbox workers at random moments until nothing is left to do; prints what became of all.

Run by ``zhicai manage shell`` with a data folder of its own. Each worker is a fork, so that many
can be killed in the time that starting one program takes.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from django.core.management import call_command
from django.db import connections

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import open_account
from zhicai.accounts.models import User
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Delivery, Message
from zhicai.messages.rules import Addressee
from zhicai.messages.rules.outbox import State
from zhicai.messages.worker import Worker

LEASE = timedelta(seconds=0.25)
LONGEST_LIFE = 0.25
"""Seconds that a worker lives at most, as long as workers are killed."""
MOST_KILLS = 25
OPEN = (State.WAITING, State.FAILED, State.SENDING)


def main(channel, count, seed):
    chance = random.Random(seed)
    for app in ("audit", "places", "accounts", "office_messages"):
        call_command("migrate", app, verbosity=0)
    fill(count)
    kills = 0
    while kills < MOST_KILLS and left(channel):
        worker = start()
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        kills += 1
        time.sleep(chance.choice((0, 0, LEASE.total_seconds())))
    deadline = time.monotonic() + 15
    last = start()
    while left(channel) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(last, signal.SIGTERM)
    os.waitpid(last, 0)
    rows = Delivery.objects.filter(channel=channel)
    told = {
        "kills": kills,
        "states": Counter(rows.values_list("state", flat=True)),
        "keys": dict(rows.values_list("key", "state")),
    }
    sys.stdout.write(json.dumps(told))


def fill(count):
    """So many messages to one person who has a phone, by day."""
    user = open_account("reader", name="读者", by=SYSTEM)
    User.objects.filter(pk=user.pk).update(phone="13900000000")
    to = Addressee(user_id=user.pk)
    noon = datetime.combine(date(2022, 4, 1), datetime.min.time(), tzinfo=UTC) + timedelta(hours=4)
    drafts = [
        Draft(to, Text(f"第 {n} 条", f"no {n}"), Text("", ""), f"key {n}") for n in range(count)
    ]
    send_messages(drafts, kind=Message.Kind.URGENT, by=SYSTEM, at=noon)


def left(channel):
    found = Delivery.objects.filter(channel=channel, state__in=OPEN).count()
    connections.close_all()
    return found


def start():
    """Fork a worker; the parent holds no connection that the two could share."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    Worker(lease=LEASE, now=lambda: datetime.now(UTC)).run(stop)
    os._exit(0)
