"""Every setting, from the environment alone and through `factcheck.env`. README.md has the table of variables."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from factcheck import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.directory("DATA_DIR", BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", kept_in=DATA_DIR / "secret-key")
ALLOW_DEMO = env.flag("ALLOW_DEMO")

# What the project is made of

INSTALLED_APPS = [
    "factcheck.desks",
    "factcheck.api",
    "factcheck.web",
    "annotations",
    "claims",
    "factcheck.exchange",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "axes",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "factcheck.web.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "factcheck.web.middleware.IdsAsWritten",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "factcheck.web.problems.ProblemPages",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
ASGI_APPLICATION = "factcheck.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.web.notices.unread_notices",
            ],
        },
    },
]

FORM_RENDERER = "factcheck.web.rendering.Fields"

# Database: SQLite in DATA_DIR unless DATABASE_URL says otherwise

_SQLITE = {
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # WAL: readers never wait for the writer. No mmap: it only counts the system's file cache as our memory.
        "init_command": (
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 20000;"
            "PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;"
        ),
    },
}


def _database() -> dict[str, Any]:
    url: dict[str, Any] = {**env.database_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'factcheck.sqlite3'}")}
    if url["ENGINE"].endswith("sqlite3"):
        return {**url, "NAME": BASE_DIR / url["NAME"], **_SQLITE}
    most = env.number("DATABASE_POOL_MAX", 16, least=1, most=1000)
    pool = {"min_size": env.number("DATABASE_POOL_MIN", 1, most=most), "max_size": most, "timeout": 10}
    # no CONN_HEALTH_CHECKS: factcheck/desks/connecting.py sees to it that they are there
    return {**url, "CONN_MAX_AGE": 0, "OPTIONS": {**url["OPTIONS"], "pool": pool}}


DATABASES = {"default": _database()}

# People and signing in

AUTH_USER_MODEL = "desks.User"
AUTHENTICATION_BACKENDS = ["factcheck.web.throttling.LoginThrottle", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

AXES_FAILURE_LIMIT = env.number("LOGIN_FAILURES", 10, least=1, most=1000)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("LOGIN_LOCKOUT_MINUTES", 15, least=1, most=24 * 60))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "factcheck.desks.callers.client_address"
AXES_LOCKOUT_CALLABLE = "factcheck.web.throttling.too_many_failures"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# What comes in and goes out

ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_FAILURE_VIEW = "factcheck.handlers.csrf_failed"
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20

HTTPS = env.flag("HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000 if HTTPS else 0)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# Only behind a proxy that always sets these headers itself: anybody else could pretend to have come by HTTPS, or from
# somewhere else.
TRUST_PROXY = env.flag("TRUST_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# Work that is done later, by `make worker`: kept in the same database, in the transaction that asks for it

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TASK_THREADS = env.number("TASK_THREADS", 2, least=1, most=32)

EXPORT_DAYS = env.number("EXPORT_DAYS", 7, least=1, most=365)

# Pages that are fetched: from the public web alone, unless these networks are named

FETCH_NETWORKS = env.networks("FETCH_NETWORKS")
FETCH_PORTS = frozenset(env.numbers("FETCH_PORTS", [80, 443, 8080, 8443], least=1, most=65535))
FETCH_ROBOTS = env.flag("FETCH_ROBOTS", default=True)

# Language and time

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "factcheck.web.staticfiles.HashedFiles"},
}

# The API

API_RATE = env.rate("API_RATE")
API_RATE_ANONYMOUS = env.rate("API_RATE_ANONYMOUS")
RATES_FILE = DATA_DIR / "rates.sqlite3"

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["factcheck.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["factcheck.api.parsing.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "factcheck.api.authentication.BearerToken",
        "factcheck.api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "factcheck.api.schema.Schema",
    "EXCEPTION_HANDLER": "factcheck.api.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Fact-check desk",
    "DESCRIPTION": (
        "Articles and what is marked in them, claims, evidence, verdicts and reviews. Strings are stored as they are sent; "
        "NUL and lone surrogates are refused. Bodies have at most 16 MiB and 50 levels. An unknown member or parameter is an "
        "error; a filter with no value narrows nothing."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # no other: choices stand where they are used, not as components with names of their own
    "POSTPROCESSING_HOOKS": ["factcheck.api.describing.completing.complete"],
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "CONTACT": {"name": "The fact-check desk contributors"},
    "SERVERS": [{"url": "/", "description": "This desk"}],
    "EXTERNAL_DOCS": {"url": "/problems/", "description": "Each type of problem, and what to do about it"},
}

# What is written to the terminal: Django's own faults and ours. Of requests that were wrong only those that look like an
# attack, or like a name that ALLOWED_HOSTS lacks, with a line each

LOG_LEVEL = env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "WARNING")
_LINE = "{asctime} {levelname} {name}: {message}"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": _LINE, "style": "{"},
        "one_line": {"()": "factcheck.core.logs.OneLine", "fmt": _LINE, "style": "{"},
    },
    "filters": {"discreet": {"()": "factcheck.core.discretion.Discreet"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["discreet"],
        },
        "refusals": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "one_line",
            "filters": ["discreet"],
        },
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": LOG_LEVEL, "propagate": False},
        "django.request": {"level": "ERROR"},
        "django.security": {"handlers": ["refusals"], "level": LOG_LEVEL, "propagate": False},
        "django.server": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
    },
}
