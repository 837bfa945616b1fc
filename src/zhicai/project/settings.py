"""Settings of the site. An office sets environment variables; everything has a working default.

ZHICAI_DATA        folder of the database, uploads and keys (default ``var`` beside the project)
ZHICAI_DATABASE    ``postgresql://user:password@host:port/name``; SQLite in the data folder if
absent ZHICAI_SECRET      signing key; made once and kept in the data folder if absent
ZHICAI_HOSTS       host names the site answers to, separated by commas
ZHICAI_LAW         further folders of programmes, separated by the system's path separator
ZHICAI_TODAY       put the whole site on this day (demo and rehearsal)
ZHICAI_DEBUG       1 shows Django's own error pages
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ZHICAI_DATA", PACKAGE.parent.parent / "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("ZHICAI_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ZHICAI_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")


def _kept_secret() -> str:
    """Read the signing key of this installation, making it on first use (mode 600)."""
    path = DATA / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


SECRET_KEY = os.environ.get("ZHICAI_SECRET") or _kept_secret()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "zhicai.ui",
    "zhicai.audit",
    "zhicai.places",
    "zhicai.accounts",
    "zhicai.filing",
    "zhicai.messages",
    "zhicai.files",
    "zhicai.documents",
    "zhicai.surveys",
    "zhicai.signin",
    "zhicai.people",
    "zhicai.staff",
    "zhicai.programmes",
    "zhicai.coordination",
    "zhicai.outreach",
    "zhicai.publicity",
    "zhicai.notices",
    "zhicai.handbooks",
    "zhicai.planning",
    "zhicai.monitoring",
    "zhicai.portal",
    "zhicai.desk",
    "zhicai.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhicai.project.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhicai.accounts.middleware.ActingMiddleware",
    "zhicai.accounts.middleware.RefusalMiddleware",
    "zhicai.project.security.ContentSecurityMiddleware",
]

ROOT_URLCONF = "zhicai.project.urls"
WSGI_APPLICATION = "zhicai.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "zhicai.ui.context_processors.frame",
            ],
            "builtins": ["zhicai.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "zhicai.ui.forms.FormRenderer"


def _database() -> dict[str, object]:
    url = os.environ.get("ZHICAI_DATABASE")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "zhicai.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # WAL with synchronous=FULL: what was acknowledged survives a killed process and a
                # power cut.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["zhicai.accounts.backends.OfficeBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zhicai.project.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("ZHICAI_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "zhicai_language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

ZHICAI_LAW_FOLDERS = [
    Path(folder) for folder in os.environ.get("ZHICAI_LAW", "").split(os.pathsep) if folder
]
ZHICAI_GALLERY = DEBUG or os.environ.get("ZHICAI_GALLERY") == "1"
ZHICAI_DEMO = os.environ.get("ZHICAI_DEMO") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ZHICAI_LOG", "WARNING")},
}
