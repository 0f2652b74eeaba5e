"""Remembering a customer: one row a mobile, a known name stays, and two tills at once do not collide."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.factories.catalog import AT
from tests.factories.customers import CustomerFactory, new_mobile
from tests.foundation.crowd import at_once, looked_first
from upgrade_program.customers.models import Customer
from upgrade_program.customers.queries import customer_by_mobile
from upgrade_program.customers.services import remember_customer

HANDS = 8


def remember(mobile, **changes):
    facts = {"name": "Farhan Ali", "email": "", "language": "en", "at": AT}
    return remember_customer(mobile=mobile, **(facts | changes))


@pytest.mark.django_db
def test_an_unknown_customer_is_made(django_assert_num_queries):
    mobile = new_mobile()
    with django_assert_num_queries(1):
        customer = remember(mobile, email="farhan@example.in", language="hi")
    customer.refresh_from_db()
    assert (customer.mobile, customer.name, customer.email, customer.language) == (mobile, "Farhan Ali", "farhan@example.in", "hi")
    assert (customer.created_at, customer_by_mobile(mobile)) == (AT, customer)
    assert customer_by_mobile("+919999999999") is None


@pytest.mark.django_db
def test_a_known_name_is_never_overwritten():
    known = CustomerFactory(name="Asha Rao", email="asha@example.in")
    again = remember(known.mobile, name="Mallory", email="mallory@example.in", language="hi")
    again.refresh_from_db()
    assert (again.pk, again.name, again.email, again.language) == (known.pk, "Asha Rao", "asha@example.in", "hi")
    assert again.created_at == known.created_at


@pytest.mark.django_db
def test_a_missing_email_is_filled_in_and_an_empty_one_takes_nothing_away():
    known = CustomerFactory()
    assert remember(known.mobile, email="farhan@example.in").email == "farhan@example.in"
    assert remember(known.mobile, email="").email == "farhan@example.in"


@pytest.mark.django_db
def test_a_customer_is_called_by_a_masked_mobile():
    assert str(CustomerFactory(mobile="+919810455421")) == "98••• ••421"


@pytest.mark.django_db(transaction=True)
def test_many_tills_at_once_make_one_customer():
    mobile = new_mobile()

    def till(number):
        with transaction.atomic():
            return remember(mobile, name=f"Name {number}")

    got = at_once(HANDS, till)
    assert all(isinstance(customer, Customer) for customer in got)
    assert {customer.pk for customer in got} == {Customer.objects.get().pk}
    assert {customer.name for customer in got} == {Customer.objects.get().name}


@pytest.mark.django_db(transaction=True)
def test_control_looking_first_collides():
    mobile, look = new_mobile(), looked_first(customer_by_mobile, HANDS)

    def till(number):
        with transaction.atomic():
            known = look(mobile)
            return known or Customer.objects.create(mobile=mobile, name=f"Name {number}", language="en", created_at=AT)

    got = at_once(HANDS, till)
    laws = [no.__cause__.diag.constraint_name for no in got if isinstance(no, IntegrityError)]
    assert laws == ["customers_customer_mobile_key"] * (HANDS - 1)
    assert Customer.objects.count() == 1
