"""What a request passes: middleware, templates, languages, static files and uploads."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from upgrade_program.configuration.place import BASE_DIR, STATE_DIR

MIDDLEWARE = [
    "upgrade_program.interfaces.figures.WholeTime",
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
    "upgrade_program.foundation.history.who.TellsWho",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "upgrade_program.interfaces.counter.lock.LockMiddleware",
    "upgrade_program.interfaces.request_log.RequestLog",
    "upgrade_program.interfaces.figures.ByView",
]
# What a call of the API passes instead of the list below ApiLane.
API_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "upgrade_program.interfaces.api.lane.ContentPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "upgrade_program.interfaces.health.DatabaseAwayMiddleware",
    "upgrade_program.interfaces.api.lane.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "upgrade_program.interfaces.request_log.RequestLog",
    "upgrade_program.interfaces.figures.ByView",
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

# The admin wears the primary colour of every other page (static/src/tokens.css), light and dark.
UNFOLD = {
    "SITE_TITLE": "Smart Upgrade head office",
    "SITE_HEADER": "Smart Upgrade",
    "SITE_SUBHEADER": "Head office",
    "COLORS": {
        "primary": {
            "50": "#eef7fa",
            "100": "#e3f0f3",
            "200": "#b9dfe9",
            "300": "#74cbe0",
            "400": "#4fb8d0",
            "500": "#38a5be",
            "600": "#075e73",
            "700": "#064f61",
            "800": "#05414f",
            "900": "#12343d",
            "950": "#0b2229",
        }
    },
}
