"""Papers at the counter: whose they are, in which language, and which print is the original."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories.billing import cash
from tests.factories.plans import AT, TODAY, sold, upi
from tests.foundation.documents import reading
from tests.interfaces.counter.pages import text_of
from upgrade_program.foundation.documents.models import Print
from upgrade_program.plans.enums import Ground
from upgrade_program.plans.models import Plan
from upgrade_program.plans.services import cancel_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk, phone) -> Plan:
    return sold(actor=clerk, variant=phone)


def papers(plan: Plan) -> dict[str, str]:
    """The address of each paper that has an original."""
    return {
        "a4": f"/counter/documents/{plan.invoice_id}/pdf/",
        "80mm": f"/counter/documents/{plan.invoice_id}/receipt/",
        "certificate": f"/counter/plans/{plan.number}/certificate/",
    }


def told(answer: Any) -> str:
    """The words of a paper, whatever it is made of."""
    assert answer.status_code == 200
    if answer["Content-Type"] == "application/pdf":
        return reading.words(answer.content)
    return text_of(answer.content.decode())


@pytest.mark.parametrize("paper", ["a4", "80mm", "certificate"])
def test_the_first_print_is_the_original_and_every_other_anywhere_a_duplicate(paper, plan, clerk_client, manager_client) -> None:
    address = papers(plan)[paper]
    assert "DUPLICATE" not in told(clerk_client.post(address))
    assert "DUPLICATE" in told(clerk_client.post(address))
    assert "DUPLICATE" in told(manager_client.post(f"{address}?language=hi"))
    assert "DUPLICATE" in told(clerk_client.post(address))
    assert list(Print.objects.order_by("id").values_list("original", flat=True)) == [True, False, False, False]


@pytest.mark.parametrize("paper", ["a4", "80mm", "certificate"])
def test_a_look_says_duplicate_and_uses_nothing_up(paper, plan, clerk_client, traces) -> None:
    """A browser that fetches ahead, a reload, a virus scanner: none of them takes the original away."""
    address = papers(plan)[paper]
    before = traces()
    for headers in ({}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}):
        assert "DUPLICATE" in told(clerk_client.get(address, headers=headers))
    assert clerk_client.head(address).status_code == 200
    assert traces() == before
    assert not Print.objects.exists()
    assert "DUPLICATE" not in told(clerk_client.post(address))


def test_each_paper_has_its_own_original_and_each_print_is_noted(plan, clerk_client, clerk_user, store) -> None:
    for address in papers(plan).values():
        assert "DUPLICATE" not in told(clerk_client.post(address))
    rows = list(Print.objects.order_by("id").values_list("subject", "form", "actor_id", "actor_role", "store_id", "at"))
    by = (clerk_user.pk, "clerk", store.pk, AT)
    assert rows == [
        (f"document:{plan.invoice_id}", "a4", *by),
        (f"document:{plan.invoice_id}", "80mm", *by),
        (f"certificate:{plan.pk}", "a4", *by),
    ]


def test_head_office_and_auditors_look_and_print_nothing(plan, head_office_client, auditor_client, traces) -> None:
    before = traces()
    for client in (head_office_client, auditor_client):
        for address in papers(plan).values():
            assert "DUPLICATE" in told(client.get(address))
            assert client.post(address).status_code == 403
    assert traces() == before
    assert not Print.objects.exists()


def test_other_stores_have_no_papers_of_this_one(plan, clerk, phone, client_for, other_manager_user) -> None:
    stranger = client_for(other_manager_user)
    waiting = sold(actor=clerk, variant=phone, tenders=[upi("", "549")], phone_invoice_number="TI/2")
    for address in papers(plan).values():
        assert (stranger.get(address).status_code, stranger.post(address).status_code) == (404, 404)
    assert stranger.get(f"/counter/documents/{plan.invoice_id}/").status_code == 404
    assert stranger.get("/counter/documents/999999/pdf/").status_code == 404
    assert stranger.get(f"/counter/plans/{waiting.number}/request/").status_code == 404
    assert stranger.get(f"/counter/plans/{plan.number}/").status_code == 200, "the number itself opens the plan"
    assert not Print.objects.exists()


def test_nothing_stays_in_a_cache_and_no_file_name_tells_a_customer(plan, clerk_client) -> None:
    names = {}
    for paper, address in papers(plan).items():
        answer = clerk_client.get(address)
        assert "no-store" in answer["Cache-Control"]
        names[paper] = answer.get("Content-Disposition", "")
    assert names == {"a4": 'inline; filename="DL01-I27-00001.pdf"', "80mm": "", "certificate": 'inline; filename="certificate.pdf"'}


def test_the_a4_invoice_agrees_with_the_plan(plan, clerk_client) -> None:
    text = reading.tight(told(clerk_client.post(papers(plan)["a4"])))
    assert plan.invoice is not None
    for fact in (plan.invoice.number, plan.customer_name, plan.device, "3 May 2027, 11:42", "₹549.00", "465.26", "41.87"):
        assert reading.tight(fact) in text


def test_the_certificate_shows_the_whole_imei_to_those_who_may_see_it(clerk_client, manager_client, auditor_client, typed) -> None:
    done = clerk_client.post("/counter/sell/", typed()).url
    plan = Plan.objects.get()
    address = papers(plan)["certificate"]
    assert clerk_client.get(done).status_code == 200
    assert plan.imei in reading.tight(told(clerk_client.post(address))), "an answer to one's own sale"
    assert plan.imei in reading.tight(told(manager_client.get(address)))
    assert plan.imei not in reading.tight(told(auditor_client.get(address)))
    later = Client()
    later.force_login(plan.sold_by, backend="stores.backend.Staff")
    assert plan.imei not in reading.tight(told(later.get(address)))


@pytest.mark.parametrize(("asked", "hindi"), [("", True), ("?language=en", False), ("?language=hi", True), ("?language=ta", True)])
def test_papers_speak_the_customers_language_unless_asked(asked, hindi, clerk, phone, clerk_client) -> None:
    plan = sold(actor=clerk, variant=phone, customer_language="hi")
    for address in (*papers(plan).values(), f"/counter/documents/{plan.invoice_id}/"):
        text = reading.tight(told(clerk_client.get(address + asked)))
        assert (reading.tight("3 मई 2027") in text) is hindi, address


def test_the_slip_tells_plan_days_tax_and_payments(clerk, phone, clerk_client) -> None:
    plan = sold(actor=clerk, variant=phone, tenders=[upi("412345678901", "249"), cash(300)])
    page = clerk_client.post(papers(plan)["80mm"]).content.decode()
    text = text_of(page)
    for said in (
        "Tax invoice",
        "GSTIN",
        f"{plan.invoice.number} 3 May 2027, 11:42, {plan.sold_by.name}",
        plan.written,
        "Farhan Ali, 98••• ••421",
        "Place of supply: 07 Delhi",
        "Reverse charge: No",
        "4 Aug 2027 to 3 Nov 2027 ₹9,799",
        "4 May 2028 to 3 Aug 2028 ₹5,600",
        "Taxable value, SAC 999792 465.26 CGST 9 % 41.87 SGST 9 % 41.87 Total ₹549",
        "UPI, UTR 412345678901 ₹249.00 Cash ₹300.00",
        "Nothing before 4 Aug 2027 or after 3 Aug 2028.",
    ):
        assert said in text, said
    assert plan.imei not in text.replace(" ", "")
    assert "data-print-now" in page
    assert "data-print-now" not in clerk_client.get(papers(plan)["80mm"]).content.decode()
    assert not re.search(r"<style|style=|\son[a-z]+=|javascript:|<script(?![^>]*src=)", page)


@pytest.mark.parametrize("gstin", ["07AAPFU0939F1ZX", ""])
def test_the_buyers_address_stands_on_each_tax_paper(gstin, manager, phone, manager_client) -> None:
    plan = sold(actor=manager, variant=phone, customer_gstin=gstin, customer_address="14 <Nehru> Place, New Delhi")
    screen = f"/counter/documents/{plan.invoice_id}/"
    assert "Farhan Ali 14 <Nehru> Place, New Delhi Mobile" in text_of(manager_client.get(screen).content.decode())
    slip = text_of(manager_client.get(papers(plan)["80mm"]).content.decode())
    assert f"14 <Nehru> Place, New Delhi {f'GSTIN {gstin} ' if gstin else ''}Place of supply" in slip
    assert reading.tight("14 <Nehru> Place, New Delhi") in reading.tight(told(manager_client.get(papers(plan)["a4"])))
    assert "Nehru" not in told(manager_client.get(papers(plan)["certificate"]))
    over = cancel_plan(plan=plan, reason="phone came back", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)
    for kind in ("", "receipt/", "pdf/"):
        said = told(manager_client.get(f"/counter/documents/{over.credit_note_id}/{kind}"))
        assert reading.tight("14 <Nehru> Place, New Delhi") in reading.tight(said), kind


def test_a_credit_note_prints_too(plan, manager, manager_client) -> None:
    over = cancel_plan(plan=plan, reason="phone came back", ground=Ground.PHONE_RETURNED, actor=manager, at=AT, on=TODAY)
    address = f"/counter/documents/{over.credit_note_id}/"
    assert "DL01/C27/00001" in told(manager_client.get(address))
    assert "DUPLICATE" not in told(manager_client.post(f"{address}pdf/"))
    slip = told(manager_client.post(f"{address}receipt/"))
    assert "Against invoice DL01/I27/00001 of 3 May 2027" in slip
    assert "Value against a new phone" not in slip
    assert "DUPLICATE" in told(manager_client.post(f"{address}pdf/"))


def test_a_plan_that_waits_has_a_payment_request_and_nothing_else(clerk, phone, clerk_client) -> None:
    waiting = sold(actor=clerk, variant=phone, tenders=[upi("", "549")])
    request = clerk_client.get(f"/counter/plans/{waiting.number}/request/")
    assert request["Content-Disposition"] == 'inline; filename="payment-request.pdf"'
    assert "This is not a tax invoice." in told(request)
    assert "dl01@examplebank" in told(request)
    assert clerk_client.get(f"/counter/plans/{waiting.number}/certificate/").status_code == 404
    assert clerk_client.post(f"/counter/plans/{waiting.number}/certificate/").status_code == 404
    paid = sold(actor=clerk, variant=phone, phone_invoice_number="TI/2")
    assert clerk_client.get(f"/counter/plans/{paid.number}/request/").status_code == 404
    assert not Print.objects.exists()


def test_the_pages_offer_the_prints_with_their_keys(clerk, plan, phone, clerk_client, auditor_client) -> None:
    for address in (f"/counter/plans/{plan.number}/done/", f"/counter/plans/{plan.number}/"):
        page = clerk_client.get(address).content.decode()
        for key, paper in (("P", "80mm"), ("A", "certificate")):
            form = re.search(rf'<form method="post"\s+action="{re.escape(papers(plan)[paper])}".*?</form>', page, re.S)
            assert form, address
            assert f'aria-keyshortcuts="{key}"' in form[0]
            assert "csrfmiddlewaretoken" in form[0]
    assert papers(plan)["a4"] in clerk_client.get(f"/counter/plans/{plan.number}/done/").content.decode()
    office = auditor_client.get(f"/counter/plans/{plan.number}/").content.decode()
    assert f'href="{papers(plan)["certificate"]}"' in office
    assert papers(plan)["80mm"] not in office
    waiting = sold(actor=clerk, variant=phone, tenders=[upi("", "549")], phone_invoice_number="TI/2")
    for address in (f"/counter/plans/{waiting.number}/done/", f"/counter/plans/{waiting.number}/"):
        assert f'href="/counter/plans/{waiting.number}/request/"' in clerk_client.get(address).content.decode()


def test_names_are_escaped_on_every_page(clerk, phone, clerk_client) -> None:
    plan = sold(actor=clerk, variant=phone, customer_name="<script>alert(1)</script>")
    for address in (f"/counter/documents/{plan.invoice_id}/", papers(plan)["80mm"]):
        page = clerk_client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)</script>" in reading.tight(told(clerk_client.get(papers(plan)["a4"])))
