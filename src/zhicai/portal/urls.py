"""Addresses of the public site."""

from django.urls import path

from zhicai.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("public/", views.public_home, name="public_home"),
    path("news/", views.news, name="news"),
    path("news/<int:pk>/", views.news_item, name="news_item"),
    path("news/feed.xml", views.feed, name="feed"),
    path("specialists/", views.specialists, name="specialists"),
    path("lists/", views.lists, name="lists"),
    path("lists/<int:pk>/", views.public_list, name="list"),
    path("about/contact/", views.contact, name="contact"),
    path("about/<slug:name>/", views.statement, name="statement"),
]
