"""Power given at the desk is only asked for: nothing changes until somebody else allows it among the approvals."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from stores.models import Posting, StaffUser, Store
from tests.factories.stores import HeadOfficeFactory, StaffFactory
from tests.stores.sheets import staff
from upgrade_program.foundation.approvals.models import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_client(client_for: Callable[[StaffUser | None], Client]) -> Client:
    return client_for(HeadOfficeFactory(username="headoffice2"))


def decide(client: Client, asked: Approval) -> int:
    return client.post(f"/counter/approvals/{asked.pk}/", {"act": "allow"}).status_code


def test_a_manager_is_asked_for_and_allowed_by_another(head_office_client: Client, second_client: Client, store: Store) -> None:
    person = StaffFactory()
    form = {"staff": person.pk, "store": store.pk, "role": "manager"}
    without = head_office_client.post("/admin/stores/posting/add/", form)
    assert (without.status_code, list(without.context["adminform"].form.errors)) == (422, ["reason"])
    sent = head_office_client.post("/admin/stores/posting/add/", form | {"reason": "Runs the store"}, follow=True)
    assert "Asked for. Somebody else of head office allows it" in sent.content.decode()
    assert not Posting.objects.exists()
    asked = Approval.objects.get()
    desk = unescape(second_client.get("/counter/approvals/").content.decode())
    for words in ("Make somebody manager", "Manager of DL01", "Runs the store", f"/admin/stores/staffuser/{person.pk}/change/"):
        assert words in desk
    assert decide(head_office_client, asked) == 422
    assert not Posting.objects.exists()
    assert decide(second_client, asked) == 302
    assert Posting.objects.get(staff=person, until=None).role == "manager"


def test_head_office_is_asked_for_at_the_person(head_office_client: Client, second_client: Client) -> None:
    person = StaffFactory(first_name="Asha", last_name="Rao")
    form = {"first_name": "Asha", "last_name": "Rao", "email": "", "office_role": "headoffice", "is_active": "on", "reason": "Prices"}
    assert head_office_client.post(f"/admin/stores/staffuser/{person.pk}/change/", form).status_code == 302
    person.refresh_from_db()
    assert person.office_role == ""
    assert decide(second_client, Approval.objects.get()) == 302
    person.refresh_from_db()
    assert person.office_role == "headoffice"


def test_a_list_of_staff_makes_no_manager(head_office_client: Client, store: Store) -> None:
    text = staff({"username": "asha.rao", "store": store.code, "role": "manager"})
    answer = head_office_client.post("/admin/imports/staff/", {"act": "look", "text": text, "reason": "New list"})
    assert (answer.status_code, "This takes two people." in answer.content.decode()) == (422, True)
    assert not StaffUser.objects.filter(username="asha.rao").exists()
