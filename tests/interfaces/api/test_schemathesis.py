"""Whatever the schema allows, and what it does not, as a clerk and as nobody: no 5xx, and no answer the schema does not know (S4).

Bounded to a few examples a call, so that the suite stays short; the run prints its seed through Hypothesis when it fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks

from tests.interfaces.api.till import Till, sale, till_of, traces
from upgrade_program.interfaces.api.views.docs import the_schema
from upgrade_program.wsgi import application

load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(orjson.loads(orjson.dumps(the_schema())))
SCHEMA.app = application
EXAMPLES = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
]


@pytest.fixture(autouse=True)
def _unthrottled(settings) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"public": None, "search": None}}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: the end of a request does not close the connection that the test's transaction is on."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


def test_the_application_is_the_real_one():
    assert isinstance(application, WSGIHandler)


@pytest.mark.django_db
@SCHEMA.parametrize()
@EXAMPLES
def test_as_a_clerk(case, till: Till, clerk_user):
    answer = case.call(headers={"Authorization": f"Bearer {till.token}"})
    case.validate_response(answer, checks=CHECKS)
    if case.operation.label.startswith("DELETE") and answer.status_code == 204:
        till.token = till_of(clerk_user).token


@pytest.mark.django_db
@SCHEMA.parametrize()
@EXAMPLES
def test_as_nobody(case, phone):
    before = traces()
    answer = case.call()
    case.validate_response(answer, checks=CHECKS)
    assert traces() == before


@pytest.mark.django_db
def test_the_clerk_of_these_runs_could_sell(till):
    """The control: with a body a person would send, the same application answers 201."""
    assert till.sell(sale()).status_code == 201
