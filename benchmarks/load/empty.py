"""An empty request for comparison: two bytes from a Django project as ``startproject`` makes it.

Served as the site is, by as many processes.
"""

import argparse

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def _answer(_request: WSGIRequest) -> HttpResponse:
    return HttpResponse(b"ok")


urlpatterns = [path("", _answer)]
if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="-", USE_TZ=True,
        INSTALLED_APPS=[
            f"django.contrib.{app}" for app in ("auth", "contenttypes", "sessions", "messages")
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
    )  # fmt: skip
application = get_wsgi_application()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int)
    wants = parser.parse_args()
    Granian(
        "benchmarks.load.empty:application", address="127.0.0.1", port=wants.port,
        interface=Interfaces.WSGI, workers=wants.workers, blocking_threads=1, backlog=1024,
        log_level=LogLevels.warning,
    ).serve()  # fmt: skip
