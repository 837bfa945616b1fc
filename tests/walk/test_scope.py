"""Every address × every kind of post × one's own and somebody else's, on the told story.

It grows by itself: an address whose parameters, guard or permission nobody has described fails with
the sentence that says what to add.
"""

import re
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import SimpleCookie
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.conftest import TOLD_UP_TO
from tests.walk import people
from tests.walk.addresses import addresses
from tests.walk.examples import EXAMPLES, QUERIES, furnish
from tests.walk.examples_exams_bank import NAMED
from tests.walk.sealed import BANK, BROWSER, SealedExam
from tests.walk.watching import counts, watching
from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import open_account
from zhicai.accounts.models import User
from zhicai.accounts.permissions import declared
from zhicai.foundation import clock

pytestmark = pytest.mark.django_db

GALLERY = "ui:"
"""Answers only where the site shows its gallery."""
ECHOED = re.compile(rb'name="(?:csrfmiddlewaretoken|next)" value="[^"]+"')
"""What differs from page to page in the frame: the form's token, and where one is."""
WRITTEN_BY_LOOKING = {
    "messages:message": {"office_messages_reading"},
    "messages:open": {"office_messages_reading"},
    "desk:open_message": {"office_messages_reading"},
    "programmes:receipt": {"programmes_receipt", "audit_entry"},
    "notices:notice": {"notices_receipt"},
    "handbooks:document": {"handbooks_reading"},
    "accounts:act_for": {"django_session"},
    "attendance:scan": {"django_session"},
    "signin:bind": {"django_session"},
    **{
        f"certificates:{name}": {
            "certificates_certificate",
            "certificates_certificateevent",
            "files_storedfile",
        }
        for name in ("document", "own_document", "bundle", "print")
    },
    "verify:code": {"signin_sent"},
    "verify:verdict": {"signin_sent"},
    "verify:credential": {"signin_sent"},
}
"""Addresses that note who has looked, and where; nothing else is written by a GET. A certificate's
document is made when it is first asked for, and its trail notes who took it."""
NO_SUCH_PAGE = "/no/such/page/"
METHODS = ("GET", "POST")
REPRESENTATIVES = (
    people.COUNTY,
    people.CITY,
    people.OFFICER,
    people.RULE_KEEPER,
    people.REGISTRAR,
    people.BASE,
    *sorted(people.ADMINISTRATORS),
    people.PERSON,
)
"""Whose examples are shown to those who may not open a page at all."""
BUSIEST = (people.COUNTY, people.OFFICER, people.WORKING_GROUP, people.PERSON)


@pytest.fixture(scope="module")
def world(told, django_db_blocker):
    """The told story with something of everybody's own at every address."""
    with django_db_blocker.unblock(), clock.standing_at(TOLD_UP_TO):
        return furnish(told, TOLD_UP_TO)


@pytest.fixture(scope="module")
def sealed(world, django_db_blocker):
    """An exam before its hour, whose paper has either of two contents."""
    with django_db_blocker.unblock(), clock.standing_at(TOLD_UP_TO):
        return SealedExam(world)


@dataclass(frozen=True)
class Case:
    """One address filled in, and whether it is the walker's own or somebody else's."""

    name: str
    own: bool
    arguments: tuple[tuple[str, Any], ...]
    query: tuple[tuple[str, str], ...] = ()

    @property
    def url(self):
        return reverse(self.name, kwargs=dict(self.arguments))


def cases_of(address, world, username):
    """Every way to fill an address in for someone: all own, or one part of it foreign."""
    parts = [
        *(
            ((address.name, p), EXAMPLES[address.name, p](world, username))
            for p in address.parameters
        )
    ]
    if address.name in QUERIES:
        parts.append(("query", QUERIES[address.name](world, username)))
    if not parts:
        return [Case(address.name, True, ())]
    return list(_filled(address, parts))


def _filled(address, parts):
    keys = [key for key, _ in parts]
    yield from (
        _case(address, keys, values, own=True) for values in product(*(e.own for _, e in parts))
    )
    for nth, (_, example) in enumerate(parts):
        beside = [(e.own or e.foreign)[:1] for _, e in parts]
        beside[nth] = example.foreign
        yield from (_case(address, keys, values, own=False) for values in product(*beside))


