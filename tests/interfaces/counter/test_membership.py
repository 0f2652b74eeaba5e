"""Paid membership on its page: sold once, told until when, and refused with all that was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from loyalty.members import queries
from loyalty.members.ids import member_id
from loyalty.programme.models import Membership
from loyalty.programme.queries import programme_at
from loyalty.programme.services import leave, membership
from tests.factories.billing import tax_rule
from tests.factories.customers import CustomerFactory
from tests.factories.loyalty import member
from tests.factories.plans import AT
from tests.foundation.crowd import at_once
from tests.interfaces.counter.pages import error_at, text_of, value_of
from upgrade_program.billing.models import Collection, Payment, TaxDocument
from upgrade_program.interfaces.counter.views import membership as view
from upgrade_program.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
TYPED = {"months": "6", "paid_by": "cash", "reference": "", "price": "25.00", "key": "m" * 32}


@pytest.fixture
def asha(db):
    tax_rule()
    return member(name="Asha Rao")


def url(customer) -> str:
    return f"/counter/members/{member_id(customer.pk)}/membership/"


def chosen(html: str, name: str) -> list[str]:
    """The radios of a name that are set."""
    tags = [tag for tag in re.findall(r"<input[^>]*>", html) if f'name="{name}"' in tag and "checked" in tag]
    return [tag.split('value="')[1].split('"')[0] for tag in tags]


def refused(client, customer, traces: Callable[[], dict[str, int]], **changes: Any) -> str:
    """The page that says no, after making sure that nothing was written and everything typed still stands there."""
    before, typed = traces(), TYPED | changes
    answer = client.post(url(customer), typed)
    body: str = answer.content.decode()
    assert (answer.status_code, traces(), Membership.objects.count()) == (422, before, 0)
    assert value_of(body, "reference") == typed["reference"]
    assert value_of(body, "key") == typed["key"]
    for name, offered in (("months", {"1", "6", "12"}), ("paid_by", {"cash", "upi", "card"})):
        assert chosen(body, name) == sorted({typed[name]} & offered)
    return body


@pytest.mark.parametrize(("method", "reference"), [("cash", ""), ("upi", "4123 4567 8901"), ("card", "4242 81a3f0")])
def test_months_are_sold_and_their_end_and_invoice_are_told(asha, clerk_client, method, reference):
    page = clerk_client.get(url(asha)).content.decode()
    assert "Today No membership" in text_of(page)
    assert all(words in text_of(page) for words in ("1 month, ₹25", "6 months, ₹150", "12 months, ₹300"))
    typed = TYPED | {"paid_by": method, "reference": reference, "price": value_of(page, "price"), "key": value_of(page, "key")}
    done = clerk_client.post(url(asha), typed)
    assert (done.status_code, done["Location"]) == (302, f"{url(asha)}?sold={Membership.objects.get().pk}")
    text = text_of(clerk_client.get(done["Location"]).content.decode())
    assert "Paid through 2 Nov 2027" in text
    assert "Sold. ₹150 received; these months run through 2 Nov 2027." in text
    assert "Invoice DL01/I27/00001" in text
    assert Payment.objects.get().method == method
    paper = clerk_client.get(f"/counter/documents/{TaxDocument.objects.get().pk}/")
    assert "Mi loyalty membership, 6 months: 3 May 2027 to 2 Nov 2027" in text_of(paper.content.decode())


def test_the_slip_and_the_a4_of_its_invoice_are_printed(asha, clerk_client):
    clerk_client.post(url(asha), TYPED)
    paper = TaxDocument.objects.get()
    slip = clerk_client.post(f"/counter/documents/{paper.pk}/receipt/")
    assert (slip.status_code, "DL01/I27/00001" in slip.content.decode()) == (200, True)
    assert clerk_client.post(f"/counter/documents/{paper.pk}/pdf/").content[:5] == b"%PDF-"


def test_the_member_s_page_says_until_when_and_leads_there(asha, clerk_client, auditor_client):
    page = f"/counter/members/{member_id(asha.pk)}/"
    before = clerk_client.get(page).content.decode()
    assert "Membership None; ₹25 a month Sell membership" in text_of(before)
    assert url(asha) in before
    clerk_client.post(url(asha), TYPED)
    assert "Membership Paid through 2 Nov 2027 Sell more months" in text_of(clerk_client.get(page).content.decode())
    assert url(asha) not in auditor_client.get(page).content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"months": "2"}, "months", "This is not sold. Choose one of these."),
        ({"months": ""}, "months", "For how many months? Choose one."),
        ({"paid_by": "points"}, "paid_by", "Choose cash, UPI or card."),
        ({"paid_by": "upi"}, "reference", "The UTR of the UPI payment is missing."),
        ({"paid_by": "upi", "reference": "4123"}, "reference", "A UTR has exactly 12 digits."),
        ({"paid_by": "card", "reference": "4242424242424242"}, "reference", "This may be a full card number"),
        ({"reference": "4242"}, "reference", "Cash has no reference."),
    ],
)
def test_a_refusal_stands_at_its_field_and_sells_nothing(asha, clerk_client, traces, changes, field, sentence):
    body = refused(clerk_client, asha, traces, **changes)
    assert error_at(body, field).startswith(sentence) or sentence in text_of(body)


def test_a_price_that_changed_is_told_and_the_next_press_sells(asha, clerk_client, traces, monkeypatch):
    dearer = replace(programme_at(AT), membership_price=Decimal(30))
    for place in (membership, queries):
        monkeypatch.setattr(place, "programme_at", lambda _: dearer)
    body = refused(clerk_client, asha, traces)
    assert "The membership costs ₹180, not ₹150. Tell the customer the new price and ask again." in text_of(body)
    assert value_of(body, "price") == "30.00"
    assert clerk_client.post(url(asha), TYPED | {"price": "30.00"}).status_code == 302
    assert Membership.objects.get().amount == 180


@pytest.mark.parametrize("price", ["", "nonsense", "-25", "1e9", "NaN"])
def test_a_price_that_was_not_shown_sells_nothing(asha, clerk_client, traces, price):
    assert "The membership costs ₹150" in text_of(refused(clerk_client, asha, traces, price=price))


@pytest.mark.parametrize("changes", [{"key": "short"}, {"key": ""}, {"paid_by": "upi", "reference": "\x00"}])
def test_nonsense_is_refused(asha, clerk_client, changes):
    assert clerk_client.post(url(asha), TYPED | changes).status_code == 422
    assert Membership.objects.count() == 0


def test_who_left_and_who_never_joined(asha, clerk_client, traces):
    leave(customer=asha, actor=SYSTEM, at=AT)
    assert "This customer is not a member of the loyalty programme." in text_of(refused(clerk_client, asha, traces))
    assert clerk_client.get(url(CustomerFactory())).status_code == 404


def test_the_same_form_again_sells_nothing_more(asha, clerk_client):
    first, second = clerk_client.post(url(asha), TYPED), clerk_client.post(url(asha), TYPED)
    assert first["Location"] == second["Location"]
    other = clerk_client.post(url(asha), TYPED | {"months": "12"})
    assert (other.status_code, "This form has already sold a membership." in text_of(other.content.decode())) == (422, True)
    assert (Membership.objects.count(), Collection.objects.count(), TaxDocument.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_one_key_twenty_times_at_once_sells_one_membership(asha, client_for, clerk_user, guarded, monkeypatch):
    if not guarded:
        monkeypatch.setattr(view, "once", lambda *, act, **_: act())
    clients = [client_for(clerk_user) for _ in range(20)]
    given = at_once(20, lambda place: clients[place].post(url(asha), TYPED))
    assert {answer.status_code for answer in given} == {302}
    sold = 1 if guarded else 20
    assert len({answer["Location"] for answer in given}) == sold
    assert (Membership.objects.count(), Collection.objects.count(), TaxDocument.objects.count()) == (sold, sold, sold)


class TestBuyer:
    def test_gstin_and_address_stand_on_the_invoice(self, asha, clerk_client):
        clerk_client.post(url(asha), TYPED | {"gstin": "27AAPFU0939F1ZV", "address": "Fort, Mumbai", "place_of_supply": "27"})
        paper = TaxDocument.objects.get()
        assert (paper.buyer["gstin"], paper.buyer["address"], paper.place_of_supply) == ("27AAPFU0939F1ZV", "Fort, Mumbai", "27")

    def test_a_refusal_stands_at_its_field_with_the_fold_open(self, asha, clerk_client, traces):
        assert '<details class="group" open>' not in clerk_client.get(url(asha)).content.decode()
        body = refused(clerk_client, asha, traces, gstin="27AAPFU0939F1ZV")
        assert error_at(body, "address") == "A registered buyer's invoice prints the address too. Type it, or clear the GSTIN."
        assert '<details class="group" open>' in body
        assert value_of(body, "gstin") == "27AAPFU0939F1ZV"


class TestBack:
    BACK: ClassVar = {"first_day": "2027-05-03", "reason": "wanted one month only"}

    def page(self, customer) -> str:
        return f"{url(customer)}back/"

    def test_a_manager_takes_the_latest_months_back(self, asha, clerk_client, manager_client):
        clerk_client.post(url(asha), TYPED)
        assert self.page(asha) in manager_client.get(url(asha)).content.decode()
        assert self.page(asha) not in clerk_client.get(url(asha)).content.decode()
        told = text_of(manager_client.get(self.page(asha)).content.decode())
        assert "6 months, 3 May 2027 through 2 Nov 2027 ₹150 Goes back the way it came: ₹150 Cash." in told
        assert "They can be given back through 10 May 2027." in told
        done = manager_client.post(self.page(asha), self.BACK)
        row = Membership.objects.get()
        assert (done.status_code, done["Location"]) == (302, f"{url(asha)}?back={row.pk}")
        text = text_of(manager_client.get(done["Location"]).content.decode())
        assert "Taken back. ₹150 goes back the way it came; credit note DL01/C27/00001 says so." in text
        assert "Taken back on 3 May 2027: wanted one month only Credit note DL01/C27/00001" in text
        assert "Today No membership" in text
        assert self.page(asha) not in manager_client.get(url(asha)).content.decode()

    def test_nothing_to_take_back(self, asha, manager_client, clerk_client):
        assert "Nothing to take back" in text_of(manager_client.get(self.page(asha)).content.decode())
        assert clerk_client.get(self.page(asha)).status_code == 403

    def test_other_stores_do_not(self, asha, clerk_client, client_for, other_manager_user, traces):
        clerk_client.post(url(asha), TYPED)
        elsewhere, before = client_for(other_manager_user), traces()
        assert (elsewhere.get(self.page(asha)).status_code, elsewhere.post(self.page(asha), self.BACK).status_code) == (403, 403)
        assert traces() == before

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"reason": ""}, "A reason is needed for this."),
            ({"reason": "call 98104 55421"}, "A reason holds no phone, card or IMEI number."),
            ({"first_day": "x"}, "These months are not known. Open this page anew."),
        ],
    )
    def test_a_refusal_keeps_what_was_typed(self, asha, clerk_client, manager_client, traces, changes, sentence):
        clerk_client.post(url(asha), TYPED)
        before = traces()
        answer = manager_client.post(self.page(asha), self.BACK | changes)
        body = answer.content.decode()
        assert (answer.status_code, traces(), Membership.objects.get().taken_back_at) == (422, before, None)
        assert sentence in text_of(body)
        assert value_of(body, "reason") == (self.BACK | changes)["reason"]
