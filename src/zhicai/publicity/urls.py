"""Addresses of the office's side of publicity."""

from django.urls import path

from zhicai.publicity.views import activities, items, lists, questionnaires, rounds

app_name = "publicity"
urlpatterns = [
    path("", items.items, name="items"),
    path("items/new/", items.new, name="new_item"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/edit/", items.edit, name="edit_item"),
    path("items/<int:pk>/send/", items.send, name="send_item"),
    path("items/<int:pk>/review/", items.review, name="review_item"),
    path("items/<int:pk>/withdraw/", items.withdraw, name="withdraw_item"),
    path("actions/", activities.activities, name="activities"),
    path("actions/new/", activities.new, name="log"),
    path("actions/<int:pk>/strike/", activities.strike, name="strike"),
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", lists.new, name="new_list"),
    path("lists/<int:pk>/", lists.public_list, name="list"),
    path("lists/<int:pk>/withdraw/", lists.withdraw, name="withdraw_list"),
    path("objections/<int:pk>/answer/", lists.answer, name="answer_objection"),
    path("surveys/", rounds.rounds, name="rounds"),
    path("surveys/<int:pk>/", rounds.round_page, name="round"),
    path("surveys/<int:pk>/invite/", rounds.invite_guests, name="invite"),
    path("surveys/<int:pk>/close/", rounds.close, name="close_round"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/new/", questionnaires.new, name="new_questionnaire"),
    path("questionnaires/<int:pk>/", questionnaires.questionnaire, name="questionnaire"),
    path("questionnaires/<int:pk>/open/", rounds.open_new, name="open_round"),
    path("scores/", rounds.scores, name="scores"),
]
