"""The history of an object: every act of the audit trail with who, when, why, before and after, whoever did it through which door."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from stores import services
from stores.models import Posting, StaffUser, Store
from tests.factories.plans import programme, sellable, sold
from tests.stores.acts import AT
from upgrade_program.catalog.services import set_eligibility
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import TermsVersion

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str) -> str:
    return unescape(client.get(f"/admin/{path}/history/").content.decode())


def test_a_stores_history_says_before_and_after(
    head_office_client: Client, auditor_client: Client, head_office: Actor, store: Store
) -> None:
    page = f"stores/store/{store.pk}"
    assert "Nothing was changed here yet." in text_of(head_office_client, page)
    services.change_store(actor=head_office, store=store, at=AT, pincode="110020", city="Dwarka")
    services.close_store(actor=head_office, store=store, successor=None, reason="Lease ended", at=AT)
    for client in (head_office_client, auditor_client):
        shown = text_of(client, page)
        for words in (
            *("store changed", "<del>110019</del>", "110020", "a text that is not kept here", "5 May 2026, 11:30", head_office.name),
            *("store closed", "<del>yes</del>", "Lease ended"),
        ):
            assert words in shown
        assert "Dwarka" not in shown.split("<table", 1)[1]
        assert shown.index("store closed") < shown.index("store changed")


def test_a_persons_history_stands_at_the_person_and_at_the_posting(
    head_office_client: Client, head_office: Actor, clerk_user: StaffUser
) -> None:
    posting = Posting.objects.get(staff=clerk_user)
    services.unpost_staff(actor=head_office, posting=posting, reason="moved", at=AT)
    services.disable_staff(actor=head_office, staff=clerk_user, reason="left", at=AT)
    for page in (f"stores/staffuser/{clerk_user.pk}", f"stores/posting/{posting.pk}"):
        shown = text_of(head_office_client, page)
        for words in ("staff unposted", "<del>clerk</del>", "moved", "staff disabled", "left"):
            assert words in shown


def test_a_models_history_tells_its_flag(head_office_client: Client, head_office: Actor) -> None:
    model = sellable().model
    set_eligibility(actor=head_office, model=model, eligible=False, reason="Recall", at=AT)
    shown = text_of(head_office_client, f"catalog/devicemodel/{model.pk}")
    for words in ("Recall", "<del>yes</del>", head_office.name):
        assert words in shown


def test_what_came_past_the_application_stands_there_too(head_office_client: Client, auditor_client: Client, store: Store) -> None:
    """By SQL and in bulk: the trail is silent, the database is not."""
    Store.objects.update(pincode="110020")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.reason = 'ticket 4711'")
        cursor.execute("UPDATE stores_store SET opens = '11:00', phone = '+919833012345'")
    for client in (head_office_client, auditor_client):
        shown = text_of(client, f"stores/store/{store.pk}")
        assert "Nothing was changed here yet." in shown  # by an act
        kept = shown.split("As the database saw its row", 1)[1]
        for words in ("store changed", "<del>110019</del>", "110020", "11:00:00", "ticket 4711", "database role", "store added"):
            assert words in kept
        assert "98330" not in kept


def test_a_name_that_somebody_in_the_database_gave_is_shown_as_no_more_than_that(
    auditor_client: Client, store: Store, head_office: Actor, settings: Any
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', %s, true), session_user", [str(head_office.staff_id)])
        signed_in = cursor.fetchone()[1]
    Store.objects.update(pincode="110020")
    settings.APP_ROLE = {"USER": "the_application", "PASSWORD": ""}
    shown = text_of(auditor_client, f"stores/store/{store.pk}").split("As the database saw its row", 1)[1]
    assert f"database role {signed_in}, who said it was {head_office.name}" in shown
    settings.APP_ROLE = {"USER": signed_in, "PASSWORD": ""}  # the control: a page of the application
    shown = text_of(auditor_client, f"stores/store/{store.pk}").split("As the database saw its row", 1)[1]
    assert head_office.name in shown
    assert "database role" not in shown


def test_the_parts_of_terms_are_remembered_with_their_version(auditor_client: Client) -> None:
    programme()
    terms = TermsVersion.objects.get()
    kept = text_of(auditor_client, f"plans/termsversion/{terms.pk}").split("As the database saw its row", 1)[1]
    for noun in ("termsversion", "termstier", "termscheck", "termsgate"):
        assert f"{noun} added" in kept or f"{noun} as it stood when the memory began" in kept


def test_a_table_that_is_not_remembered_says_nothing_of_it(auditor_client: Client, clerk: Actor) -> None:
    plan = sold(actor=clerk, variant=sellable())
    assert "As the database saw" not in text_of(auditor_client, f"plans/plan/{plan.pk}")


def test_nobody_of_a_store_reads_it_and_what_is_not_there_has_none(
    head_office_client: Client, manager_client: Client, store: Store
) -> None:
    assert manager_client.get(f"/admin/stores/store/{store.pk}/history/", follow=True).status_code == 403
    assert head_office_client.get(f"/admin/stores/store/{store.pk + 99}/history/").status_code == 302
