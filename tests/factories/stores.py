"""Stores, people and postings."""

from datetime import date, time

import factory

from stores.enums import OfficeRole, PostingRole, StoreKind
from stores.gstin import gstin_for
from stores.models import Posting, StaffUser, Store
from stores.states import STATES

PASSWORD = "counter-demo"
_SIGNS = "bcdfghjklmnpqrstvwxz"  # no vowels: they make no word


def told_apart(number: int) -> str:
    """Four letters of a number: in the order of the numbers, never the beginning of another's, and no digit that a page could show."""
    return "".join(_SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in (3, 2, 1, 0))


class StoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Store

    code = factory.Sequence(lambda n: f"S{n:05d}")
    kind = StoreKind.MI_HOME
    name = factory.LazyAttribute(lambda store: f"Mi Home {store.city}")
    legal_name = factory.LazyAttribute(lambda store: f"{store.city} Phones Private Limited")
    address = "12 Market Road"
    city = factory.LazyAttribute(lambda store: STATES[store.state].name)
    pincode = "110019"
    state = "07"
    gstin = factory.LazyAttribute(lambda store: gstin_for(f"{store.state}AAPFU0939F1Z"))
    phone = "+911126451234"
    email = "store@example.in"
    upi_id = factory.LazyAttribute(lambda store: f"{store.code.lower()}@examplebank")
    opens = time(10)
    closes = time(21)


class StaffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StaffUser
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person.{told_apart(n)}")
    first_name = "Asha"
    last_name = factory.Sequence(lambda n: f"Rao {told_apart(n).title()}")
    password = factory.django.Password(PASSWORD)


class HeadOfficeFactory(StaffFactory):
    office_role = OfficeRole.HEAD_OFFICE


class AuditorFactory(StaffFactory):
    office_role = OfficeRole.AUDITOR


class PostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Posting

    staff = factory.SubFactory(StaffFactory)
    store = factory.SubFactory(StoreFactory)
    role = PostingRole.CLERK
    since = date(2020, 11, 1)
