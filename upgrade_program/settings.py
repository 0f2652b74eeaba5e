"""Settings for every environment: what differs comes from the environment, and the safe value is the default."""

from pathlib import Path
from typing import Any

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from upgrade_program.foundation.database.timeouts import as_options
from upgrade_program.safety import unsafe

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
PUBLIC_HOST = PUBLIC_URL.partition("://")[2].split("/", 1)[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[PUBLIC_HOST.split(":", 1)[0], "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
DEMO = env.bool("DEMO", default=False)
STATE_DIR = Path(env.str("APP_STATE", default=str(VAR_DIR)))

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # before admin; Basic because the site is our own
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "upgrade_program.admin_config.HeadOffice",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "heroicons",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "django_prometheus",
    "pgtrigger",
    # the house, bottom floor first
    "upgrade_program.foundation.database",
    "upgrade_program.foundation.outbox",
    "upgrade_program.foundation.audit",
    "upgrade_program.foundation.jobs",
    "upgrade_program.foundation.requests",
    "upgrade_program.foundation.approvals",
    "upgrade_program.foundation.documents",
    "upgrade_program.foundation.photos",
    "upgrade_program.foundation.backup",
    "upgrade_program.foundation.ui",
    "stores",
    "upgrade_program.catalog",
    "upgrade_program.customers",
    "upgrade_program.messaging",
    "upgrade_program.otp",
    "upgrade_program.billing",
    "upgrade_program.plans",
    "upgrade_program.buyback",
    "loyalty.ledger",
    "loyalty.programme",
    "loyalty.rewards",
    "loyalty.activity",
    "upgrade_program.reporting",
    "upgrade_program.interfaces.counter",
    "upgrade_program.interfaces.portal",
    "upgrade_program.interfaces.api",
    "upgrade_program.interfaces.headoffice",
]
if DEMO:
    INSTALLED_APPS.append("upgrade_program.demo")

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "upgrade_program.interfaces.api.lane.ApiLane",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "upgrade_program.interfaces.health.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stores.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "upgrade_program.interfaces.counter.lock.LockMiddleware",
    "upgrade_program.interfaces.request_log.RequestLog",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
# What a call of the API passes instead of the list below ApiLane.
API_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "upgrade_program.interfaces.api.lane.ContentPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "upgrade_program.interfaces.health.DatabaseAwayMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "upgrade_program.interfaces.request_log.RequestLog",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "upgrade_program.urls"
WSGI_APPLICATION = "upgrade_program.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "upgrade_program.interfaces.context.page",
            ],
            # cotton and partials both wrap the loaders; written out, both work.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "upgrade_program.foundation.ui.templatetags.components",  # takes the place of cotton's component tag
                "template_partials.templatetags.partials",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Database: one PostgreSQL for every app. `PGHOST` names a socket folder, which a URL cannot.
