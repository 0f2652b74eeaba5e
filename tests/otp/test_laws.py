"""What the database itself refuses, by the name of the law."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.plans import AT
from tests.foundation.crowd import law
from tests.otp.conftest import asked
from upgrade_program.otp.models import Challenge

pytestmark = pytest.mark.django_db
IN_TIME, TOO_LATE = "'2027-05-03 06:13+00'", "'2027-05-03 06:17+00'"


def hostile(sql: str) -> str | None:
    with pytest.raises(IntegrityError) as no, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return law(no.value)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("tries = 6", "a_code_has_five_tries"),
        (f"passed_at = {TOO_LATE}", "a_code_passes_within_its_time"),
        (f"used_at = {IN_TIME}", "a_code_is_used_within_its_time_once_passed"),
        (f"passed_at = {IN_TIME}, used_at = {TOO_LATE}", "a_code_is_used_within_its_time_once_passed"),
        (f"passed_at = {IN_TIME}, used_at = {IN_TIME}, tries = 5", "five_wrong_tries_end_a_code"),
        (f"passed_at = {IN_TIME}, used_at = {IN_TIME}, superseded = TRUE", "a_replaced_code_is_not_used"),
        ("expires_at = expires_at + interval '1 hour'", "a_challenge_stays_bound"),
        ("subject = 'plan:18'", "a_challenge_stays_bound"),
        ("purpose = 'plan.transfer'", "a_challenge_stays_bound"),
        ("session = 'another'", "a_challenge_stays_bound"),
        ("mobile = 'another'", "a_challenge_stays_bound"),
        ("created_at = created_at - interval '1 day'", "a_challenge_stays_bound"),
    ],
)
def test_a_challenge_is_not_bent(change, name):
    asked()
    assert hostile(f"UPDATE otp_challenge SET {change}") == name
    assert Challenge.objects.filter(tries=0, passed_at=None, used_at=None, superseded=False).exists()


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ("tries = 3", "tries = 2"),
        ("superseded = TRUE", "superseded = FALSE"),
        (f"passed_at = {IN_TIME}", "passed_at = NULL"),
        (f"passed_at = {IN_TIME}, used_at = {IN_TIME}", "used_at = NULL"),
        (f"passed_at = {IN_TIME}, used_at = {IN_TIME}", "used_at = '2027-05-03 06:14+00'"),
    ],
)
def test_nothing_that_happened_is_taken_back(before, change):
    asked()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE otp_challenge SET {before}")
    assert hostile(f"UPDATE otp_challenge SET {change}") == "what_happened_to_a_code_stays"


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"expires_at": AT}, "a_code_ends_after_it_began"),
        ({"purpose": ""}, "a_code_is_for_something"),
        ({"subject": ""}, "a_code_is_for_something"),
        ({}, "one_open_code_per_purpose_subject_and_session"),
    ],
)
def test_what_cannot_be_is_not_written(columns, name):
    there = asked()
    row = {"purpose": there.purpose, "subject": there.subject, "session": there.session, "mobile": "m", "address": "a"}
    with pytest.raises(IntegrityError) as no, transaction.atomic():
        Challenge.objects.create(**(row | {"created_at": AT, "expires_at": AT + timedelta(minutes=5)} | columns))
    assert law(no.value) == name
