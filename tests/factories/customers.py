"""Customers and the texts they agree to."""

from __future__ import annotations

from importlib import import_module
from itertools import count

import factory
from django.apps import apps

from tests.factories.catalog import AT
from upgrade_program.customers.models import ConsentText, Customer

_numbers = count(9_810_400_001)


def new_mobile() -> str:
    """An Indian mobile nobody has used yet in this run."""
    return f"+91{next(_numbers)}"


class CustomerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Customer

    mobile = factory.LazyFunction(new_mobile)
    name = "Farhan Ali"
    language = "en"
    created_at = AT


def consent_texts() -> None:
    """The texts of the data migration, again after a transactional test has emptied the tables."""
    if not ConsentText.objects.exists():
        import_module("upgrade_program.customers.migrations.0002_first_consent_text").write(apps, None)
        import_module("upgrade_program.customers.migrations.0003_first_loyalty_text").write(apps, None)
