"""Settings of the workers of test_points_killed: the test's database as the application's role, and the real routes of loyalty."""

import os

from tests.loyalty.programme.routes import only_loyalty
from upgrade_program.settings_test import *  # noqa: F403  (settings are inherited whole)
from upgrade_program.settings_test import APP_ROLE, DATABASES, OUTBOX_ROUTES

DATABASES["default"] |= {"NAME": os.environ["TEST_DATABASE"], **APP_ROLE}
OUTBOX_ROUTES = only_loyalty(OUTBOX_ROUTES)