def _case(address, keys, values, *, own):
    given = dict(zip(keys, values, strict=True))
    query = given.pop("query", {})
    arguments = tuple((name[1], value) for name, value in given.items())
    return Case(address.name, own, arguments, tuple(query.items()))


class Walker:
    """Someone at a browser; whatever a request does is undone after it."""

    def __init__(self, user=None, **headers):
        self._client = Client(raise_request_exception=False, headers=headers)
        if user is not None:
            self._client.force_login(user)
        self._cookies = self._client.cookies.output(header="", sep=";")

    def know_browser(self, token):
        """Sit at the browser in which a sitting was begun."""
        self._cookies += f"; zhicai_browser={token}"

    def ask(self, method, url, query=()):
        """Send a request with an empty body; return the answer and the tables that it changed."""
        self._client.cookies = SimpleCookie(self._cookies)
        address = f"{url}?{'&'.join('='.join(pair) for pair in query)}" if query else url
        with transaction.atomic():
            with watching() as changes:
                answer = self._client.generic(
                    method, address, content_type="application/x-www-form-urlencoded"
                )
                body = answer.getvalue()
            transaction.set_rollback(True)
        return answer, ECHOED.sub(b"", body), changes.tables


def faults_of(address, case, method, answer, body, changed, *, username, missing):
    """What is wrong with one answer, in words; nothing where it is as it should be."""
    status = answer.status_code
    if status >= 500:
        raised = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
        return [f"fails with {status}: {raised!r}"]
    if method == "GET" and (more := changed - WRITTEN_BY_LOOKING.get(address.name, frozenset())):
        return [f"looking at it changes {sorted(more)}"]
    if address.public:
        return _at_public(status, case)
    if address.by_token:
        return _at_token(status, changed)
    if username == people.VISITOR:
        return _at_login(status, answer, changed)
    further = people.FURTHER.get((address.name, method), address.permission)
    for permission in (address.permission, further if case.own else address.permission):
        if not people.may(username, permission):
            return _not_theirs(status, body, changed, permission)
    if not case.own:
        return _out_of_scope(status, body, changed, missing)
    good = {"GET": (200, 302, 405), "POST": (200, 302, 400, 404, 405, 409, 422)}[method]
    return [] if status in good else [f"is the walker's own and answers {status}"]


def _at_public(status, case):
    good = (200, 302, 405, 422) if case.own else (404, 405)
    return [] if status in good else [f"is public and answers {status}"]


def _at_token(status, changed):
    """Nobody who comes with a browser alone is let in; what calls with tokens is walked in api."""
    if changed:
        return [f"asks for a token, yet changes {sorted(changed)}"]
    return [] if status in (401, 404, 405) else [f"asks for a token, yet answers {status}"]


def _at_login(status, answer, changed):
    if changed:
        return [f"a visitor changes {sorted(changed)}"]
    if status != 302 or not answer["Location"].startswith(reverse("accounts:login")):
        return [f"does not lead a visitor to the sign-in, but answers {status}"]
    return []


def _not_theirs(status, body, changed, permission):
    if changed:
        return [f"is not their page, yet changes {sorted(changed)}"]
    if status == 405:
        return []
    if status != 403:
        return [f"is not their page, yet answers {status}"]
    says = escape(declared()[permission].says.zh).encode()
    return [] if says in body else ["refuses without saying whose page it is"]


def _out_of_scope(status, body, changed, missing):
    if changed:
        return [f"is out of scope, yet changes {sorted(changed)}"]
    if status == 405:
        return []
    if status != 404:
        return [f"is out of scope, yet answers {status}"]
    return [] if body == missing else ["is out of scope and looks different from what is not there"]


def test_every_address_can_be_walked():
    todo = []
    for address in addresses():
        if address.guard is None:
            todo.append(f"{address.path}: give its view a guard (@public, @signed_in, @needs)")
        if address.permission is not None:
            people.may(people.OFFICER, address.permission)
        todo += [
            f"{address.path}: add ({address.name!r}, {parameter!r}) to EXAMPLES in "
            f"tests/walk/examples.py, with an example of one's own and a foreign one"
            for parameter in address.parameters
            if (address.name, parameter) not in EXAMPLES
        ]
    assert todo == []


def test_what_is_described_is_still_there():
    known = {(a.name, p) for a in addresses() for p in a.parameters}
    assert sorted(set(EXAMPLES) - known) == []
    names = {a.name for a in addresses()}
    assert (
        sorted((set(QUERIES) | set(WRITTEN_BY_LOOKING) | {n for n, _ in people.FURTHER}) - names)
        == []
    )


