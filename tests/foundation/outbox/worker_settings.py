"""Settings of the worker process that test_worker starts: the test's database, a broker that is not there, one subscriber."""

import os

from upgrade_program.settings_test import *  # noqa: F403  (settings are inherited whole)
from upgrade_program.settings_test import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
OUTBOX_ROUTES = {"test.sold": ["tests.foundation.outbox.ears.write"]}
