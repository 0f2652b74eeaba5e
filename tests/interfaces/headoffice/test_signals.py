"""The page of insider signals: what it says, who reads it, and its file."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories.plans import AT, new_imei, sellable, sold
from tests.interfaces.counter.pages import text_of
from upgrade_program.foundation.audit.models import AuditRow

pytestmark = pytest.mark.django_db
PAGE, FILE = reverse("admin:signals"), reverse("admin:signals_export")


@pytest.fixture
def six_on_one_mobile(clerk):
    phone = sellable()
    return [sold(actor=clerk, variant=phone, imei=new_imei(), at=AT - timedelta(days=days)) for days in range(6)]


@pytest.fixture(autouse=True)
def _third_of_may():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


def test_a_signal_is_shown_with_its_rule_and_the_rows_behind_it(head_office_client, six_on_one_mobile):
    html = head_office_client.get(PAGE).content.decode()
    words = text_of(html)
    assert "One mobile on many sales 1" in words
    assert "Shown from at least 6 cases." in words
    for plan in six_on_one_mobile:
        assert reverse("admin:plans_plan_change", args=[plan.pk]) in html
    assert six_on_one_mobile[0].customer.mobile[-10:] not in html  # masked
    assert "Nothing found in these 90 days." in words


def test_five_are_no_signal(head_office_client, clerk):
    phone = sellable()
    for days in range(5):
        sold(actor=clerk, variant=phone, imei=new_imei(), at=AT - timedelta(days=days))
    assert "One mobile on many sales 1" not in text_of(head_office_client.get(PAGE).content.decode())


def test_the_file_has_every_row_and_is_recorded(auditor_client, six_on_one_mobile):
    answer = auditor_client.post(FILE, {"days": "30"})
    body = b"".join(answer).decode()
    assert [plan.written in body for plan in six_on_one_mobile] == [True] * 6
    assert AuditRow.objects.filter(verb="signals.exported", subject="signals:30").count() == 1


@pytest.mark.parametrize("days", ["", "7", "x", "9" * 30, "-30"])
def test_a_period_nobody_offers_is_the_usual_one(head_office_client, days):
    assert 'aria-current="page">90 days' in head_office_client.get(PAGE, {"days": days}).content.decode()
