"""Public pages on which anyone verifies a certificate."""

from django.urls import path

from zhicai.certificates.views import credentials, verify

app_name = "verify"
urlpatterns = [
    path("verify/", verify.home, name="home"),
    path("verify/file/", verify.by_file, name="file"),
    path("verify/offline/", verify.offline, name="offline"),
    path("verify/states/<int:number>.json", credentials.states, name="states"),
    path("v/<str:code>/", verify.by_code, name="code"),
    path("v/<str:code>/verdict.json", verify.verdict_json, name="verdict"),
    path("v/<str:code>/credential.json", credentials.badge, name="credential"),
    path(".well-known/did.json", credentials.did, name="did"),
    path(".well-known/zhicai-keys.json", credentials.keys, name="keys"),
]