def walkers():
    """Everybody; on PostgreSQL those who between them meet the statements of nearly every page."""
    return (
        BUSIEST if connection.vendor == "postgresql" else (people.VISITOR, *sorted(people.WALKERS))
    )


@pytest.mark.parametrize("username", walkers())
def test_everyone_meets_their_own_pages_and_nobody_elses(
    world, settings, on_that_day, caplog, username
):
    settings.ZHICAI_GALLERY = settings.DEBUG = False
    caplog.set_level("CRITICAL", logger="django.request")
    user = User.objects.filter(username=username).first()
    walker = Walker(user)
    before = counts()
    missing = {method: walker.ask(method, NO_SUCH_PAGE)[1] for method in METHODS}
    faults = []
    for address in addresses():
        for case, method in product(cases_for(address, world, username), METHODS):
            answer, body, changed = walker.ask(method, case.url, case.query)
            found = faults_of(
                address, case, method, answer, body, changed,
                username=username, missing=missing[method],
            )  # fmt: skip
            faults += [f"{method} {case.url} {dict(case.query) or ''} {words}" for words in found]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
    assert counts() == before


def cases_for(address, world, username):
    """The cases of someone; whoever may not open the page meets those of someone who may.

    Who may not open it is refused before anything is looked for: one case of each kind shows that.
    """
    if address.name.startswith(GALLERY):
        return [Case(address.name, False, ())]
    if address.public or not people.may(username, address.permission):
        holders = people.HOLDERS.get(address.permission, people.AT_WORK)
        holder = next((name for name in REPRESENTATIVES if name in holders), people.COUNTY)
        found = cases_of(address, world, holder)
        return found if address.public else _one_of_each(found)
    return cases_of(address, world, username)


def _one_of_each(cases):
    return [one for own in (True, False) for one in [c for c in cases if c.own == own][:1]]


@pytest.mark.parametrize("username", walkers())
def test_before_the_hour_no_page_of_exams_depends_on_what_is_in_the_paper(
    sealed, on_that_day, username
):
    exam = sealed
    walker = Walker(User.objects.filter(username=username).first())
    told, reading = [], username in NAMED
    for address in addresses():
        if not address.name.startswith("exams:"):
            continue
        for filled, method in product(exam.fillings(address), METHODS):
            url = reverse(address.name, kwargs=filled)
            status, first = seen(walker, exam, 0, method, url)
            if status >= 500:
                told.append(f"{method} {url} fails with {status}")
            if status == 200 and seen(walker, exam, 1, method, url) != (200, first):
                told.append(f"{method} {url} tells which items are in the paper")
            if reading and address.name.startswith(BANK):
                continue
            if any(stem.encode() in first for stem in exam.stems):
                told.append(f"{method} {url} shows an item")
    assert told == []
    assert exam.untouched()


def test_from_the_hour_on_the_same_walk_would_notice_what_is_in_the_paper(sealed, on_that_day):
    exam = sealed
    candidate = Walker(User.objects.get(username=people.PERSON))
    candidate.know_browser(BROWSER)
    group = Walker(User.objects.get(username=people.WORKING_GROUP))
    page = reverse("exams:write", kwargs={"code": exam.sitting.code})
    printed = reverse("exams:paper_print", kwargs={"pk": exam.paper.pk})
    pages = []
    for number in (0, 1):
        with transaction.atomic():
            exam.begin(number)
            shown = candidate.ask("GET", page)[1]
            assert any(stem.encode() in shown for stem in exam.stems)
            pages.append((shown, group.ask("GET", printed)[1]))
            transaction.set_rollback(True)
    (first, print_of_first), (second, print_of_second) = pages
    assert first != second
    assert print_of_first != print_of_second


def seen(walker, exam, number, method, url):
    """Status and page while the paper holds one of its contents."""
    with exam.holding(number):
        answer, body, _ = walker.ask(method, url)
    return answer.status_code, exam.hide(body)


def test_someone_who_acts_for_no_office_is_told_so_and_not_sent_round_in_circles(told, on_that_day):
    user = open_account("gone", name="离任者", by=SYSTEM)
    answer = Walker(user).ask("GET", reverse("monitoring:cockpit"))[0]
    assert answer.status_code == 403
