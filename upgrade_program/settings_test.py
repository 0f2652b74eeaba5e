"""Settings of the test suite: the same application with cheap hashing and no manifest; PostgreSQL stays real."""

import os

os.environ.setdefault("SECRET_KEY", "for-tests-only-and-long-enough-to-please-every-check-there-is")
os.environ.setdefault("DEMO", "1")

from upgrade_program.settings import *  # noqa: F403  (settings are inherited whole)
from upgrade_program.settings import DATABASE_OWNER, DATABASES, STATE_DIR, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = STATE_DIR / "static_of_tests"  # stays empty: every client looks through it, and a server under test collects into its own
CACHES = {alias: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias} for alias in ("default", "local")}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A busy machine is no fault: tests of impatience say themselves how long they wait, and `tests.races.impatient` serves as a site does.
_patience = {"lock_timeout": "60s", "statement_timeout": "120s", "idle_in_transaction_session_timeout": "300s"}
DATABASES["default"]["OPTIONS"] = {"options": " ".join(f"-c {name}={value}" for name, value in _patience.items()), "connect_timeout": 30}
if os.environ.get("TEST_PATTERN"):  # of `run.py test`: migrated once and copied by every process
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["TEST_PATTERN"]}
TILL_IDLE_SECONDS = 10**9  # tests of other things travel through time; those of the till say how long it waits
# The suite makes and empties databases, so it is the owner; the servers it starts run as the application's role, made beside it.
DATABASES["default"] |= {key: DATABASE_OWNER[key] for key in ("USER", "PASSWORD") if DATABASE_OWNER}
DATABASE_OWNER = {}
APP_ROLE = {
    "USER": "app" if DATABASES["default"]["USER"] != "app" else "app_of_tests",
    "PASSWORD": DATABASES["default"]["PASSWORD"],
}
