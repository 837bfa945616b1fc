"""Addresses of classes that anyone may open."""

from django.urls import path

from zhicai.training.views import public

app_name = "classes"
urlpatterns = [
    path("", public.classes, name="list"),
    path("<slug:number>/", public.training_class, name="class"),
]
