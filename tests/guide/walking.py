"""Walks over the pages of one user, from link to link, and sends every form as it stands."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

LEFT_OUT = ("/static/", "/accounts/logout/", "/language/", "/ui/")
OF_A_KIND = 2
"""So many addresses of one view are opened by each user."""


def pages_without_words(patterns=None, prefix="/"):
    """Every address of the site that takes no argument."""
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages_without_words(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "<" not in route:
            yield route


@dataclass
class Form:
    """A form as the page shows it: where it goes, and what it would send untouched."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """The links and the posting forms of a page."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, [], []
        self._select = self._textarea = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        for name in ("href", "hx-get"):
            if given.get(name, "").startswith("/"):
                self.links.append(given[name].partition("#")[0])
        if tag == "form" and given.get("method", "").lower() == "post":
            self.forms.append(Form(given.get("action") or self.path))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "textarea":
            self._textarea = given.get("name", "")
        elif tag == "option" and "selected" in given and self._select:
            self._put(self._select, given.get("value", ""))
        elif tag in ("input", "button") and given.get("name"):
            kind = given.get("type", "text" if tag == "input" else "submit")
            if kind not in ("checkbox", "radio", "file", "submit") or "checked" in given:
                self._put(given["name"], given.get("value", "on" if "checked" in given else ""))

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._textarea:
            self._put(self._textarea, "")
            self._textarea = ""

    def _put(self, name, value):
        if self.forms:
            self.forms[-1].fields.append((name, value))


@dataclass
class Walk:
    """A walk over the pages of one user, from link to link."""

    client: Client
    wrong: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    views: Counter[str] = field(default_factory=Counter)
    forms: dict[str, Form] = field(default_factory=dict)

    def from_pages(self, pages):
        """Open the pages and what they link to, then send the forms found; what failed and how."""
        self.client.raise_request_exception = False
        waiting = deque(pages)
        while waiting:
            path = waiting.popleft()
            if path in self.seen or path.startswith(LEFT_OUT) or not self._is_new(path):
                continue
            self.seen.add(path)
            page = self._page(path, self.client.get(path))
            waiting.extend(page.links)
            for form in page.forms:
                if not form.action.startswith(LEFT_OUT):
                    self.forms.setdefault(self._view_of(form.action) or form.action, form)
        for form in self.forms.values():
            sent = {}
            for name, value in form.fields:
                sent.setdefault(name, []).append(value)
            self._page(f"POST {form.action}", self.client.post(form.action, sent))
        return self.wrong

    def _is_new(self, path):
        view = self._view_of(path)
        if view is None:
            self.wrong[path] = "a link to no page"
            return False
        self.views[view] += 1
        return self.views[view] <= OF_A_KIND

    def _view_of(self, path):
        try:
            return resolve(path.partition("?")[0]).view_name
        except Resolver404:
            return None

    def _page(self, path, answer):
        if answer.status_code >= 500:
            kind, error, _ = answer.exc_info or (None, "", None)
            self.wrong[path] = f"{getattr(kind, '__name__', kind)}: {error}"
        is_page = not answer.streaming and "html" in answer.headers.get("Content-Type", "")
        return Page(answer.content.decode() if is_page else "", path)
