"""Quotes for phones without a plan: from head office's dated table or a partner's service, recorded as they were told."""

from __future__ import annotations

import json
import socket
from datetime import date, timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.buyback.conftest import answer
from tests.factories.claims import old_plan
from tests.factories.plans import AT, TODAY, new_imei, sellable
from upgrade_program.buyback.models import PartnerPrice, PartnerQuote
from upgrade_program.buyback.queries.partner_prices import quote_for, quotes_for
from upgrade_program.buyback.refusals import NoPartnerPrice, PartnerUnavailable, PlanStands
from upgrade_program.buyback.services import quote_phone, set_partner_price
from upgrade_program.catalog.refusals import LaterPriceStands, PriceInThePast, SamePrice, UnknownSku
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.kernel.errors import Forbidden, Invalid, NotFound
from upgrade_program.kernel.imei import ImeiInvalid

pytestmark = pytest.mark.django_db
GOOD = b'{"amount": "50", "valid_through": "2027-05-10"}'


@pytest.fixture
def poco(db):
    """A phone outside the programme: no plan is sold on it."""
    return sellable(name="POCO M2 Pro", brand="POCO", price=None, eligible=False)


def priced(office: Any, phone: Any, amount: int = 4_200, grade: str = "good", **changes: Any) -> PartnerPrice:
    given = {
        "actor": office,
        "model": phone.model,
        "grade": grade,
        "amount": Decimal(amount),
        "from_day": TODAY,
        "reason": "May list",
        "at": AT,
    }
    return set_partner_price(**(given | changes))


def quoted(actor: Any, phone: Any, grade: str = "good", **changes: Any) -> PartnerQuote:
    return quote_phone(**({"sku": phone.sku, "grade": grade, "actor": actor, "at": AT, "on": TODAY} | changes))


def test_the_table_quotes_and_says_so(clerk, head_office, poco, store):
    priced(head_office, poco)
    quote = quoted(clerk, poco)
    assert (quote.amount, quote.valid_through, quote.store, quote.device) == (Decimal(4_200), date(2027, 5, 6), store, "POCO M2 Pro 4/64")
    assert (quote.source, quote.adapter) == ("price table of head office, dated 3 May 2027", "PriceTable")
    assert quote.imei_checked is False
    assert AuditRow.objects.get(verb="quote.given").subject == f"quote:{quote.pk}"


def test_the_variants_own_price_and_the_grade_decide(clerk, head_office, poco):
    priced(head_office, poco, 4_200)
    priced(head_office, poco, 4_900, variant=poco)
    priced(head_office, poco, 1_100, grade="poor")
    assert [quoted(clerk, poco, grade).amount for grade in ("good", "poor")] == [4_900, 1_100]
    with pytest.raises(NoPartnerPrice):
        quoted(clerk, poco, "fair")


def test_a_quote_ends_with_its_price_and_keeps_its_amount(clerk, head_office, poco):
    priced(head_office, poco, 4_200)
    priced(head_office, poco, 3_900, from_day=TODAY + timedelta(days=2))
    quote = quoted(clerk, poco)
    assert (quote.amount, quote.valid_through) == (4_200, TODAY + timedelta(days=1))
    later = quoted(clerk, poco, on=TODAY + timedelta(days=2))
    assert (later.amount, later.source) == (3_900, "price table of head office, dated 5 May 2027")
    quote.refresh_from_db()
    assert quote.amount == 4_200


def test_refusals_record_nothing(clerk, head_office, auditor, anonymous, poco, traces):
    priced(head_office, poco)
    plan = old_plan(actor=clerk)
    before = traces()
    for no, field, changes in (
        (PlanStands, "imei", {"imei": plan.imei}),
        (ImeiInvalid, "imei", {"imei": "12345"}),
        (UnknownSku, "sku", {"sku": "nokia-3310"}),
        (UnknownSku, "sku", {"sku": "a\x00b"}),
        (Invalid, "grade", {"grade": ""}),
        (Invalid, "grade", {"grade": "mint"}),
        (NoPartnerPrice, "sku", {"grade": "fair"}),
        *((Forbidden, None, {"actor": nobody}) for nobody in (head_office, auditor, anonymous)),
    ):
        with pytest.raises(no) as said:
            quoted(**({"actor": clerk, "phone": poco} | changes))
        assert said.value.field == field
        assert plan.imei not in str(said.value) + str(said.value.facts)
    assert traces() == before
    assert quoted(clerk, poco, imei=new_imei()).imei_checked is True


