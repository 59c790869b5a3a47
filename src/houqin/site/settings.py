"""Django settings: what a deployment may change comes from the environment, the rest is fixed here."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

from houqin.site.postgres import APPLICATION, OWNER, Cluster
from houqin.site.secrets import secret_key

django_stubs_ext.monkeypatch()

DATA = Path(os.environ.get("HOUQIN_DATA", "var")).resolve()
DEBUG = os.environ.get("HOUQIN_DEBUG") == "1"
SECRET_KEY = secret_key(DATA)
ALLOWED_HOSTS = os.environ.get("HOUQIN_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HOUQIN_ORIGINS", "").split(",") if origin]

KERNEL = [
    "houqin.kernel.registry",
    "houqin.kernel.people",
    "houqin.kernel.places",
    "houqin.kernel.worktime",
    "houqin.kernel.trail",
    "houqin.kernel.evidence",
    "houqin.kernel.lifecycle",
    "houqin.kernel.notices",
    "houqin.kernel.money",
    "houqin.kernel.search",
    "houqin.kernel.figures",
    "houqin.kernel.web",
]
ALWAYS = ["rosters", "surveys", "suppliers"]  # level 0: others stand on it
ALL_SERVICES = ["cashier", "rosters", "surveys", "suppliers", "seals", "repairs"]
SERVICES = [
    f"houqin.services.{name}"
    for name in dict.fromkeys(
        [*ALWAYS, *os.environ.get("HOUQIN_SERVICES", ",".join(ALL_SERVICES)).split(",")]
    )
    if name
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton",
    "django_htmx",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_cas_ng",
    "procrastinate.contrib.django",
    *KERNEL,
    *SERVICES,
    "houqin.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "houqin.kernel.web.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "houqin.kernel.web.middleware.RequestContext",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "houqin.site.urls"
WSGI_APPLICATION = "houqin.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "houqin.kernel.web.shell.shell",
                "houqin.site.identity.school_sign_in",
            ],
        },
    }
]


OWNING = os.environ.get("HOUQIN_ROLE") == "owner"  # migrations and tests, not the running site
TESTING = "HOUQIN_TEST_DATABASE" in os.environ


def database(url: str) -> dict[str, object]:
    """Read a `postgresql://` URL (host may be a socket directory in `?host=`) into Django's form."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a pooled connection may have died with its server
        "OPTIONS": options | ({} if OWNING else {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}}),
        "TEST": {
            "NAME": os.environ.get("HOUQIN_TEST_DATABASE"),
            "TEMPLATE": os.environ.get("HOUQIN_TEST_TEMPLATE"),
        },
        "ATOMIC_REQUESTS": False,
    }


CLUSTER = Cluster(DATA / "postgres")
EMBEDDED = "DATABASE_URL" not in os.environ
DATABASE_URL = os.environ.get("DATABASE_URL", CLUSTER.url(APPLICATION))
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", CLUSTER.url(OWNER) if EMBEDDED else DATABASE_URL)
DATABASES = {"default": database(DATABASE_OWNER_URL if OWNING else DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "houqin.site.identity.CasBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "houqin.kernel.web.signin.locked_out"

# The school's own sign-in is off until an address is given; its tables are always there.
CAS_SERVER_URL = os.environ.get("HOUQIN_CAS_URL", "")
CAS_NUMBER_ATTRIBUTE = os.environ.get(
    "HOUQIN_CAS_NUMBER_ATTRIBUTE", ""
)  # empty: the CAS user name is the number
CAS_VERSION = "3"
CAS_CREATE_USER = False
CAS_LOGIN_MSG = CAS_LOGGED_MSG = None
CAS_LOGIN_URL_NAME = "sign-in-cas"
CAS_REDIRECT_URL = "/"
CAS_IGNORE_REFERER = True
OIDC_SERVER_URL = os.environ.get("HOUQIN_OIDC_URL", "")
OIDC_NUMBER_CLAIM = os.environ.get("HOUQIN_OIDC_NUMBER_CLAIM", "preferred_username")
OIDC_TITLE = os.environ.get("HOUQIN_OIDC_TITLE", "")
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
SOCIALACCOUNT_ADAPTER = "houqin.site.identity.OidcAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
OIDC_APP = {
    "provider_id": "school",
    "name": OIDC_TITLE or "school",
    "client_id": os.environ.get("HOUQIN_OIDC_CLIENT", ""),
    "secret": os.environ.get("HOUQIN_OIDC_SECRET", ""),
    "settings": {"server_url": OIDC_SERVER_URL},
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [OIDC_APP] if OIDC_SERVER_URL else []}
}
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = os.environ.get("HOUQIN_HTTPS") == "1"
CSRF_FAILURE_VIEW = "houqin.kernel.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {"geolocation": [], "microphone": [], "camera": ["self"]}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "houqin.kernel.web.stylesheet.CompiledFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 365 * 24 * 3600
EVIDENCE_ROOT = DATA / "evidence"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

GATEWAYS_FILE = Path(
    os.environ.get("HOUQIN_GATEWAYS", DATA / "gateways.toml")
)  # outside payments; see money/README
# A wallet that people fill themselves is stored value. Whoever takes it from the public needs the central bank's
# licence (Regulation on Non-bank Payment Institutions, State Council Decree 768, in force 2024-05-01); the usual
# way on a campus is the bank's or card operator's own wallet. So this stays off until the school's lawyers say it.
TOP_UP = os.environ.get("HOUQIN_TOP_UP") == "1"

HOUQIN_ADDRESS = os.environ.get("HOUQIN_ADDRESS", "")  # the site's root, for links in mail
HOUQIN_BRAND = os.environ.get("HOUQIN_BRAND", "")
EMAIL_HOST = os.environ.get("HOUQIN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("HOUQIN_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("HOUQIN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HOUQIN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("HOUQIN_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("HOUQIN_MAIL_FROM", "houqin@localhost")

NINJA_NUM_PROXIES = 0
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HOUQIN_LOG", "WARNING")},
}
FORMS_URLFIELD_ASSUME_HTTPS = True
