"""Papers of the counter in Hindi: a customer's in theirs, the store's own in that of the counter, and no English left over on either."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from tests.factories.billing import cash, tax_rule
from tests.factories.claims import offered, old_plan, opened, settled
from tests.factories.loyalty import member
from tests.factories.plans import AT, TODAY, sold
from tests.foundation.documents import reading
from tests.interfaces.counter.pages import text_of
from tests.interfaces.pseudo import left_over
from upgrade_program.billing.models import TaxDocument
from upgrade_program.buyback.models import Claim, Handset
from upgrade_program.buyback.services import hand_over, refuse_claim
from upgrade_program.kernel.actor import Actor
from upgrade_program.plans.models import Plan
from upgrade_program.usecases.membership import sell_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def hindi(clerk_client: Client) -> Client:
    """The clerk's browser with its switch on Hindi."""
    clerk_client.cookies["django_language"] = "hi"
    return clerk_client


@pytest.fixture
def claim(clerk: Actor) -> Claim:
    """Of a customer who speaks Hindi."""
    return offered(old_plan(actor=clerk, customer_language="hi"), actor=clerk)


@pytest.fixture
def refused(clerk: Actor) -> Claim:
    waiting = opened(old_plan(actor=clerk, customer_language="hi", phone_invoice_number="B/2"), actor=clerk)
    return refuse_claim(number=waiting.number, reason="अब भी खाता है", clause="3.2", actor=clerk, at=AT, on=TODAY)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def paper_of(html: str) -> str:
    """What is printed: the page without its bar, no part of it in a language of its own."""
    return html.partition("<main")[2].partition(">")[2].partition("</main>")[0]


def data_of(plan: Plan) -> list[str]:
    """What stands on a plan's papers as it was typed."""
    seller = plan.invoice.seller if plan.invoice else {}
    return [plan.device, plan.customer_name, plan.sold_by.name, *map(str, seller.values()), *_of_store(plan)]


def _of_store(plan: Plan) -> list[str]:
    store = plan.store
    # With the state, as the tax papers of every language name it.
    return [store.legal_name, store.name, store.address, store.city, store.code, "Delhi"]


def test_a_customers_papers_are_in_hindi_whatever_the_counter_speaks(claim: Claim, refused: Claim, clerk_client: Client) -> None:
    for of, path in ((claim, f"/counter/claims/{claim.number}/offer/"), (refused, f"/counter/claims/{refused.number}/reason/")):
        html = page(clerk_client, path)
        assert '<html lang="en"' in html
        assert '<main lang="hi">' in html
        assert left_over(paper_of(html), known=data_of(of.plan)) == []


def test_slip_and_invoice_are_in_hindi_too(clerk: Actor, clerk_client: Client) -> None:
    plan = sold(actor=clerk, customer_language="hi")
    for path in ("", "receipt/"):
        html = page(clerk_client, f"/counter/documents/{plan.invoice_id}/{path}")
        issued = [plan.invoice.description, "DUPLICATE"]  # as it was issued, and a mark that is read in every language
        assert left_over(paper_of(html), known=[*data_of(plan), *issued]) == []


def test_english_written_on_a_paper_is_found(claim: Claim, clerk_client: Client) -> None:
    """The control."""
    paper = paper_of(page(clerk_client, f"/counter/claims/{claim.number}/offer/"))
    assert left_over(f"{paper}<p>Not paid out in cash</p>", known=data_of(claim.plan)) == ["Not paid out in cash"]


def test_each_has_a_switch_and_its_bar_speaks_the_counters_language(claim: Claim, refused: Claim, hindi: Client) -> None:
    invoice = claim.plan.invoice_id
    paths = (
        *(f"/counter/claims/{claim.number}/offer/", f"/counter/claims/{refused.number}/reason/"),
        *(f"/counter/documents/{invoice}/", f"/counter/documents/{invoice}/receipt/"),
    )
    for path in paths:
        html = page(hindi, path)
        assert 'href="?language=en"' in html
        english = page(hindi, f"{path}?language=en")
        assert '<main lang="en">' in english
        assert 'href="?language=hi"' in english
        bar = english.partition("<header")[2].partition("</header>")[0]
        assert left_over(f"<header{bar}", known=[claim.plan.sold_by.name, "mm"]) == []


def test_the_days_on_a_paper_are_in_its_own_language(claim: Claim, hindi: Client) -> None:
    path = f"/counter/claims/{claim.number}/offer/"
    assert "3 May 2027" in text_of(page(hindi, f"{path}?language=en"))
    assert "3 मई 2027" in text_of(page(hindi, path))


def test_the_hand_over_note_speaks_as_the_counter_does(clerk: Actor, clerk_client: Client) -> None:
    done = settled(offered(old_plan(actor=clerk), actor=clerk), actor=clerk)
    phones = list(Handset.objects.values_list("pk", flat=True))
    note = hand_over(handset_ids=phones, taken_by="Rakesh", reference="PU-1", counted=1, actor=clerk, at=AT, on=TODAY)
    path = f"/counter/stock/{note.pk}/"
    assert "1 used phone, counted, was handed to Rakesh . Pick-up PU-1." in text_of(page(clerk_client, path))
    clerk_client.cookies["django_language"] = "hi"
    html = page(clerk_client, path)
    assert "1 पुराना फ़ोन गिनकर Rakesh को सौंपा गया। पिक-अप PU-1।" in text_of(html)
    assert left_over(html, known=[*data_of(done.claim.plan), "Rakesh", "PU", clerk.name]) == []


def test_the_voucher_is_in_the_customers_language(clerk: Actor, clerk_client: Client) -> None:
    done = settled(offered(old_plan(actor=clerk, customer_language="hi"), actor=clerk), actor=clerk)
    path = f"/counter/claims/{done.claim.number}/voucher/"
    assert "की ओर से" in reading.words(clerk_client.get(path).content)
    assert "की ओर से" not in reading.words(clerk_client.get(f"{path}?language=en").content)


def test_what_is_for_no_plan_is_in_the_members_language(clerk: Actor, hindi: Client) -> None:
    tax_rule()
    for language in ("en", "hi"):
        months = {"months": 6, "expected_price": Decimal(150), "tenders": [cash(150)], "at": AT, "on": TODAY}
        sell_membership(actor=clerk, customer_id=member(language=language).pk, **months)  # type: ignore[arg-type]
        assert f'<main lang="{language}">' in page(hindi, f"/counter/documents/{TaxDocument.objects.latest('id').pk}/")


def test_a_refused_claims_page_says_what_was_not_met_in_hindi(refused: Claim, hindi: Client) -> None:
    words = text_of(page(hindi, f"/counter/claims/{refused.number}/"))
    assert "फ़ोन में अब भी खाता या लॉक है।" in words
    assert "The phone still has an account or a lock." not in words
