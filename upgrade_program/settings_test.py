"""Settings of the test suite: the same application with cheap hashing and no manifest; PostgreSQL stays real."""

import os

os.environ.setdefault("SECRET_KEY", "for-tests-only-and-long-enough-to-please-every-check-there-is")
os.environ.setdefault("DEMO", "1")

from upgrade_program.settings import *  # noqa: F403  (settings are inherited whole)
from upgrade_program.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {alias: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias} for alias in ("default", "local")}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["CONN_MAX_AGE"] = 0
