"""An officer without a browser: signs in, autosaves, sends; plain HTTP, as a script would."""

import http.client
import json
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REVISION = re.compile(r'data-zc-revision="(\d+)"')
CUT_OFF = (http.client.HTTPException, OSError)
"""What a killed server looks like from outside; nothing was acknowledged."""


class Officer:
    """One session of one user; every request is a connection of its own."""

    def __init__(self, site, username, timeout=30):
        self._host = urlsplit(site.url).netloc
        self._timeout = timeout
        self._cookies = {}
        self._token = ""
        self.open("/accounts/login/")
        status, _, _ = self.post(
            "/accounts/login/", {"username": username, "password": site.password}
        )
        assert status == 302, f"{username} cannot sign in: {status}"
        self.open("/plans/mine/")

    def open(self, path):
        """Return the status and the page; its form's token is kept for the next request."""
        status, _, page = self._ask("GET", path)
        if found := TOKEN.search(page):
            self._token = found[1]
        return status, page

    def post(self, path, fields, **headers):
        """Send a form; return the status, where it leads, and the answer."""
        body = urlencode({"csrfmiddlewaretoken": self._token, **fields}, doseq=True)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, kind | headers)

    def _ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self._host, timeout=self._timeout)
        sent = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            connection.request(method, path, body, {"Cookie": sent, **(headers or {})})
            answer = connection.getresponse()
            page = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", ""), page

    # --- the plan --------------------------------------------------------------------------------

    def open_plan(self):
        """Begin this year's plan, or go on with it; return its address."""
        status, where, _ = self.post("/plans/open/", {"level": "county"})
        assert status == 302, status
        return where.removesuffix("edit/")

    def revision(self, plan):
        """Return the revision that the editor shows."""
        status, page = self.open(f"{plan}edit/")
        assert status == 200, status
        return int(REVISION.search(page)[1])

    def autosave(self, plan, fields, revision):
        """Save as the page does by itself; return the status and what it answers."""
        fields = {**fields, "revision": revision}
        status, _, page = self.post(f"{plan}autosave/", fields, Accept="application/json")
        return status, json.loads(page)

    def send(self, plan, fields, revision):
        """Press the button that sends; return the status and where it leads."""
        fields = {**fields, "revision": revision, "do": "send"}
        return self.post(f"{plan}edit/", fields)[:2]


def plan_fields(**words):
    """Return the form of a plan that can be sent: one class, one practical course."""
    return {
        "unit": "市场监督管理局", "leader": "王建国", "contact": "知识产权股",
        "phone": "0717-7821234",
        "goals": "年内培养企业知识产权专员 126 名。", "needs": "企业需要检索查新训练。",
        "source": "本级培训经费", "lecturers": "", "practical": "", "notes": "", "reason": "",
        "class": ["c1"], "c1-title": "预科第 1 期", "c1-starts": "2022-05-16",
        "c1-ends": "2022-05-18", "c1-venue": "行政服务中心", "c1-people": "126",
        "c1-budget": "2.4", "c1-course": ["k1"], "c1-k1-title": "新一代专利信息检索与分析系统",
        "c1-k1-hours": "4", "c1-k1-form": "practice", "c1-k1-lecturer": "",
        "c1-k1-items": ["practical-1"], "whole": "1", **words,
    }  # fmt: skip
