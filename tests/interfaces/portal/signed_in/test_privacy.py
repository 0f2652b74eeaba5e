"""What is kept of a customer on their own page: consents, reminders, a whole copy, and the wish to be erased that reaches head office."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from loyalty.programme.queries import is_member
from stores.models import Store
from tests.customers.erased import known
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY, sold
from tests.factories.portal import signed_in
from tests.factories.programme import colleague
from tests.interfaces.counter.pages import text_of
from tests.loyalty.rewards.acts import every_row
from tests.loyalty.spending.purse import given
from upgrade_program.customers.models import Customer, ErasureWish
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.actor import Actor
from upgrade_program.messaging.models import Preference
from upgrade_program.messaging.queries import wants_reminders
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.erase import ask, grant_erasure

pytestmark = pytest.mark.django_db
PRIVACY, COPY = "/me/privacy/", "/me/privacy/copy/"


@pytest.fixture
def asha() -> Customer:
    """A member without a plan."""
    return member(name="Asha Verma", email="asha@example.in")


def read(client: Client, *, status: int = 200) -> str:
    answer = client.get(PRIVACY)
    assert answer.status_code == status
    return text_of(answer.content.decode())


def act(client: Client, name: str):
    return client.post(PRIVACY, {"act": name})


def copied(client: Client) -> dict[str, Any]:
    answer = client.post(COPY)
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_what_is_kept_why_and_whom_to_ask(asha: Customer, settings) -> None:
    settings.GRIEVANCE_NAME, settings.GRIEVANCE_EMAIL = "Meera Rao", "meera@example.in"
    page = read(signed_in(asha))
    for words in (
        "Asha Verma",
        "To keep the promise of your plan.",
        "tax law and the law on used goods want them",
        "Meera Rao meera@example.in",
    ):
        assert words in page
    assert asha.mobile[-10:] not in page.replace(" ", "")


def test_consents_stand_with_their_day_place_and_words(clerk: Actor) -> None:
    plan = sold(actor=clerk, loyalty_consent_version=1)
    page = read(signed_in(plan.customer))
    assert f"The plan for your {plan.device} {plan.written} Given on 3 May 2027, words of version 1 · " in page
    assert "Points and membership Given on 3 May 2027, words of version 1" in page
    assert plan.consent.text.text in page
    assert "Withdrawn on" not in page


def test_each_consent_has_its_own_button_below_it(clerk: Actor) -> None:
    plan = sold(actor=clerk, loyalty_consent_version=1)
    page = read(signed_in(plan.customer))
    assert page.count("Withdraw the consent to points") == page.count("Withdraw this consent") == 1
    of_points, points_end = page.index("Points and membership Given on"), page.index("Withdraw the consent to points")
    of_plan, plan_end = page.index(f"The plan for your {plan.device}"), page.index("Withdraw this consent")
    assert [of_points, points_end, of_plan, plan_end] == sorted([of_points, points_end, of_plan, plan_end])


def test_the_consent_to_points_is_withdrawn_dated_and_audited(asha: Customer) -> None:
    client = signed_in(asha)
    assert act(client, "leave").url == PRIVACY
    assert not is_member(asha.pk)
    page = read(client)
    assert "Withdrawn on 3 May 2027" in page
    assert "Withdraw the consent to points" not in page
    assert AuditRow.objects.get(verb="loyalty.left").actor_role == "customer"
    before = every_row()
    assert (act(client, "leave").status_code, every_row()) == (302, before)  # of who is no member nothing changes


def test_reminders_stop_and_come_again(asha: Customer) -> None:
    client = signed_in(asha)
    act(client, "stop")
    assert not wants_reminders(asha.pk)
    assert "We no longer tell you" in read(client)
    act(client, "want")
    assert wants_reminders(asha.pk)
    assert list(Preference.objects.order_by("id").values_list("wants", "way")) == [(False, "portal"), (True, "portal")]


@pytest.mark.parametrize("sent", [{}, {"act": "everything"}, {"act": "\x00"}])
def test_what_is_not_an_act_changes_nothing(asha: Customer, sent: dict[str, str]) -> None:
    client, before = signed_in(asha), every_row()
    assert (client.post(PRIVACY, sent).status_code, every_row()) == (422, before)


def test_the_wish_reaches_head_office_where_two_people_fulfil_it(
    asha: Customer, store: Store, head_office: Actor, head_office_client: Client
) -> None:
    client = signed_in(asha)
    page = read(client)
    for words in ("Invoices, purchase vouchers and the register of used phones stay", "Two people of head office have to agree."):
        assert words in page
    assert act(client, "erase").url == PRIVACY
    assert "You asked for it on 3 May 2027." in read(client)
    assert AuditRow.objects.get(verb="customer.erasure_wished").actor_role == "customer"
    desk = head_office_client.get("/counter/approvals/").content.decode()
    assert "Customers who ask to be erased" in desk
    assert "The person asks for it themself." in head_office_client.get(_way_to_erasing(desk)).content.decode()
    asked = ask(actor=head_office, customer_id=asha.pk, reason="asked on their page", at=AT)
    grant_erasure(approval_id=asked.pk, actor=colleague(), at=AT, on=TODAY)
    assert ErasureWish.objects.get().ended_at == AT
    assert client.get(PRIVACY).status_code == 302  # the session ended with the person
    assert "Customers who ask to be erased" not in head_office_client.get("/counter/approvals/").content.decode()


def _way_to_erasing(page: str) -> str:
    return next(part.split('"')[0] for part in page.split('href="') if part.split('"')[0].endswith("/erase/"))


def test_the_desks_of_stores_and_auditors_do_not_show_it(asha: Customer, manager_client: Client, auditor_client: Client) -> None:
    act(signed_in(asha), "erase")
    for desk in (manager_client, auditor_client):
        assert "Customers who ask to be erased" not in desk.get("/counter/approvals/").content.decode()


def test_the_wish_of_who_has_neither_plan_nor_points_is_found_too(head_office: Actor) -> None:
    nobody = CustomerFactory()
    act(signed_in(nobody), "erase")
    assert ask(actor=head_office, customer_id=nobody.pk, reason="asked on their page", at=AT).pk


def test_asked_twice_it_is_refused_and_it_can_be_taken_back(asha: Customer) -> None:
    client = signed_in(asha)
    act(client, "erase")
    before = every_row()
    answer = act(client, "erase")
    assert (answer.status_code, every_row()) == (409, before)
    assert "You have asked for this already." in text_of(answer.content.decode())
    act(client, "keep")
    assert "Ask to be erased" in read(client)
    assert AuditRow.objects.filter(verb="customer.erasure_unwished").count() == 1
    before = every_row()
    assert (act(client, "keep").status_code, every_row()) == (302, before)  # there is nothing to take back
    act(client, "erase")
    assert ErasureWish.objects.count() == 2


def test_the_holder_of_a_live_plan_is_told_what_comes_first(plan: Plan) -> None:
    client, before = signed_in(plan.customer), every_row()
    page = read(client)
    assert "You have a plan that still runs" in page
    assert "Yes, ask head office" not in page
    answer = act(client, "erase")
    assert (answer.status_code, every_row()) == (409, before)


def test_the_copy_is_complete_and_nobody_elses(clerk: Actor, manager: Actor) -> None:
    person = known(clerk)
    other = sold(actor=clerk, phone_invoice_number="B/2", customer_mobile="98104 55499", customer_name="Imran Sheikh")
    given(other.customer, 77)
    copy = copied(signed_in(person))
    plan = person.plan_set.get()
    assert copy["person"]["mobile"] == person.mobile
    text = json.dumps(copy, ensure_ascii=False)
    for own in (person.name, person.mobile, person.email, plan.number, plan.imei, plan.buyer_gstin, plan.buyer_address):
        assert own in text
    assert copy["plans"][0]["papers"]["documents"][0]["number"] == plan.invoice.number
    assert [row["kind"] for row in copy["points"]["journal"]][:1] == ["earn"]
    assert copy["points"]["rewards"][0]["points"] == 100
    for foreign in (other.number, other.imei, other.customer_name, other.customer.mobile, clerk.name, manager.name):
        assert foreign not in text
    assert AuditRow.objects.filter(verb="customer.data_copied", subject=f"customer:{person.pk}").count() == 1


def test_the_copy_is_a_file_that_no_cache_keeps(asha: Customer) -> None:
    answer = signed_in(asha).post(COPY)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert signed_in(asha).get(COPY).status_code == 405
    strict = signed_in(asha, client=Client(enforce_csrf_checks=True))
    assert strict.post(COPY).status_code == 403
    assert AuditRow.objects.filter(verb="customer.data_copied").count() == 1


def test_strangers_are_led_to_the_sign_in_page(asha: Customer) -> None:
    before = every_row()
    for answer in (Client().get(PRIVACY), Client().post(PRIVACY, {"act": "leave"}), Client().post(COPY)):
        assert (answer.status_code, answer.url.startswith("/sign-in/")) == (302, True)
    assert every_row() == before


def test_in_hindi(clerk: Actor) -> None:
    plan = sold(actor=clerk, loyalty_consent_version=1)
    client = signed_in(plan.customer)
    client.post("/language/", {"language": "hi", "next": "/"})
    page = read(client)
    for words in ("आपका डेटा", "3 मई 2027 को दी गई", "आपका एक प्लान अभी चल रहा है"):
        assert words in page