_database: dict[str, Any] = env.db_url("DATABASE_URL", default="postgres:///upgrade_program")
_database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
_database["CONN_HEALTH_CHECKS"] = True
_database["ENGINE"] = "upgrade_program.foundation.database.postgres"
_database["OPTIONS"] = {"options": as_options(), "connect_timeout": 3}
DATABASES = {"default": _database}
# Two roles: the owner makes and owns every table and is known to `migrate` alone; the role of DATABASE_URL runs, with the rights of
# foundation/database/rules.py. Without an owner one role does both, and `check --deploy --database default` warns.
DATABASE_OWNER: dict[str, Any] = env.db_url("DATABASE_OWNER_URL") if env.str("DATABASE_OWNER_URL", default="") else {}
APP_ROLE = {key: _database[key] for key in ("USER", "PASSWORD")} if DATABASE_OWNER else {}
CACHES = {
    # What all processes must count together (tries to sign in) stands in PostgreSQL, so that it works with the broker away.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "stores.StaffUser"
AUTHENTICATION_BACKENDS = [
    "stores.backend.Staff",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "counter:home"
OFFICE_LOGIN_REDIRECT_URL = "admin:index"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if env.bool("BEHIND_PROXY", default=False) else 0)
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "stores.adapter.NoSignup"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Smart Upgrade"
MFA_ADAPTER = "stores.adapter.SecondFactor"
MFA_RECOVERY_CODES_SHOW_ONCE = True
TILL_IDLE_SECONDS = env.int("TILL_IDLE_SECONDS", default=300)  # a session without a sign of its person for so long is locked

SESSION_ENGINE = "stores.session_store"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "django_language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "upgrade_program.interfaces.failures.csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("hi", _("Hindi"))]
LOCALE_PATHS = [BASE_DIR / "upgrade_program" / "locale"]
TIME_ZONE = "Asia/Kolkata"
USE_I18N = True
USE_TZ = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = ["upgrade_program.staticfiles.BuiltFiles", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
MEDIA_ROOT = STATE_DIR / "media"  # served by nothing
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "photos": {
        "BACKEND": "upgrade_program.foundation.photos.storage.PhotoFiles",
        "OPTIONS": {"location": MEDIA_ROOT / "photos", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "goods": {
        "BACKEND": "loyalty.rewards.storage.GoodsFiles",
        "OPTIONS": {"location": MEDIA_ROOT / "goods", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "upgrade_program.staticfiles.NamedByContent"},
}
DOCUMENT_TEMPLATES = BASE_DIR / "templates" / "documents"  # the *.typ of A4 papers

# Jobs. The broker only nudges; every wait on it is bounded, and a dead one costs a sale about 10 ms.
CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: a broker may be away for a night
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "outbox": {"task": "outbox.sweep", "schedule": 2.0, "options": {"expires": 2}},
    "due plans": {"task": "plans.daily", "schedule": 300.0, "options": {"expires": 300}},
    "claims over": {"task": "buyback.lapse", "schedule": 300.0, "options": {"expires": 300}},
    "status reviews": {"task": "programme.review", "schedule": 300.0, "options": {"expires": 300}},
    "day reports": {"task": "reporting.daily", "schedule": 300.0, "options": {"expires": 300}},
    "points live": {"task": "ledger.mature", "schedule": 300.0, "options": {"expires": 300}},
    "points over": {"task": "ledger.expire", "schedule": 300.0, "options": {"expires": 300}},
    "holds over": {"task": "ledger.release_holds", "schedule": 300.0, "options": {"expires": 300}},
    "ledger verified": {"task": "ledger.verify", "schedule": crontab(hour=3, minute=15), "options": {"expires": 3600}},
    "boards": {"task": "activity.boards", "schedule": 300.0, "options": {"expires": 300}},
    "points notices": {"task": "activity.notices", "schedule": 300.0, "options": {"expires": 300}},
    "old sessions": {"task": "stores.tidy", "schedule": 86400.0, "options": {"expires": 3600}},
    "old messages": {"task": "messaging.forget", "schedule": 86400.0, "options": {"expires": 3600}},
    "old requests": {"task": "requests.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "old codes": {"task": "otp.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "old photos": {"task": "photos.forget", "schedule": 86400.0, "options": {"expires": 3600}},
}
# News: topic -> who hears it (dotted functions taking a Message's payload and the instant).
OUTBOX_ROUTES: dict[str, list[str]] = {
    "plan.sold": [
        "upgrade_program.plans.subscribers.tell_sold",
        "upgrade_program.buyback.subscribers.owe_fee",
        "loyalty.activity.subscribers.hear_plan_sold",
    ],
    "plan.pending": ["upgrade_program.plans.subscribers.tell_pending"],
    "plan.cancelled": [
        "upgrade_program.plans.subscribers.tell_cancelled",
        "upgrade_program.buyback.subscribers.owe_fee_back",
        "loyalty.activity.subscribers.hear_plan_cancelled",
    ],
    "plan.suspended": [
        "upgrade_program.buyback.subscribers.end_claim_of_suspended",
        "upgrade_program.plans.subscribers.tell_suspended",
    ],
    "plan.resumed": ["upgrade_program.plans.subscribers.tell_resumed"],
    "plan.swapped": ["upgrade_program.plans.subscribers.tell_swapped"],
    "plan.holder_changed": ["upgrade_program.plans.subscribers.tell_holder_changed"],
    "claim.opened": ["upgrade_program.buyback.subscribers.tell_opened"],
    "claim.refused": ["upgrade_program.buyback.subscribers.tell_refused"],
    "claim.lapsed": ["upgrade_program.buyback.subscribers.tell_lapsed"],
    "claim.settled": ["upgrade_program.buyback.subscribers.tell_settled", "loyalty.activity.subscribers.hear_claim_settled"],
    "claim.reversed": ["upgrade_program.buyback.subscribers.tell_reversed", "loyalty.activity.subscribers.hear_claim_reversed"],
    "reward.redeemed": ["loyalty.rewards.subscribers.tell_redeemed"],
    "reward.cancelled": ["loyalty.rewards.subscribers.tell_cancelled"],
    "drawer.closed": ["upgrade_program.reporting.subscribers.mail_closed_day"],
}
# Those who hear many at once: topic -> dotted functions taking a list of payloads and the instant.
OUTBOX_BATCHES: dict[str, list[str]] = {
    "plan.sold": ["loyalty.programme.subscribers.earn_for_plans_sold"],
    "plan.cancelled": ["loyalty.programme.subscribers.take_back_for_plans_cancelled"],
    "claim.settled": ["loyalty.programme.subscribers.earn_for_claims_settled"],
    "claim.reversed": ["loyalty.programme.subscribers.take_back_for_claims_reversed"],
}
# What a worker drains, broker or not: each `(*, at, limit) -> int` looks for due rows in PostgreSQL and says how many it handled.
DRAINS = ["upgrade_program.foundation.outbox.services.deliver_due", "upgrade_program.messaging.sending.send_due"]

# Messages: who carries a channel, and who is asked for a secret at the moment of sending (`otp:<id>` asks "otp").
MESSAGE_GATEWAYS = {
    "sms": "upgrade_program.demo.gateways.KeptSms" if DEMO else "upgrade_program.messaging.gateways.sms.HttpSms",
    "email": "upgrade_program.demo.gateways.KeptMail" if DEMO else "upgrade_program.messaging.gateways.mail.Mail",
}
MESSAGE_SECRETS = {"otp": "upgrade_program.otp.services.code_for", "reward": "loyalty.rewards.services.secret_of"}
_mail = environ.Env.email_url_config(env.str("EMAIL_URL", default="") or "smtp://localhost:25")  # smtp+tls://user:password@host:587
EMAIL_HOST = env.str("EMAIL_HOST", default=_mail["EMAIL_HOST"])
EMAIL_PORT = env.int("EMAIL_PORT", default=_mail["EMAIL_PORT"] or 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default=_mail["EMAIL_HOST_USER"] or "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default=_mail["EMAIL_HOST_PASSWORD"] or "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=_mail.get("EMAIL_USE_TLS", False))
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=_mail.get("EMAIL_USE_SSL", False))
EMAIL_TIMEOUT = 5  # seconds, for each answer of the server
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or f"Smart Upgrade <no-reply@{PUBLIC_HOST.partition(':')[0]}>"
SMS_GATEWAY = {
    "url": env.str("SMS_URL", default=""),
    "key": env.str("SMS_KEY", default=""),
    "key_header": env.str("SMS_KEY_HEADER", default="Authorization"),
    "form": env.bool("SMS_FORM", default=False),  # a form instead of JSON
    "fields": env.dict("SMS_FIELDS", default={}),  # how the provider calls ours: "to=mobile,text=message"; "encoding=" leaves one out
    "success": env.str("SMS_SUCCESS", default=""),  # "status=success", where a provider says no with a 200
    "id_field": env.str("SMS_ID_FIELD", default="id"),
    "sender": env.str("SMS_SENDER", default=""),  # as registered: six letters
    "entity_id": env.str("SMS_ENTITY_ID", default=""),
    "template_ids": env.dict("SMS_TEMPLATE_IDS", default={}),  # "plan.sold/en=1107160000000000001,plan.sold/hi=..."
}
# Who quotes for a phone without a plan, and who is asked whether an IMEI is blocked: dotted classes; the services are theirs to know.
PARTNER_QUOTES = env.str("PARTNER_QUOTES", default="") or "upgrade_program.buyback.queries.partner_prices.PriceTable"
PARTNER_SERVICE = {
    "url": env.str("PARTNER_URL", default=""),
    "key": env.str("PARTNER_KEY", default=""),
    "key_header": env.str("PARTNER_KEY_HEADER", default="Authorization"),
    "name": env.str("PARTNER_NAME", default=""),  # as quotes name it
}
BLACKLIST = env.str("BLACKLIST", default="") or "upgrade_program.buyback.blacklist.ByHand"
BLACKLIST_SERVICE = {
    "url": env.str("BLACKLIST_URL", default=""),
    "key": env.str("BLACKLIST_KEY", default=""),
    "key_header": env.str("BLACKLIST_KEY_HEADER", default="Authorization"),
    "name": env.str("BLACKLIST_NAME", default=""),  # as the gate's record names it
}
# One-time codes in any hour, over all stores: what an SMS bill can bear when somebody finds a way to make us send them.
OTP_PER_HOUR = env.int("OTP_PER_HOUR", default=1000)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["upgrade_program.interfaces.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["upgrade_program.interfaces.api.permissions.IsStaff"],
    "DEFAULT_RENDERER_CLASSES": ["upgrade_program.interfaces.api.renderers.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "upgrade_program.interfaces.api.errors.problem",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Smart Upgrade API",
    "VERSION": "1",
    "DESCRIPTION": "Sell assured-buyback plans, check their value, honour them. Errors are RFC 9457 problem details with a stable code.",
    "SERVE_INCLUDE_SCHEMA": False,
    "PATH_CONVERTER_OVERRIDES": {"member": {"type": "string", "pattern": "^m[1-9][0-9]{0,17}-[A-Za-z0-9_-]{43}$"}},
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    # Two fields are called state: the names their sets of words have in the schema.
    "ENUM_NAME_OVERRIDES": {
        "StateEnum": ["open", "inspected", "offered", "accepted", "settled", "refused", "declined", "lapsed", "reversed"],
        "RedemptionStateEnum": ["issued", "used", "cancelled"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "upgrade_program.interfaces.api.schema.add_not_found",
        "upgrade_program.interfaces.api.schema_links.add_links",
    ],
}

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if _faults := unsafe(secret_key=SECRET_KEY, public_url=PUBLIC_URL, allowed_hosts=ALLOWED_HOSTS, metrics_token=METRICS_TOKEN):
    raise ImproperlyConfigured("\n".join(["The application does not start:", *_faults]))

UNFOLD = {"SITE_TITLE": "Smart Upgrade head office", "SITE_HEADER": "Smart Upgrade", "SITE_SUBHEADER": "Head office"}

DJANGO_STRUCTLOG_CELERY_ENABLED = True
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,  # first: what is not written need not be made
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "upgrade_program.interfaces.redaction.Redact"}},
    "formatters": {
        "json": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": [
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["redact"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
