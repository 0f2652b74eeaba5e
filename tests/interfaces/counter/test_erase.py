"""The page on which a person is erased: what goes and stays stands there first; asked by a manager, allowed at head office's desk."""

from __future__ import annotations

import pytest

from loyalty.members.ids import member_id
from loyalty.programme.services.joining import withdraw_all
from tests.customers.erased import NAME, ended, known
from tests.factories.life import corrected
from tests.factories.loyalty import loyalty
from tests.factories.plans import AT, sold
from tests.interfaces.counter.pages import error_at, text_of
from upgrade_program.foundation.approvals.models import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(db, clerk):
    loyalty()
    return known(clerk)


def url(customer) -> str:
    return f"/counter/members/{member_id(customer.pk)}/erase/"


def test_what_goes_and_what_stays_stands_there_before(customer, manager, manager_client):
    ended(customer, manager=manager)
    text = text_of(manager_client.get(url(customer)).content.decode())
    assert "Name, GSTIN and address on 1 plan, and the link to it" in text
    assert "300 points and 189 pending are forfeited" in text
    assert "2 tax documents, purchase vouchers and the used-goods register" in text
    assert "Ask head office" in text


def test_what_staff_wrote_about_the_person_is_shown_to_both(customer, manager, manager_client, head_office_client):
    ended(customer, manager=manager)
    assert "Written about them by staff" not in text_of(manager_client.get(url(customer)).content.decode())
    manager_client.post(url(customer), {"reason": f"{NAME} wrote a letter"})
    for client in (manager_client, head_office_client):
        text = text_of(client.get(url(customer)).content.decode())
        assert f"approval {Approval.objects.get().pk}, reason {NAME} wrote a letter" in text


def test_asked_by_a_manager_and_allowed_at_the_desk(customer, manager, manager_client, head_office_client):
    ended(customer, manager=manager)
    no = manager_client.post(url(customer), {"reason": ""})
    assert (no.status_code, error_at(no.content.decode(), "reason").startswith("A reason is needed")) == (422, True)
    assert manager_client.post(url(customer), {"reason": "a letter"}).status_code == 302
    waits = text_of(manager_client.get(url(customer)).content.decode())
    assert "This waits for head office." in waits
    request = Approval.objects.get()
    desk = text_of(head_office_client.get("/counter/approvals/").content.decode())
    assert "Erase a person" in desk
    assert "It cannot be undone" in desk
    assert head_office_client.post(f"/counter/approvals/{request.pk}/", {"act": "allow", "note": ""}).status_code == 302
    assert manager_client.get(url(customer)).status_code == 404
    told = manager_client.get("/counter/approvals/").content.decode()
    assert ("Erase a person" in text_of(told), url(customer) in told) == (True, False)  # a link to nobody
    plans = text_of(manager_client.get(f"/counter/customers/{customer.pk}/").content.decode())
    assert "(erased)" in plans
    assert "Erase this person" not in plans


def test_a_live_plan_is_named_with_what_to_do(customer, manager_client):
    text = text_of(manager_client.get(url(customer)).content.decode())
    assert "The person cannot be erased now." in text
    assert "Cancel it, or transfer it" in text
    assert "Ask head office" not in text.partition("What stays")[2]
    assert manager_client.post(url(customer), {"reason": "a letter"}).status_code == 422
    assert Approval.objects.count() == 0


def test_what_stayed_theirs_when_they_left_is_named(customer, clerk, manager, manager_client):
    ended(customer, manager=manager)
    withdraw_all(customer=customer, actor=clerk, at=AT)
    text = text_of(manager_client.get(url(customer)).content.decode())
    assert "The points that stayed theirs when they left: 300 and 189 pending are forfeited" in text
    assert "Erase this person" in text_of(manager_client.get(f"/counter/members/{member_id(customer.pk)}/").content.decode())


def test_who_holds_no_plan_any_more_is_found_by_mobile_and_asked_for(clerk, clerk_client, manager_client, elsewhere):
    plan = sold(actor=clerk)
    before = plan.customer
    corrected(plan, actor=clerk)
    page = f"/counter/customers/{before.pk}/"
    for client in (clerk_client, manager_client):
        assert client.post("/counter/find/", {"q": before.mobile}).url == page
    text = text_of(manager_client.get(page).content.decode())
    assert "No plan here is theirs now" in text
    assert "Erase this person" in text
    assert "Erase this person" not in text_of(clerk_client.get(page).content.decode())
    assert manager_client.post(url(before), {"reason": "a letter"}).status_code == 302
    assert Approval.objects.get().subject == f"customer:{before.pk}"
    assert (elsewhere.get(page).status_code, elsewhere.post("/counter/find/", {"q": before.mobile}).status_code) == (404, 422)


def test_the_button_is_a_managers(customer, clerk_client, manager_client):
    page = f"/counter/members/{member_id(customer.pk)}/"
    assert "Erase this person" in text_of(manager_client.get(page).content.decode())
    assert "Erase this person" not in text_of(clerk_client.get(page).content.decode())
