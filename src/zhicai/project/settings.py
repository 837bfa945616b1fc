"""Settings of the site. An office sets environment variables; everything has a working default.

ZHICAI_DATA        folder of the database, uploads and keys (default ``var`` beside the project)
ZHICAI_DATABASE    ``postgresql://user:password@host:port/name``; SQLite in the data folder if
absent ZHICAI_SECRET      signing key; made once and kept in the data folder if absent
ZHICAI_HOSTS       host names the site answers to, separated by commas
ZHICAI_LAW         further folders of programmes, separated by the system's path separator
ZHICAI_TODAY       put the whole site on this day (demo and rehearsal)
ZHICAI_MFA_ROLES   roles that must sign in with a second factor, separated by commas, such as
                   ``system_admin,security_admin,audit_admin``; none if absent
ZHICAI_PROXIES     how many proxies of one's own stand before the site (believed about addresses)
ZHICAI_SIGNIN      file of outside identities (``zhicai.signin.ways``); ``signin.json`` in the data
                   folder, none if there is no such file
ZHICAI_DEBUG       1 shows Django's own error pages
ZHICAI_SITE        the site's own address, ``https://ip.example.gov.cn``: links in mail and SMS
ZHICAI_FONTS       folder of further fonts (.ttf, .otf) for names that the bundled one cannot show
ZHICAI_SEAL        picture of the issuer's seal (SVG, PNG) on certificates; without it a void sample
ZHICAI_SMTP        ``smtp://user:password@host:port`` (``smtps://`` for TLS from the start): mail
ZHICAI_MAIL_FROM   the sender of mail
ZHICAI_SMS_URL     an SMS gateway; with ZHICAI_SMS_FORM, _TOKEN and _OK (``messages.channels.sms``)
ZHICAI_API_RATE    calls of one token in a minute (default 300)
ZHICAI_HOOKS_PRIVATE  1 lets webhooks go to this machine and to private addresses
ZHICAI_VERIFY      wrong tries of checking a certificate: of one number / of one address / minutes
                   in which they count (default 5/200/60); right ones are free
ZHICAI_PDF_KEY     a PKCS #12 file that signs certificates (none if absent), with the passphrase in
                   the file ZHICAI_PDF_PASSPHRASE names
ZHICAI_WECOM       1 lets offices enter the robot of their own WeCom group
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
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
    "zhicai.finance",
    "zhicai.registers",
    "zhicai.planning",
    "zhicai.training",
    "zhicai.admission",
    "zhicai.attendance",
    "zhicai.results",
    "zhicai.exams",
    "zhicai.certificates",
    "zhicai.dossiers",
    "zhicai.archive",
    "zhicai.merits",
    "zhicai.reviews",
    "zhicai.reports",
    "zhicai.monitoring",
    "zhicai.portal",
    "zhicai.desk",
    "zhicai.api",
    "zhicai.project",
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
    "allauth.account.middleware.AccountMiddleware",
    "zhicai.accounts.middleware.ActingMiddleware",
    "zhicai.signin.middleware.SessionMiddleware",
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


NEVER = 2**31 - 1


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
        # Only what foundation.prepared asks for is prepared on the server, however often it comes.
        "OPTIONS": {"prepare_threshold": NEVER},
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
# Of django-allauth only the mechanisms: no page, no address, no mail (ADR 7).
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
MFA_ADAPTER = "zhicai.signin.sealing.SealedMfa"
MFA_TOTP_TOLERANCE = 1
ZHICAI_MFA_ROLES = frozenset(filter(None, os.environ.get("ZHICAI_MFA_ROLES", "").split(",")))
ZHICAI_PROXIES = int(os.environ.get("ZHICAI_PROXIES", "0"))
ZHICAI_SIGNIN = Path(os.environ.get("ZHICAI_SIGNIN", DATA / "signin.json"))
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "zhicai.accounts.sessions"
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
ZHICAI_FONTS = os.environ.get("ZHICAI_FONTS", "")
ZHICAI_SEAL = os.environ.get("ZHICAI_SEAL", "")
ZHICAI_GALLERY = DEBUG or os.environ.get("ZHICAI_GALLERY") == "1"
ZHICAI_DEMO = os.environ.get("ZHICAI_DEMO") == "1"

# What leaves the site. Nothing outside is called unless it is named here.
ZHICAI_SITE = os.environ.get("ZHICAI_SITE", "").rstrip("/")
ZHICAI_SMTP = os.environ.get("ZHICAI_SMTP", "")
_smtp = urlsplit(ZHICAI_SMTP)
EMAIL_HOST = _smtp.hostname or ""
EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_smtp.username or "")
EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_PORT == 587
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("ZHICAI_MAIL_FROM", EMAIL_HOST_USER or "zhicai@localhost")
ZHICAI_SMS = {
    "url": os.environ.get("ZHICAI_SMS_URL", ""),
    "form": os.environ.get("ZHICAI_SMS_FORM", "mobile={phone}&content={text}&id={key}"),
    "token": os.environ.get("ZHICAI_SMS_TOKEN", ""),
    "ok": os.environ.get("ZHICAI_SMS_OK", ""),
}
ZHICAI_WECOM = os.environ.get("ZHICAI_WECOM") == "1"
_tries = os.environ.get("ZHICAI_VERIFY", "5/200/60").split("/")
ZHICAI_VERIFY_PER_NUMBER, ZHICAI_VERIFY_PER_ADDRESS, ZHICAI_VERIFY_MINUTES = map(int, _tries)
ZHICAI_PDF_KEY = os.environ.get("ZHICAI_PDF_KEY", "")
ZHICAI_PDF_PASSPHRASE = os.environ.get("ZHICAI_PDF_PASSPHRASE", "")
ZHICAI_API_RATE = int(os.environ.get("ZHICAI_API_RATE", "300"))
ZHICAI_HOOKS_PRIVATE = os.environ.get("ZHICAI_HOOKS_PRIVATE") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ZHICAI_LOG", "WARNING")},
}