def test_prices_are_head_offices_and_dated(clerk, manager, auditor, head_office, poco):
    other = sellable()
    priced(head_office, poco, 4_200)
    before = list(PartnerPrice.objects.values()), AuditRow.objects.count()
    tomorrow = TODAY + timedelta(days=1)
    refused: list[tuple[type[Exception], Any, dict[str, Any]]] = [
        *((Forbidden, nobody, {}) for nobody in (clerk, manager, auditor)),
        (PriceInThePast, head_office, {"from_day": TODAY - timedelta(days=1)}),
        (LaterPriceStands, head_office, {}),
        (SamePrice, head_office, {"from_day": tomorrow, "amount": Decimal(4_200)}),
        (Invalid, head_office, {"from_day": tomorrow, "variant": other}),
        (Invalid, head_office, {"from_day": tomorrow, "amount": Decimal(0)}),
        (Invalid, head_office, {"from_day": tomorrow, "grade": "mint"}),
    ]
    for no, actor, changes in refused:
        with pytest.raises(no):
            priced(actor, poco, **({"amount": Decimal(4_000)} | changes))
    assert (list(PartnerPrice.objects.values()), AuditRow.objects.count()) == before
    priced(head_office, poco, 4_000, from_day=TODAY + timedelta(days=1))
    first, second = PartnerPrice.objects.order_by("id")
    assert (first.valid, second.valid) == (DateRange(TODAY, TODAY + timedelta(days=1)), DateRange(TODAY + timedelta(days=1), None))


def test_laws_of_prices_and_quotes(clerk, head_office, poco, refused_by):
    price = priced(head_office, poco)
    quote = quoted(clerk, poco)
    row = {"model": poco.model, "grade": "good", "amount": 1, "set_by_id": head_office.staff_id, "set_at": AT, "reason": "x"}
    with refused_by("partner_prices_of_one_phone_do_not_overlap"):
        PartnerPrice.objects.create(**row, valid=DateRange(TODAY + timedelta(days=9), None))
    with refused_by("the_grade_of_a_partner_price_is_known"):
        PartnerPrice.objects.create(**row | {"grade": "mint"}, valid=DateRange(TODAY, None))
    with refused_by("a_partner_price_is_above_zero"):
        PartnerPrice.objects.create(**row | {"amount": 0, "grade": "fair"}, valid=DateRange(TODAY, None))
    with refused_by("partner_prices_run_from_a_day_up_to_another"):
        PartnerPrice.objects.create(**row | {"grade": "fair"}, valid=DateRange(None, None))
    with refused_by("partner_prices_stay_as_written"):
        PartnerPrice.objects.filter(pk=price.pk).update(amount=9)
    with refused_by("partner_prices_stay_as_written"):
        PartnerPrice.objects.filter(pk=price.pk).delete()
    with refused_by("quotes_never_change"):
        PartnerQuote.objects.filter(pk=quote.pk).update(amount=9)
    with refused_by("quotes_never_change"):
        PartnerQuote.objects.filter(pk=quote.pk).delete()
    copy = {field.attname: getattr(quote, field.attname) for field in quote._meta.fields if field.attname != "id"}
    for law, changes in (
        ("the_grade_of_a_quote_is_known", {"grade": "mint"}),
        ("a_quote_is_not_negative", {"amount": -1}),
        ("a_quote_holds_on_its_own_day", {"valid_through": TODAY - timedelta(days=1)}),
        ("a_quote_says_where_it_comes_from", {"source": ""}),
    ):
        with refused_by(law):
            PartnerQuote.objects.create(**copy | changes)


def test_who_sees_which_quotes(clerk, manager, other_clerk, head_office, auditor, anonymous, poco):
    priced(head_office, poco)
    quote = quoted(clerk, poco)
    for reader in (clerk, manager, head_office, auditor):
        assert quote_for(reader, quote.pk) == quote
    for nobody in (other_clerk, anonymous):
        assert not quotes_for(nobody).exists()
        with pytest.raises(NotFound):
            quote_for(nobody, quote.pk)


