"""The public site: home, news, specialists, public lists, statements, a feed."""

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import public
from zhicai.admission.queries.calls import open_years
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.portal import queries
from zhicai.publicity.actions import object_to
from zhicai.publicity.forms.items import ObjectionForm
from zhicai.publicity.models import Item, PublicList
from zhicai.publicity.queries import lists_shown, published_item, shown, shown_list
from zhicai.signin.limits import limited
from zhicai.ui.lists import ListPage

SECONDS_KEPT = 60
ON_A_PAGE = 20


def cacheable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the visitor's browser keep a page for a minute; nobody else's cache, nothing signed in.

    Every page holds a form (the language) with a token of its own visitor, so that a shared cache
    must not keep it.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        signed_in = getattr(request, "acting", None) is not None
        if request.method != "GET" or response.status_code != 200 or signed_in:
            patch_cache_control(response, private=True, no_store=True)
        else:
            patch_cache_control(response, private=True, max_age=SECONDS_KEPT)
        return response

    return kept


def _menu(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    pages = (
        ("home", _("首页")),
        ("news", _("新闻")),
        ("specialists", _("专员风采")),
        ("lists", _("公示")),
        ("commended:list", _("表彰名单")),
        ("verify:home", _("证书查验")),
        ("reports:public_shelf", _("年度报告")),
        ("contact", _("联系我们")),
    )
    return [
        {
            "label": label,
            "url": reverse(name if ":" in name else f"portal:{name}"),
            "current": name == current,
        }
        for name, label in pages
    ]


def show(
    request: HttpRequest, template: str, current: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render a page of the public site."""
    context = {
        "menu": _menu(request, current),
        "today": clock.today(),
        "inside": getattr(request, "acting", None) is not None,
        **more,
    }
    return render(request, f"portal/{template}.html", context, status=status)


@public
@cacheable
def home(request: HttpRequest) -> HttpResponse:
    """Show the programmes to visitors; someone signed in goes on to their first page."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is not None:
        return redirect(queries.first_page(acting))
    return front(request)


def front(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    today = clock.today()
    return show(
        request,
        "home",
        "home",
        programmes=queries.public_programmes(on=today),
        news=queries.newest(on=today),
        lists=queries.lists_open(on=today)[:5],
        registrations=open_years(on=today),
    )


@public
@cacheable
def public_home(request: HttpRequest) -> HttpResponse:
    """Show the home page to someone signed in too."""
    return front(request)


@public
@cacheable
def news(request: HttpRequest) -> HttpResponse:
    """List news and stories, the latest first."""
    page: ListPage[QuerySet[Item]] = ListPage(
        request, queries.news(on=clock.today()), page_size=ON_A_PAGE
    )
    return show(request, "news", "news", page=page)


@public
@cacheable
def news_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one published item; its figures are counted now."""
    found = published_item(pk, on=clock.today())
    blocks, figures = shown(found, on=clock.today())
    current = "specialists" if found.kind == "specialist" else "news"
    return show(request, "item", current, item=found, blocks=blocks, figures=figures)


@public
@cacheable
def specialists(request: HttpRequest) -> HttpResponse:
    """Show specialists and what they achieved, each with their consent."""
    page: ListPage[QuerySet[Item]] = ListPage(
        request, queries.portraits(on=clock.today()), page_size=ON_A_PAGE
    )
    return show(request, "specialists", "specialists", page=page)


@public
@cacheable
def lists(request: HttpRequest) -> HttpResponse:
    """List the public lists, those still open for objections first."""
    page: ListPage[QuerySet[PublicList]] = ListPage(
        request, lists_shown(on=clock.today()), page_size=ON_A_PAGE
    )
    return show(request, "lists", "lists", page=page)


@public
@limited("portal.objection", most=60)
@cacheable
def public_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list with masked names; anyone may object while it stands."""
    today = clock.today()
    found = shown_list(pk, on=today)
    rows = list(found.rows.all())
    is_open = found.starts_on <= today <= found.ends_on
    form = ObjectionForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["website"]:
            given = form.cleaned_data
            object_to(
                found,
                row=next((row for row in rows if row.pk == given["row"]), None),
                name=given["name"],
                contact=given["contact"],
                says=given["says"],
                at=clock.now(),
            )
        return HttpResponseRedirect(f"{reverse('portal:list', args=[pk])}?received=1#objection")
    return show(
        request,
        "list",
        "lists",
        status=422 if form.errors else 200,
        list=found,
        rows=rows,
        form=form,
        open=is_open,
        received=request.GET.get("received") == "1",
    )


@public
@cacheable
def statement(request: HttpRequest, name: str) -> HttpResponse:
    """Show the privacy or the accessibility statement."""
    if name not in ("privacy", "accessibility"):
        raise OutOfScope
    return show(request, name, name, contacts=queries.contacts(on=clock.today()))


@public
@cacheable
def contact(request: HttpRequest) -> HttpResponse:
    """Say who runs the site and how to reach them."""
    return show(request, "contact", "contact", contacts=queries.contacts(on=clock.today()))


class NewsFeed(Feed):  # type: ignore[type-arg]
    """The latest items as an Atom feed."""

    feed_type = Atom1Feed
    title = gettext_lazy("知识产权人才培育平台新闻")
    subtitle = gettext_lazy("新闻、故事和专员风采")
    link = "/news/"

    def items(self) -> list[Item]:
        """Return the latest published items."""
        return list(queries.newest(on=clock.today()))

    def item_title(self, item: Any) -> str:
        """Return the title."""
        return str(item.title)

    def item_description(self, item: Any) -> str:
        """Return the summary; the text with its live figures stays on the page."""
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        """Return the page."""
        return reverse("portal:news_item", args=[item.pk])

    def item_pubdate(self, item: Any) -> datetime:
        """Return the day of publication, its noon."""
        return datetime.combine(item.published_on, time(12), tzinfo=clock.CHINA)


_feed = NewsFeed()


@public
@cacheable
def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the feed."""
    return _feed(request)
