"""The public list of those commended: no account needed."""

from django.urls import path

from zhicai.reviews.views import public

app_name = "commended"
urlpatterns = [path("", public.commended_list, name="list")]
