"""Head office reads claims and their papers and keeps the partner's price table; nobody edits there."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from tests.factories.claims import offered, old_plan, settled
from tests.factories.plans import AT, sellable
from upgrade_program.buyback.enums import Mark
from upgrade_program.buyback.models import BrandEntry, Handset, PartnerPrice
from upgrade_program.buyback.services import hand_over, mark_entries, quote_phone, set_partner_price
from upgrade_program.foundation.audit.models import AuditRow
from upgrade_program.plans.models import Plan

pytestmark = pytest.mark.django_db
TABLES = ["claim", "settlement", "purchasevoucher", "handset", "handover", "brandentry", "partnerquote", "partnerprice"]
TODAY = AT.date()
# New in every answer, and long enough to hold any four signs by chance.
_TOKENS = re.compile(r'(nonce-|nonce="|name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[A-Za-z0-9_+/=-]+')


def something(clerk: Any, head_office: Any, serial: int = 1) -> Plan:
    """A settled plan whose phone has left, a settled entry, a price and a quote."""
    plan = old_plan(actor=clerk, phone_invoice_number=f"TI/26/{serial:05d}")
    settled(offered(plan, actor=clerk), actor=clerk)
    handset = Handset.objects.get(settlement__plan=plan)
    hand_over(handset_ids=[handset.pk], taken_by="Ravi", reference="", counted=1, actor=clerk, at=AT, on=TODAY)
    mark_entries(entry_ids=[BrandEntry.objects.get(plan=plan).pk], mark=Mark.SETTLED, note="", actor=head_office, at=AT)
    phone = sellable(name=f"POCO M{serial}", brand="POCO", price=None, eligible=False)
    set_partner_price(actor=head_office, model=phone.model, grade="good", amount=Decimal(4_200), from_day=TODAY, reason="May list", at=AT)
    quote_phone(sku=phone.sku, grade="good", actor=clerk, at=AT, on=TODAY)
    return plan


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("office", ["head_office_client", "auditor_client"])
def test_the_office_reads_every_table(clerk: Any, head_office: Any, table: str, office: str, request: pytest.FixtureRequest) -> None:
    plan = something(clerk, head_office)
    client: Client = request.getfixturevalue(office)
    row = apps.get_model("buyback", table).objects.first()
    assert row is not None
    for address in (f"/admin/buyback/{table}/", f"/admin/buyback/{table}/?q=DL01", f"/admin/buyback/{table}/{row.pk}/change/"):
        page = client.get(address)
        assert page.status_code == 200, address
        said = _TOKENS.sub(r"\1", page.content.decode())
        for secret in (plan.imei, plan.customer.mobile, plan.customer_name, "42XY"):
            assert secret not in said
        assert 'name="_save"' not in said


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_changed_or_deleted(clerk: Any, head_office: Any, head_office_client: Client, table: str) -> None:
    something(clerk, head_office)
    model = apps.get_model("buyback", table)
    before = list(model.objects.values())
    for act in ("change", "delete"):
        answer = head_office_client.post(f"/admin/buyback/{table}/{before[0]['id']}/{act}/", {"post": "yes", "amount": "1", "count": "9"})
        assert answer.status_code == 403
    assert list(model.objects.values()) == before
    assert head_office_client.get(f"/admin/buyback/{table}/add/").status_code == (200 if table == "partnerprice" else 403)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("table", TABLES)
def test_a_list_costs_the_same_at_one_and_three_rows(
    clerk: Any, head_office: Any, head_office_client: Client, rows: int, table: str, django_assert_max_num_queries: Any
) -> None:
    for serial in range(rows):
        something(clerk, head_office, serial)
    with django_assert_max_num_queries(11):
        assert head_office_client.get(f"/admin/buyback/{table}/").status_code == 200


def test_head_office_sets_a_price_and_reads_why_not(client_for: Any, head_office_user: Any, auditor_user: Any) -> None:
    phone = sellable(name="POCO M2", brand="POCO", price=None, eligible=False)
    typed = {"model": phone.model_id, "variant": "", "grade": "good", "amount": "4200", "from_day": "2027-05-03", "reason": "May list"}
    with time_machine.travel(AT, tick=False):
        head_office_client, auditor_client = client_for(head_office_user), client_for(auditor_user)
        assert auditor_client.post("/admin/buyback/partnerprice/add/", typed).status_code == 403
        assert head_office_client.post("/admin/buyback/partnerprice/add/", typed | {"from_day": "2027-05-02"}).status_code == 422
        assert not PartnerPrice.objects.exists()
        assert head_office_client.post("/admin/buyback/partnerprice/add/", typed).status_code == 302
        again = head_office_client.post("/admin/buyback/partnerprice/add/", typed | {"amount": "4300"})
        assert "Let the new price begin on a later day." in again.content.decode()
    assert PartnerPrice.objects.get().amount == 4_200
    assert AuditRow.objects.filter(verb="partner_price.set").count() == 1
