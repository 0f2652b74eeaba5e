"""Where data stands: PostgreSQL with its two roles, and the caches."""

from typing import Any

from upgrade_program.configuration.place import env
from upgrade_program.foundation.database.timeouts import as_options

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
