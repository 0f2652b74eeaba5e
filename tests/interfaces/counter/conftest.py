"""The counter on 3 May 2027, 11:42 in the store: a phone one can sell, a form as a clerk types it, and what a sale leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from stores.models import StaffUser
from tests.factories.plans import AT, new_imei, sellable
from upgrade_program.catalog.models import Variant

WATCHED = ("plans", "billing", "customers", "outbox", "audit", "requests", "buyback", "photos")


@pytest.fixture(autouse=True)
def _third_of_may() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def elsewhere(client_for: Callable[[Any], Client], other_clerk_user: StaffUser) -> Client:
    """A clerk at another store's counter."""
    return client_for(other_clerk_user)


@pytest.fixture
def phone(db: None) -> Variant:
    """A Redmi Note 9 Pro 4/64: SRP ₹13,999, plan ₹549."""
    return sellable()


@pytest.fixture
def typed(phone: Variant) -> Callable[..., dict[str, Any]]:
    """What a clerk sends who has seen price and text and takes cash; `changes` are typed over it, None is left out."""

    def form(**changes: Any) -> dict[str, Any]:
        fields = {
            "act": "sell",
            "key": "a" * 32,
            "device": "note 9 pro 4/64",
            "sku": phone.sku,
            "imei": new_imei(),
            "bill_number": "TI/27/00042",
            "bill_price": "13,999",
            "mobile": "98104 55421",
            "name": "Farhan Ali",
            "language": "en",
            "consent": "on",
            "consent_version": "1",
            "consent_language": "en",
            "expected_price": "549.00",
            "expected_terms": "1",
            "cash": "549",
        }
        return {name: value for name, value in (fields | changes).items() if value is not None}

    return form


@pytest.fixture
def traces(db: None) -> Callable[[], dict[str, int]]:
    """How many rows stand in every table that an act at the counter may write."""

    def count() -> dict[str, int]:
        return {model.__name__: model.objects.count() for label in WATCHED for model in apps.get_app_config(label).get_models()}

    return count
