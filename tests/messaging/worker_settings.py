"""Settings of the worker processes of these tests: the test's database, a broker that is not there, and the demo's gateways or worse."""

import os

from upgrade_program.settings_test import *  # noqa: F403  (settings are inherited whole)
from upgrade_program.settings_test import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
MESSAGE_SECRETS = {"otp": "tests.messaging.spy.code_for"}
MESSAGE_GATEWAYS = {"sms": os.environ.get("TEST_GATEWAY", "upgrade_program.demo.gateways.KeptSms"), "email": "tests.messaging.spy.Spy"}