@pytest.fixture
def connected(settings, service):
    settings.PARTNER_QUOTES = "upgrade_program.buyback.partner.HttpPartner"
    settings.PARTNER_SERVICE = {"url": service.url, "key": "secret-key", "key_header": "X-Key", "name": "Cashify"}
    return service


def says(service: Any, **fields: Any) -> None:
    service.says = lambda line: answer(line, 200, json.dumps(fields).encode())


def test_a_connected_partner_quotes(clerk, poco, connected):
    says(connected, amount="5150.50", valid_through="2027-05-10", reference="CF-99")
    quote = quoted(clerk, poco, imei=new_imei())
    assert (quote.amount, quote.valid_through, quote.source) == (Decimal("5150.50"), date(2027, 5, 10), "quote of Cashify")
    assert (quote.reference, quote.adapter) == ("CF-99", "HttpPartner")
    ((path, headers, body),) = connected.heard
    assert (path, headers["X-Key"]) == ("/v1/ask?from=store", "secret-key")
    assert json.loads(body) == {
        "sku": poco.sku,
        "brand": "POCO",
        "device": "POCO M2 Pro 4/64",
        "grade": "good",
        "on": "2027-05-03",
    }


def test_a_partner_that_does_not_take_the_phone(clerk, poco, connected, traces):
    says(connected, amount=None)
    before = traces()
    with pytest.raises(NoPartnerPrice):
        quoted(clerk, poco)
    assert traces() == before


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"amount": 5150.5, "valid_through": "2027-05-10"}',  # a float has lost the paisa
        b'{"amount": true, "valid_through": "2027-05-10"}',
        b'{"amount": "NaN", "valid_through": "2027-05-10"}',
        b'{"amount": "Infinity", "valid_through": "2027-05-10"}',
        b'{"amount": "1e400", "valid_through": "2027-05-10"}',
        b'{"amount": "-5", "valid_through": "2027-05-10"}',
        b'{"amount": "5.001", "valid_through": "2027-05-10"}',
        b'{"amount": [1], "valid_through": "2027-05-10"}',
        b'{"amount": "50", "valid_through": "2027-05-02"}',  # over already
        b'{"amount": "50", "valid_through": "soon"}',
        b'{"amount": "50", "valid_through": 7}',
        b"[" * 30_000,
    ],
)
def test_an_answer_that_cannot_be_read(clerk, poco, connected, traces, said):
    connected.says = lambda line: answer(line, 200, said)
    before = traces()
    with pytest.raises(PartnerUnavailable) as no:
        quoted(clerk, poco)
    assert (no.value.code, no.value.status) == ("partner_unavailable", 409)
    assert traces() == before
    assert len(connected.heard) == 1  # asked once, never again


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 429, 500, 503])
def test_a_partner_that_says_no(clerk, poco, connected, traces, status):
    connected.says = lambda line: answer(line, status, GOOD, Location=connected.url)
    before = traces()
    with pytest.raises(PartnerUnavailable):
        quoted(clerk, poco)
    assert traces() == before
    assert len(connected.heard) == 1  # and no redirect is followed


@pytest.mark.usefixtures("own_patience")
@pytest.mark.parametrize("drips", [False, True], ids=["silent", "dripping"])
def test_a_partner_that_takes_its_time_is_not_waited_for(clerk, poco, connected, traces, drips):
    """After 20 seconds it would give a good quote: whoever waited for that is refused nothing."""
    left = Event()

    def slow(line: Any) -> None:
        if drips:
            line.send_response(200)
            line.end_headers()
        for _ in range(200):
            if left.wait(0.1):
                return
            if drips:
                line.wfile.write(b" ")
                line.wfile.flush()
        line.wfile.write(GOOD) if drips else answer(line, 200, GOOD)

    connected.says = slow
    before = traces()
    with pytest.raises(PartnerUnavailable):
        quoted(clerk, poco)
    left.set()
    assert traces() == before


def test_a_partner_that_is_away_or_not_set(clerk, poco, settings, traces):
    settings.PARTNER_QUOTES = "upgrade_program.buyback.partner.HttpPartner"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    before = traces()
    for url in (nobody, ""):
        settings.PARTNER_SERVICE = {"url": url}
        with pytest.raises(PartnerUnavailable):
            quoted(clerk, poco)
    assert traces() == before
