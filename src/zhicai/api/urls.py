"""Addresses of the interface, its documentation, tokens and webhooks."""

from django.urls import include, path

from zhicai.api.views import documentation, systems
from zhicai.api.views.v1.all import addresses

app_name = "api"

urlpatterns = [
    path("docs", documentation.docs, name="docs"),
    path("openapi.json", documentation.openapi, name="openapi"),
    path("tokens/", systems.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", systems.revoke, name="revoke"),
    path("hooks/", systems.hooks, name="hooks"),
    path("hooks/<int:pk>/", systems.hook, name="hook"),
    path("hooks/<int:pk>/end/", systems.end, name="end_hook"),
    path("calls/<int:pk>/again/", systems.again, name="call_again"),
    path("v1/", include((addresses(), "v1"))),
]
