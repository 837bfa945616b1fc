"""Offices at their browsers: each in a context of its own, watched for whatever goes wrong."""

from urllib.parse import urlsplit

VIOLATED = "securitypolicyviolation"
WATCH = f"""document.addEventListener("{VIOLATED}", (event) =>
  console.error("CSP " + event.violatedDirective + " " + event.blockedURI));"""
EXPECTED = ("the server responded with a status of 4",)
"""What Chromium writes into its console about an answer that refuses; the page says the rest."""


class Desk:
    """One browser of one office: a page, and what it complained about."""

    def __init__(self, browser, site, *, viewport=None, state=None):
        self._site = site
        self.context = browser.new_context(
            base_url=site.url,
            locale="zh-CN",
            viewport=viewport or {"width": 1440, "height": 900},
            storage_state=state,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(WATCH)
        self.complaints = []
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error {error}"))
        self.page.on("request", self._request)

    def _console(self, message):
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            self.complaints.append(f"console {message.text}")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and not request.url.startswith(self._site.url):
            self.complaints.append(f"leaves the site for {request.url}")

    def sign_in(self, username):
        """Sign in as one of the cast; return the page."""
        self.page.goto("/accounts/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", self._site.password)
        self.page.click("form button.btn-primary")
        self.page.wait_for_url(lambda url: "login" not in url)
        return self.page

    def close(self):
        self.context.close()
